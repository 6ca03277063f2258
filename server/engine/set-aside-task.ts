import type { TaskCounts } from '@/lib/contracts/run';
import type { Tx } from '@/server/infra/db/tx';
import { type Released, releaseDependents } from './release-dependents';

const SET_ASIDE = `
UPDATE tasks SET status = 'SKIPPED', resolved = true, waiting_for = NULL, ready_at = NULL, finished_at = $4
WHERE run_id = $1 AND node = $2 AND epoch = $3 AND status IN ('FAILED', 'WAITING')`;

/**
 * SKIPPED by a person's word: its edges are TAKEN, both ways of a branch too. `counts` are the head's with the task itself moved already;
 * what follows is in those returned. Under the run's gate.
 */
export async function setAsideTask(
  tx: Tx,
  task: { runId: string; node: number; epoch: number },
  at: { counts: TaskCounts; now: Date },
): Promise<Released> {
  await tx.query({ name: 'set_aside_task', text: SET_ASIDE, values: [task.runId, task.node, task.epoch, at.now] });
  return releaseDependents(tx, task.runId, [task.node], at);
}
