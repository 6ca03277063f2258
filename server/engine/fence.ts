import type { ClaimedTask, Verdict } from '@/server/core/ports/task-runner';
import type { RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { stopReasonOf } from './lease';
import { lockHeadIfAny } from './run-gate';

export interface HeldTask {
  head: RunHead;
  now: Date;
  /** The number of the conversation that goes on, or is to be opened. */
  conversation: number;
}

/**
 * Passes the run's gate for a write of one execution: locks the head and checks the fence behind it. A paused run still takes the
 * write (what was paid is kept); `fenced` and `cancelled` take none.
 */
export async function holdTask(tx: Tx, task: ClaimedTask): Promise<{ held: HeldTask } | { held: null; verdict: Verdict }> {
  const locked = await lockHeadIfAny(tx, task.runId);
  if (!locked) return { held: null, verdict: 'fenced' };
  const [row] = await tx.query<{ conversation: number }>({
    name: 'fence',
    text: `SELECT conversation FROM tasks WHERE run_id = $1 AND node = $2 AND epoch = $3 AND status = 'RUNNING'`,
    values: [task.runId, task.node, task.epoch],
  });
  if (!row) return { held: null, verdict: locked.head.status === 'CANCELLED' ? 'cancelled' : 'fenced' };
  return { held: { ...locked, conversation: row.conversation } };
}

/** What a runner may do after a write under this head. */
export function verdictOf(head: RunHead): Verdict {
  return stopReasonOf(head.status, true) ?? 'go';
}
