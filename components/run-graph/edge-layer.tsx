'use client';
import { memo, useSyncExternalStore } from 'react';
import { cn } from '@/components/ui/cn';
import type { TaskStatus } from '@/lib/contracts/task';
import { useBoxStatus, useGraph } from './graph-context';
import type { PreparedGraph } from './prepare-graph';

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

/** All edges in one drawing under the nodes: nothing here listens to pan or zoom. */
export const EdgeLayer = memo(function EdgeLayer({ graph }: { graph: PreparedGraph }) {
  return (
    <svg
      aria-hidden
      width={Math.max(1, graph.layout.width)}
      height={Math.max(1, graph.layout.height)}
      className="-z-10 pointer-events-none absolute top-0 left-0 overflow-visible"
      fill="none"
      strokeWidth={1.5}
    >
      {graph.fans.map(({ from, path }) => (
        <Fan key={from} from={from} path={path} />
      ))}
      <Highlight graph={graph} />
    </svg>
  );
});

const Fan = memo(function Fan({ from, path }: { from: string; path: string }) {
  return <path d={path} className={cn('transition-[stroke] duration-150', STROKE[useBoxStatus(from)])} />;
});

function Highlight({ graph }: { graph: PreparedGraph }) {
  const { cursor } = useGraph();
  const key = useSyncExternalStore(cursor.subscribeAll, cursor.get, cursor.get);
  const path = key === null ? '' : graph.touching(key);
  return path ? <path d={path} className="stroke-accent" strokeWidth={2} /> : null;
}
