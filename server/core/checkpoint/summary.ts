import type { CheckpointView } from '@/lib/contracts/checkpoint';
import { COUNT_OF, type TaskCounts } from '@/lib/contracts/run';
import type { Manifest } from './manifest';

export function summaryOf(manifest: Manifest): CheckpointView['summary'] {
  const { status, graphVersion, spentUsd } = manifest.run;
  return { status, counts: countsOf(manifest), graphVersion, spentUsd, artifacts: manifest.artifacts.length };
}

function countsOf({ tasks }: Manifest): TaskCounts {
  const counts: TaskCounts = {
    ...{ total: tasks.length, pending: 0, ready: 0, running: 0, waiting: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 },
  };
  for (const { state } of tasks) counts[COUNT_OF[state.status]] += 1;
  return counts;
}
