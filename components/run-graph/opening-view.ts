import { type GraphLayout, SIZES } from '@/lib/graph-layout/layout-graph';

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The box around some tasks; null where none of them is placed. */
export function boundsOf(layout: GraphLayout, keys: ReadonlySet<string>): Box | null {
  const nodes = layout.nodes.filter((node) => keys.has(node.key));
  if (nodes.length === 0) return null;
  const left = Math.min(...nodes.map((node) => node.x));
  const top = Math.min(...nodes.map((node) => node.y));
  return {
    x: left,
    y: top,
    width: Math.max(...nodes.map((node) => node.x)) + SIZES.nodeWidth - left,
    height: Math.max(...nodes.map((node) => node.y)) + SIZES.nodeHeight - top,
  };
}

const MARGIN = 40;
/** Below this the words in the boxes cannot be read, so a part of the graph is a better first look than all of it. */
const READABLE = 0.7;
/** All of a graph is still worth a first look down to here: titles can be told apart. */
const WHOLE_FROM = 0.55;
const CLOSE = 0.9;

/** Pan (pixels) and zoom that show all of a graph, never larger than life. */
export function wholeView(layout: GraphLayout, canvas: { width: number; height: number }) {
  const whole = { x: layout.left, y: layout.top, width: Math.max(1, layout.width), height: Math.max(1, layout.height) };
  const zoom = Math.min((canvas.width - 2 * MARGIN) / whole.width, (canvas.height - 2 * MARGIN) / whole.height, 1);
  return centre(whole, zoom, canvas);
}

/** Whether a graph opens as a whole in a canvas of the given size. */
export const fitsWhole = (layout: GraphLayout, canvas: { width: number; height: number }): boolean =>
  wholeView(layout, canvas).zoom >= WHOLE_FROM;

/** Pan (pixels) and zoom with which a graph opens in a canvas of the given size; `front` is what matters most at the moment. */
export function openingView(layout: GraphLayout, front: ReadonlySet<string>, canvas: { width: number; height: number }) {
  if (fitsWhole(layout, canvas)) return wholeView(layout, canvas);
  const box = boundsOf(layout, front);
  if (box) {
    const zoom = Math.min((canvas.width - 2 * MARGIN) / box.width, (canvas.height - 2 * MARGIN) / box.height, CLOSE);
    const view = centre(box, Math.max(zoom, READABLE), canvas);
    return { ...view, x: withoutVoid(view.x, layout.width * view.zoom, canvas.width) };
  }
  // Nothing runs: the beginning, at the left, in the middle of its height.
  const roots = boundsOf(layout, new Set(layout.ranks[0])) ?? { x: 0, y: 0, width: layout.width, height: layout.height };
  const view = centre(roots, CLOSE, canvas);
  return { ...view, x: MARGIN - roots.x * CLOSE };
}

/** Moves a pan so far that a graph wider than the canvas leaves no empty side. All in pixels of the canvas. */
function withoutVoid(x: number, graphWidth: number, canvasWidth: number): number {
  if (graphWidth <= canvasWidth - 2 * MARGIN) return x;
  return Math.min(MARGIN, Math.max(x, canvasWidth - MARGIN - graphWidth));
}

function centre(box: Box, zoom: number, canvas: { width: number; height: number }) {
  return {
    x: canvas.width / 2 - (box.x + box.width / 2) * zoom,
    y: canvas.height / 2 - (box.y + box.height / 2) * zoom,
    zoom,
  };
}
