import { useReactFlow, useStoreApi } from '@xyflow/react';
import { type RefObject, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useSettled } from '@/components/run/use-settled';
import { useRemembered } from '@/components/ui/use-remembered';
import type { TaskView } from '@/lib/contracts/task';
import { SIZES } from '@/lib/graph-layout/layout-graph';
import { boundsOf, fitsWhole, openingView, wholeView } from './opening-view';
import type { PreparedGraph } from './prepare-graph';

/** Under this zoom words cannot be read: boxes show their state's colour alone. */
export const FAR_BELOW = 0.42;
const MOVE_MS = 180;
/** The front is followed at most this often, so that each move can be seen. */
const FOLLOW_EVERY_MS = 700;

export interface Viewport {
  /** The first look: all of it where it stays readable, else the open task, else what runs, else the beginning. */
  open: () => void;
  /** Somebody moved the view: from now on it is theirs. */
  touch: () => void;
  fit: () => void;
  zoom: (direction: 'in' | 'out') => void;
  /** Brings a box into sight without moving more than needed. */
  show: (key: string) => void;
  /** Brings boxes into sight that the next graph will have. */
  showNext: (keys: readonly string[]) => void;
  following: boolean;
  setFollowing: (following: boolean) => void;
  far: boolean;
  setFar: (far: boolean) => void;
}

export function useViewport(
  graph: PreparedGraph,
  tasks: readonly TaskView[],
  openKey: string | null,
  container: RefObject<HTMLElement | null>,
  /**
   * Whether a graph that nobody has moved is fitted anew when its space changes, and looked at anew when it grows too large to
   * be seen whole: not where it would slip from under a hand.
   */
  { refits = true }: { refits?: boolean } = {},
): Viewport {
  const flow = useReactFlow();
  const picture = useStoreApi();
  const [follow, setFollow] = useRemembered('graph.follow', ['on', 'off'], 'off');
  const [far, setFar] = useState(false);
  const following = follow === 'on';
  const frontKeys = [...new Set(tasks.flatMap((task) => (task.status === 'RUNNING' ? [graph.boxOf(task.key)] : [])))];
  const front = useSettled(following ? frontKeys.join('\n') : '', FOLLOW_EVERY_MS);

  useEffect(() => {
    if (front === '') return;
    const bounds = boundsOf(graph.layout, new Set(front.split('\n')));
    if (bounds) void flow.fitBounds(bounds, { padding: 0.5, duration: MOVE_MS * 2 });
  }, [flow, front, graph]);

  const show = useCallback(
    (key: string) => {
      const node = graph.placed.get(key);
      if (!node) return;
      // To ask the page itself would lay out all that has just changed, within the key press.
      const { width, height, transform } = picture.getState();
      const [x, y, zoom] = transform;
      const left = node.x * zoom + x;
      const top = node.y * zoom + y;
      const inside = left >= 0 && top >= 0 && left + SIZES.nodeWidth * zoom <= width && top + SIZES.nodeHeight * zoom <= height;
      if (inside && zoom >= FAR_BELOW) return;
      void flow.setCenter(node.x + SIZES.nodeWidth / 2, node.y + SIZES.nodeHeight / 2, {
        zoom: Math.max(zoom, 0.8),
        duration: MOVE_MS,
      });
    },
    [picture, flow, graph],
  );

  const open = () => {
    const element = container.current;
    if (!element) return;
    const view = openingView(graph.layout, new Set(openKey === null ? frontKeys : [graph.boxOf(openKey)]), {
      width: element.clientWidth,
      height: element.clientHeight,
    });
    setFar(view.zoom < FAR_BELOW);
    void flow.setViewport(view);
  };

  // A graph that grew under eyes that have not moved is looked at anew.
  const touched = useRef(false);
  const wanted = useRef<readonly string[]>([]);
  const graphChanged = useEffectEvent((next: PreparedGraph) => {
    const keys = wanted.current.filter((key) => next.placed.has(key));
    wanted.current = [];
    const bounds = boundsOf(next.layout, new Set(keys));
    if (keys.length === 1) show(keys[0] ?? '');
    else if (bounds) void flow.fitBounds(bounds, { padding: 0.15, duration: MOVE_MS });
    // Here too the picture knows its size without the page being laid out.
    else if (!touched.current && (refits || fitsWhole(next.layout, picture.getState()))) open();
  });
  useEffect(() => graphChanged(graph), [graph]);
  // So is one whose space has become another: what is above it came or went, or a drawer beside it.
  const resized = useEffectEvent(() => {
    if (refits && !touched.current) open();
  });
  useEffect(() => {
    const element = container.current;
    if (!element) return;
    let last = `${element.clientWidth} ${element.clientHeight}`;
    const observer = new ResizeObserver(() => {
      const size = `${element.clientWidth} ${element.clientHeight}`;
      if (size !== last) resized();
      last = size;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [container]);
  const touch = () => {
    touched.current = true;
  };

  const fit = () => {
    touch();
    const element = container.current;
    if (!element) return;
    void flow.setViewport(wholeView(graph.layout, { width: element.clientWidth, height: element.clientHeight }), { duration: MOVE_MS });
  };

  return {
    open,
    fit,
    touch,
    zoom(direction) {
      touch();
      void (direction === 'in' ? flow.zoomIn({ duration: MOVE_MS }) : flow.zoomOut({ duration: MOVE_MS }));
    },
    show,
    showNext(keys) {
      touch();
      wanted.current = keys;
    },
    following,
    setFollowing: (on) => setFollow(on ? 'on' : 'off'),
    far,
    setFar,
  };
}
