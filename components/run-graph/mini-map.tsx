'use client';
import { useReactFlow, useStore } from '@xyflow/react';
import { memo, type PointerEvent, useDeferredValue, useMemo } from 'react';
import { useSettled } from '@/components/run/use-settled';
import { type State, toState } from '@/components/ui/states';
import type { TaskView } from '@/lib/contracts/task';
import { SIZES } from '@/lib/graph-layout/layout-graph';
import type { PreparedGraph } from './prepare-graph';
import { STATE_FILL } from './state-fill';
import { leadStatuses } from './summarise-groups';

const WIDTH = 150;
const HEIGHT = 84;
const MARGIN = 8;

/** All of the graph in a corner with a frame around what is in sight; a press or a drag goes there. */
export function MiniMap({ graph, tasks, onGo }: { graph: PreparedGraph; tasks: readonly TaskView[]; onGo: () => void }) {
  const flow = useReactFlow();
  const { width, height } = graph.layout;
  const scale = Math.min((WIDTH - 2 * MARGIN) / Math.max(1, width), (HEIGHT - 2 * MARGIN) / Math.max(1, height));
  const left = (WIDTH - width * scale) / 2 - graph.layout.left * scale;
  const top = (HEIGHT - height * scale) / 2 - graph.layout.top * scale;
  const go = (event: PointerEvent<SVGSVGElement>) => {
    if (event.buttons !== 1) return;
    onGo();
    event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - box.left - left) / scale;
    const y = (event.clientY - box.top - top) / scale;
    void flow.setCenter(x, y, { zoom: flow.getZoom() });
  };
  return (
    <svg
      aria-hidden
      width={WIDTH}
      height={HEIGHT}
      onPointerDown={go}
      onPointerMove={go}
      className="absolute right-4 bottom-4 z-10 cursor-pointer touch-none rounded-lg border border-line bg-raised shadow-float max-md:hidden"
    >
      <g transform={`translate(${left} ${top}) scale(${scale})`}>
        <MiniTasks graph={graph} tasks={tasks} least={3 / scale} />
      </g>
      <Frame left={left} top={top} scale={scale} />
    </svg>
  );
}

/** One path a state: a thousand boxes are eight elements. `least`: the smallest height at which a box can still be seen, in the graph's pixels. */
const MiniTasks = memo(function MiniTasks({ graph, tasks, least }: { graph: PreparedGraph; tasks: readonly TaskView[]; least: number }) {
  const settled = useSettled(tasks);
  // The map may come a moment behind the picture.
  const drawn = useDeferredValue(graph);
  const paths = useMemo(() => pathsByState(drawn, settled, Math.max(SIZES.nodeHeight, least)), [drawn, settled, least]);
  return [...paths].map(([state, path]) => <path key={state} d={path} className={STATE_FILL[state]} />);
});

function pathsByState(graph: PreparedGraph, tasks: readonly TaskView[], height: number): Map<State, string> {
  const statusOf = leadStatuses(graph, tasks);
  const paths = new Map<State, string>();
  for (const { key, x, y } of graph.layout.nodes) {
    const state = toState(statusOf.get(key) ?? 'PENDING');
    paths.set(state, `${paths.get(state) ?? ''}M${x} ${y}h${SIZES.nodeWidth}v${height}h${-SIZES.nodeWidth}z`);
  }
  return paths;
}

/** What is in sight, cut to the map. `left`, `top` and `scale` place the graph in the map. */
function Frame({ left, top, scale }: { left: number; top: number; scale: number }) {
  const [x, y, zoom] = useStore((state) => state.transform);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const clamp = (value: number, most: number) => Math.min(most - 3, Math.max(1, value));
  const from = { x: clamp(left - (x / zoom) * scale, WIDTH), y: clamp(top - (y / zoom) * scale, HEIGHT) };
  const to = { x: clamp(left + ((width - x) / zoom) * scale, WIDTH), y: clamp(top + ((height - y) / zoom) * scale, HEIGHT) };
  return (
    <rect x={from.x} y={from.y} width={to.x - from.x} height={to.y - from.y} rx={4} strokeWidth={1.5} className="fill-none stroke-accent" />
  );
}
