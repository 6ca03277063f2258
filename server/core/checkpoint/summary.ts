import type { CheckpointView } from '@/lib/contracts/checkpoint';
import { countTasks } from '@/lib/contracts/run';
import type { Manifest } from './manifest';

export function summaryOf(manifest: Manifest): CheckpointView['summary'] {
  const { status, graphVersion, spentUsd } = manifest.run;
  return {
    status,
    counts: countTasks(manifest.tasks.map(({ state }) => state)),
    graphVersion,
    spentUsd,
    artifacts: manifest.artifacts.length,
  };
}
