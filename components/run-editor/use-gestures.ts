import { useReactFlow } from '@xyflow/react';
import { type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import type { CursorStore } from '@/components/run-graph/cursor-store';
import { edgePath } from '@/lib/graph-layout/edge-path';
import { isGroupId } from '@/lib/graph-layout/group-tasks';
import { SIZES } from '@/lib/graph-layout/layout-graph';
import { connectRules } from './connect-rules';
import { edgeAt } from './edge-geometry';
import { addAfter, addOnEdge, connect, moveOnEdge, type NewKind } from './edit-actions';
import type { Point, StageInput } from './edit-state';
import type { EditStore } from './edit-store';
import { type Gesture, IDLE } from './editor-context';
import type { PreparedDraft } from './prepare-draft';
import type { ValueStore } from './value-store';

/** A press that moves less than this, in pixels of the screen, is a click. */
const CLICK_WITHIN = 4;
/** How near to an edge, in pixels of the screen, a press or a drop is meant for it. */
export const EDGE_REACH = 9;
const DROP_REACH = 26;
const HALF = { x: SIZES.nodeWidth / 2, y: SIZES.nodeHeight / 2 };

export interface GestureParts {
  graph: PreparedDraft;
  store: EditStore;
  gesture: ValueStore<Gesture>;
  cursor: CursorStore;
  section: RefObject<HTMLElement | null>;
  movingPath: RefObject<SVGPathElement | null>;
  drawingPath: RefObject<SVGPathElement | null>;
  band: RefObject<HTMLDivElement | null>;
  /** Follows the pointer while something new is dragged in. */
  ghost: RefObject<HTMLDivElement | null>;
  perform: (input: StageInput) => void;
  onToggleGroup: (id: string) => void;
}

/** One gesture from its press to its end. */
interface Drag {
  move: (at: Point, client: Point) => void;
  end: (at: Point, client: Point) => void;
  cancel: () => void;
}

/**
 * The pointer on the canvas: moves boxes, draws lines, spans a rubber band, drops what is new. What follows the pointer is
 * written to the elements themselves: no frame of a drag goes through React.
 */
export function useGestures(parts: GestureParts) {
  const flow = useReactFlow();
  const latest = useRef(parts);
  useEffect(() => {
    latest.current = parts;
  });
  const ending = useRef<(() => void) | null>(null);
  // A gesture that is cut off by leaving the page leaves no listeners behind.
  useEffect(() => () => ending.current?.(), []);

  const follow = (event: { clientX: number; clientY: number }, begin: (client: Point) => Drag, press?: () => void) => {
    const from = { x: event.clientX, y: event.clientY };
    let drag: Drag | null = null;
    const flowAt = (client: Point) => flow.screenToFlowPosition(client, { snapToGrid: false });
    const onMove = (now: globalThis.PointerEvent) => {
      const client = { x: now.clientX, y: now.clientY };
      if (!drag && Math.hypot(client.x - from.x, client.y - from.y) < CLICK_WITHIN) return;
      drag ??= begin(from);
      drag.move(flowAt(client), client);
    };
    const stop = () => {
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      window.removeEventListener('pointercancel', onCancel);
      window.removeEventListener('keydown', onKey, true);
      ending.current = null;
    };
    const onUp = (now: globalThis.PointerEvent) => {
      stop();
      const client = { x: now.clientX, y: now.clientY };
      if (!drag) return press?.();
      swallowClick();
      drag.end(flowAt(client), client);
    };
    const onCancel = () => {
      stop();
      drag?.cancel();
    };
    const onKey = (key: KeyboardEvent) => {
      if (key.key !== 'Escape') return;
      key.preventDefault();
      key.stopPropagation();
      onCancel();
    };
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', onCancel);
    window.addEventListener('keydown', onKey, true);
    ending.current = onCancel;
  };

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0 || !(event.target instanceof Element)) return;
    const { section, store, cursor, onToggleGroup } = latest.current;
    const box = event.target.closest<HTMLElement>('[data-task]');
    const key = box?.dataset.task;
    const onPane = event.target.closest('.react-flow__pane') !== null;
    if (!key && !onPane) return;
    section.current?.focus({ preventScroll: true });
    if (key === undefined) {
      if (!event.shiftKey) return;
      // Else the picture moves along.
      event.stopPropagation();
      follow(event, (client) => bandDrag(latest.current, flow.screenToFlowPosition, client));
      return;
    }
    const handle = event.target.closest<HTMLElement>('[data-handle]')?.dataset.handle;
    if (handle === 'from' || handle === 'to') {
      follow(event, () => connectDrag(latest.current, key, handle));
      return;
    }
    const many = event.shiftKey || event.metaKey || event.ctrlKey;
    const press = () => {
      if (isGroupId(key)) return onToggleGroup(key);
      cursor.set(key);
      if (!many) {
        store.select([key]);
        store.open(key);
        return;
      }
      const selection = new Set(store.get().selection);
      if (!selection.delete(key)) selection.add(key);
      store.select([...selection]);
    };
    follow(event, (client) => moveDrag(latest.current, key, flow.screenToFlowPosition(client)), press);
  };

  /** From the palette: a drag drops it where the pointer ends, a press puts it behind what is selected. */
  const onPalette = (event: PointerEvent<HTMLElement>, what: NewKind, press: () => void) => {
    if (event.button !== 0) return;
    follow(event, () => dropDrag(latest.current, what), press);
  };

  return { onPointerDown, onPalette };
}

/** The click that the browser makes of the end of a drag is none. */
function swallowClick(): void {
  const swallow = (event: MouseEvent) => {
    event.stopPropagation();
    event.preventDefault();
  };
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0);
}

function moveDrag(parts: GestureParts, key: string, from: Point): Drag {
  const { graph, store, gesture, section, movingPath } = parts;
  const { selection } = store.get();
  const keys = new Set(selection.has(key) ? selection : [key]);
  const elements = [...keys].flatMap((each) => boxElement(section.current, each) ?? []);
  const edges = graph.edges.filter((edge) => keys.has(edge.from) || keys.has(edge.to));
  const others = keys.size === 1 && !isGroupId(key) ? graph.edges.filter((edge) => !keys.has(edge.from) && !keys.has(edge.to)) : [];
  gesture.set({ kind: 'move', keys, onEdge: null });
  let by = { x: 0, y: 0 };
  const rest = () => {
    for (const element of elements) element.removeAttribute('data-lifted');
    for (const element of elements) element.style.transform = '';
    movingPath.current?.setAttribute('d', '');
    gesture.set(IDLE);
  };
  const placeOf = (each: string) => {
    const node = graph.placed.get(each);
    return node && keys.has(each) ? { ...node, x: node.x + by.x, y: node.y + by.y } : node;
  };
  const edgeUnder = () => {
    const node = placeOf(key);
    return node ? edgeAt(others, { x: node.x + HALF.x, y: node.y + HALF.y }, DROP_REACH) : null;
  };
  return {
    move(at) {
      by = { x: at.x - from.x, y: at.y - from.y };
      for (const element of elements) {
        element.setAttribute('data-lifted', '');
        element.style.transform = `translate(${by.x}px, ${by.y}px)`;
      }
      const paths = edges.map((edge) => {
        const [a, b] = [placeOf(edge.from), placeOf(edge.to)];
        return a && b ? edgePath({ from: edge.from, to: edge.to, bends: [] }, a, b, SIZES) : '';
      });
      movingPath.current?.setAttribute('d', paths.join(''));
      const edge = edgeUnder();
      const onEdge = edge ? `${edge.from} ${edge.to}` : null;
      const now = gesture.get();
      if (now.kind === 'move' && now.onEdge !== onEdge) gesture.set({ kind: 'move', keys, onEdge });
    },
    end() {
      const edge = edgeUnder();
      const moved = new Map<string, Point>();
      for (const each of keys) {
        const node = placeOf(each);
        if (node) moved.set(each, { x: Math.round(node.x), y: Math.round(node.y) });
      }
      rest();
      const to = moved.get(key);
      if (edge && to) parts.perform(moveOnEdge(store.get(), key, edge, to));
      else store.place(moved, movedWords(parts, [...keys]));
    },
    cancel: rest,
  };
}

function movedWords({ graph }: GestureParts, keys: readonly string[]): string {
  const [only] = keys;
  if (keys.length > 1 || only === undefined) return `${keys.length} boxes moved`;
  return `${graph.tasks.find((task) => task.key === only)?.title ?? only.replace(':', '')} moved`;
}

function connectDrag(parts: GestureParts, key: string, direction: 'from' | 'to'): Drag {
  const { graph, store, gesture, drawingPath } = parts;
  const judge = connectRules(store.get().draft, key, direction);
  const begin = graph.placed.get(key);
  const idle: Gesture = { kind: 'connect', key, direction, over: null, verdict: null, byKeys: false };
  gesture.set(idle);
  const rest = () => {
    drawingPath.current?.setAttribute('d', '');
    gesture.set(IDLE);
  };
  const under = (client: Point): string | null => {
    const over = document.elementFromPoint(client.x, client.y)?.closest<HTMLElement>('[data-task]')?.dataset.task ?? null;
    return over === null || isGroupId(over) || over === key ? null : over;
  };
  return {
    move(at, client) {
      if (!begin) return;
      const here = { x: begin.x + (direction === 'from' ? SIZES.nodeWidth : 0), y: begin.y + HALF.y };
      const middle = (here.x + at.x) / 2;
      drawingPath.current?.setAttribute('d', `M${here.x} ${here.y}C${middle} ${here.y} ${middle} ${at.y} ${at.x} ${at.y}`);
      const over = under(client);
      const now = gesture.get();
      if (now.kind === 'connect' && now.over !== over) gesture.set({ ...idle, over, verdict: over === null ? null : judge(over) });
    },
    end(at, client) {
      const over = under(client);
      const onPane = document.elementFromPoint(client.x, client.y)?.closest('.react-flow__pane') ?? null;
      rest();
      if (over !== null) {
        const verdict = judge(over);
        if (!verdict.ok) store.say(`Not possible: ${verdict.reason}`);
        else parts.perform(connect(store.get(), direction === 'from' ? { from: key, to: over } : { from: over, to: key }));
      } else if (onPane && direction === 'from') {
        // Into the open: what it leads to is made.
        parts.perform(addAfter(store.get(), 'task', [key], { x: Math.round(at.x), y: Math.round(at.y - HALF.y) }));
      }
    },
    cancel: rest,
  };
}

function bandDrag(parts: GestureParts, toFlow: (client: Point) => Point, from: Point): Drag {
  const { graph, store, gesture, band, section } = parts;
  const frame = section.current?.getBoundingClientRect();
  gesture.set({ kind: 'band' });
  const rest = () => {
    if (band.current) band.current.style.display = 'none';
    gesture.set(IDLE);
  };
  return {
    move(_, client) {
      const style = band.current?.style;
      if (!style || !frame) return;
      style.display = 'block';
      style.left = `${Math.min(from.x, client.x) - frame.left}px`;
      style.top = `${Math.min(from.y, client.y) - frame.top}px`;
      style.width = `${Math.abs(client.x - from.x)}px`;
      style.height = `${Math.abs(client.y - from.y)}px`;
    },
    end(at) {
      rest();
      const start = toFlow(from);
      const [left, right] = [Math.min(start.x, at.x), Math.max(start.x, at.x)];
      const [top, bottom] = [Math.min(start.y, at.y), Math.max(start.y, at.y)];
      const inside = graph.layout.nodes.filter(
        ({ key, x, y }) => !isGroupId(key) && x < right && x + SIZES.nodeWidth > left && y < bottom && y + SIZES.nodeHeight > top,
      );
      store.select(inside.map((node) => node.key));
      store.say(`${inside.length} selected.`);
    },
    cancel: rest,
  };
}

function dropDrag(parts: GestureParts, what: NewKind): Drag {
  const { graph, store, gesture, ghost, section } = parts;
  gesture.set({ kind: 'drop', what, onEdge: null });
  const rest = () => {
    if (ghost.current) ghost.current.style.display = 'none';
    gesture.set(IDLE);
  };
  const edgeUnder = (at: Point) =>
    edgeAt(
      graph.edges.filter(({ from, to }) => !isGroupId(from) && !isGroupId(to)),
      at,
      DROP_REACH,
    );
  return {
    move(at, client) {
      const frame = section.current?.getBoundingClientRect();
      const style = ghost.current?.style;
      if (style && frame) {
        style.display = 'block';
        style.transform = `translate(${client.x - frame.left - HALF.x}px, ${client.y - frame.top - HALF.y}px)`;
      }
      const edge = edgeUnder(at);
      const onEdge = edge ? `${edge.from} ${edge.to}` : null;
      const now = gesture.get();
      if (now.kind === 'drop' && now.onEdge !== onEdge) gesture.set({ kind: 'drop', what, onEdge });
    },
    end(at, client) {
      rest();
      const frame = section.current?.getBoundingClientRect();
      const inside = frame && client.x > frame.left && client.x < frame.right && client.y > frame.top && client.y < frame.bottom;
      if (!inside) return;
      const corner = { x: Math.round(at.x - HALF.x), y: Math.round(at.y - HALF.y) };
      const edge = edgeUnder(at);
      // On an edge the picture makes room; in the open it stands where it was dropped.
      if (edge) parts.perform(addOnEdge(store.get(), what, edge));
      else parts.perform(addAfter(store.get(), what, [], corner));
    },
    cancel: rest,
  };
}

function boxElement(section: HTMLElement | null, key: string): HTMLElement | null {
  return section?.querySelector<HTMLElement>(`[data-task="${CSS.escape(key)}"]`)?.parentElement ?? null;
}
