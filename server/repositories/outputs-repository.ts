import type { ClaimedTask } from '@/server/core/ports/task-runner';
import type { Tx } from '@/server/infra/db/tx';
import { lookUp } from './look-up';

type Outputs = Record<string, unknown>;

/** What a task hands on as data, already checked; an earlier execution's no longer counts. Under the fence. */
export async function writeOutputs(tx: Tx, task: ClaimedTask, outputs: Outputs): Promise<void> {
  await tx.query({
    name: 'outputs_write',
    text: `WITH older AS (UPDATE task_outputs SET current = false WHERE run_id = $1 AND node = $2 AND epoch <> $3 AND current)
           INSERT INTO task_outputs (run_id, node, epoch, outputs) VALUES ($1, $2, $3, $4::jsonb)
           ON CONFLICT (run_id, node, epoch) DO UPDATE SET outputs = excluded.outputs, current = true`,
    values: [task.runId, task.node, task.epoch, JSON.stringify(outputs)],
  });
}

/** By task key; a task that handed on nothing is not in it. */
export async function readOutputs(tx: Tx, runId: string, keys: readonly string[]): Promise<Map<string, Outputs>> {
  const rows = await tx.query<{ key: string; outputs: Outputs }>({
    name: 'outputs_read',
    text: `SELECT s.key, o.outputs FROM task_outputs o ${lookUp('task_specs', 's', 'o')}
           WHERE o.run_id = $1 AND o.current AND s.key = ANY ($2)`,
    values: [runId, keys],
  });
  return new Map(rows.map((row) => [row.key, row.outputs]));
}
