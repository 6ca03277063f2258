import type { TaskStatus } from '@/lib/contracts/task';
import type { Tx } from '@/server/infra/db/tx';

/** A task that somebody asks about, as it stands. Under its run's gate. */
export interface AskedTaskRow {
  node: number;
  key: string;
  status: TaskStatus;
  removed: boolean;
}

export async function findAskedTask(tx: Tx, runId: string, key: string): Promise<AskedTaskRow | null> {
  const [row] = await tx.query<AskedTaskRow & Record<string, unknown>>({
    name: 'asked_task',
    text: `SELECT s.node, s.key, t.status, t.removed FROM task_specs s JOIN tasks t ON t.run_id = s.run_id AND t.node = s.node
      WHERE s.run_id = $1 AND s.key = $2`,
    values: [runId, key],
  });
  return row ?? null;
}
