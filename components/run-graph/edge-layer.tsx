'use client';
import { memo, useMemo, useState, useSyncExternalStore } from 'react';
import { cn } from '@/components/ui/cn';
import type { TaskStatus } from '@/lib/contracts/task';
import { createBinder } from './bind-fans';
import { useBoxStatus, useGraph, useTask } from './graph-context';
import type { PreparedGraph, Way } from './prepare-graph';

/** An opacity of its own would make a layer of each path, hence that of the stroke. A status colours the edges that leave its task: done, moving, stuck, or still to come. */
const STROKE: Record<TaskStatus, string> = {
  PENDING: 'stroke-line-strong',
  READY: 'stroke-line-strong',
  RUNNING: 'stroke-running',
  WAITING: 'stroke-waiting [stroke-dasharray:4_4]',
  SUCCEEDED: 'stroke-succeeded [stroke-opacity:0.55]',
  FAILED: 'stroke-failed [stroke-dasharray:4_4]',
  SKIPPED: 'stroke-line-strong [stroke-dasharray:4_4]',
  CANCELLED: 'stroke-line-strong [stroke-dasharray:4_4]',
};

/** All edges in one drawing under the nodes: nothing here listens to pan or zoom. It has no size: one that grew with the graph would be laid out anew. */
export const EdgeLayer = memo(function EdgeLayer({ graph }: { graph: PreparedGraph }) {
  const [sheavesOf] = useState(createBinder);
  const sheaves = useMemo(() => sheavesOf(graph.fans), [sheavesOf, graph.fans]);
  return (
    <svg
      aria-hidden
      width={1}
      height={1}
      className="-z-10 pointer-events-none absolute top-0 left-0 overflow-visible"
      fill="none"
      strokeWidth={1.5}
    >
      {[...sheaves].map(([id, fans]) => (
        <Sheaf key={id} fans={fans} />
      ))}
      {graph.ways?.map(({ id, ...way }) => (
        <WayLabel key={id} {...way} />
      ))}
      <Highlight graph={graph} />
    </svg>
  );
});

const Sheaf = memo(function Sheaf({ fans }: { fans: readonly PreparedGraph['fans'][number][] }) {
  return fans.map(({ from, path, way }) =>
    way ? <WayFan key={`${from} ${way}`} {...{ from, path, way }} /> : <Fan key={from} {...{ from, path }} />,
  );
});

const Fan = memo(function Fan({ from, path }: { from: string; path: string }) {
  return <path d={path} className={cn('transition-[stroke] duration-150', STROKE[useBoxStatus(from)])} />;
});

/** Whether a branch took the way; null while it has not decided. */
function useIsTaken(from: string, way: Way): boolean | null {
  const branch = useTask(from)?.branch;
  return branch?.evaluated && branch.result !== null ? branch.result === (way === 'ifTrue') : null;
}

/** One way of a branch: what it refused is no more than a trace. */
const WayFan = memo(function WayFan({ from, path, way }: { from: string; path: string; way: Way }) {
  const taken = useIsTaken(from, way);
  const status = useBoxStatus(from);
  const stroke = taken === false ? 'stroke-line-strong [stroke-dasharray:2_5] [stroke-opacity:0.7]' : STROKE[status];
  return <path d={path} data-way={way} data-taken={taken ?? undefined} className={cn('transition-[stroke] duration-150', stroke)} />;
});

const WayLabel = memo(function WayLabel({ from, way, x, y }: { from: string; way: Way; x: number; y: number }) {
  const taken = useIsTaken(from, way);
  return (
    <text
      x={x - 8}
      y={y - 6}
      textAnchor="end"
      data-testid="way"
      strokeWidth={3}
      paintOrder="stroke"
      className={cn(
        'stroke-canvas font-medium text-[10.5px]',
        taken === true ? 'fill-succeeded' : 'fill-muted',
        taken === false && '[fill-opacity:0.6]',
      )}
    >
      {way === 'ifTrue' ? 'true' : 'false'}
    </text>
  );
});

function Highlight({ graph }: { graph: PreparedGraph }) {
  const { cursor } = useGraph();
  const key = useSyncExternalStore(cursor.subscribeAll, cursor.get, cursor.get);
  const path = key === null ? '' : graph.touching(key);
  return path ? <path d={path} className="stroke-accent" strokeWidth={2} /> : null;
}
