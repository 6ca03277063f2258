import type { Tx } from '@/server/infra/db/tx';

export interface DueEscalation {
  id: string;
  runId: string;
}

/** What is over its deadline, the longest overdue first. Whoever acts on it looks again under its run's gate. */
export async function readDueEscalations(tx: Tx, limit: number): Promise<DueEscalation[]> {
  return tx.query<DueEscalation & Record<string, unknown>>({
    name: 'escalations_due',
    text: `SELECT id, run_id AS "runId" FROM escalations
      WHERE status = 'OPEN' AND deadline_at <= signalbox_now() AND clock_left_ms IS NULL ORDER BY deadline_at LIMIT $1`,
    values: [limit],
  });
}
