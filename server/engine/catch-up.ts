import type { Tx } from '@/server/infra/db/tx';

const CATCH_UP = `
UPDATE run_heads h SET virtual_time = greatest(h.virtual_time, (
  SELECT min(o.virtual_time) FROM run_heads o
  WHERE o.status IN ('RUNNING', 'PLANNING') AND o.priority = h.priority AND o.ready + o.running > 0 AND o.run_id <> h.run_id
)) WHERE h.run_id = $1`;

/**
 * A run that stood still has no claim on the turns it missed: it goes on beside the run furthest behind of its priority, else it
 * would be served alone until it had caught up. Under the run's gate.
 */
export async function catchUpVirtualTime(tx: Tx, runId: string): Promise<void> {
  await tx.query({ name: 'catch_up', text: CATCH_UP, values: [runId] });
}
