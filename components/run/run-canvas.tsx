'use client';
import { List, Workflow } from 'lucide-react';
import dynamic from 'next/dynamic';
import { TaskList } from '@/components/run-graph/task-list';
import { Button } from '@/components/ui/button';
import type { RunDetail } from '@/lib/contracts/run';
import { PlanningPanel } from './planning-panel';
import { GraphSkeleton } from './run-skeleton';
import { useNarrow } from './use-narrow';

const loadGraph = () => import('@/components/run-graph/run-graph');
const RunGraph = dynamic(loadGraph, { ssr: false, loading: GraphSkeleton });
// It comes while the run is being read, not after.
if (typeof window !== 'undefined' && window.matchMedia('(min-width: 640px)').matches) void loadGraph();

interface RunCanvasProps {
  run: RunDetail;
  /** Null: a list on a narrow screen, else the graph. */
  shape: 'graph' | 'list' | null;
  onShape: (shape: 'graph' | 'list') => void;
  openKey: string | null;
  onOpen: (key: string | null) => void;
}

/** The tasks of a run as a graph or as a list; while they are being planned, the planner at work. */
export function RunCanvas({ run, shape, onShape, openKey, onOpen }: RunCanvasProps) {
  const narrow = useNarrow();
  const plan = planOf(run);
  if (plan && (plan.status === 'RUNNING' || plan.status === 'READY') && run.status === 'PLANNING') {
    return <PlanningPanel plan={plan} runId={run.id} onOpen={onOpen} />;
  }
  const shown = shape ?? (narrow ? 'list' : 'graph');
  const other = shown === 'graph' ? 'list' : 'graph';
  return (
    <div className="relative h-full min-h-0">
      <Button onClick={() => onShape(other)} className="absolute top-2 right-4 z-20 pointer-coarse:h-9">
        {other === 'list' ? <List size={14} aria-hidden /> : <Workflow size={14} aria-hidden />}
        {other === 'list' ? 'List' : 'Graph'}
      </Button>
      {shown === 'graph' ? (
        <RunGraph tasks={run.tasks} openKey={openKey} onOpen={onOpen} />
      ) : (
        <TaskList tasks={run.tasks} openKey={openKey} onOpen={onOpen} />
      )}
    </div>
  );
}

/** The planner's task while it is all there is. */
function planOf(run: RunDetail) {
  const [first] = run.tasks;
  return run.tasks.length === 1 && first?.role === 'planner' ? first : null;
}
