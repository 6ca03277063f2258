import type { WaitingEscalations } from '@/lib/contracts/escalation-waiting';
import type { Tx } from '@/server/infra/db/tx';

/** What is named beside the figures. */
const NEWEST = 5;

/** Asked for by every open page: no view of an escalation is made for it. */
export async function countWaiting(tx: Tx): Promise<WaitingEscalations> {
  const [row] = await tx.query<WaitingEscalations & Record<string, unknown>>({
    name: 'escalations_waiting',
    text: `WITH waiting AS (
        SELECT id, title, priority FROM escalations
        WHERE status = 'OPEN' AND tier = 'HUMAN' AND (snoozed_until IS NULL OR snoozed_until <= signalbox_now()))
      SELECT (SELECT count(*)::int FROM waiting) AS open, (SELECT count(*)::int FROM waiting WHERE priority IN ('HIGH', 'CRITICAL')) AS high,
        coalesce((SELECT json_agg(n) FROM (SELECT id, title FROM waiting ORDER BY id DESC LIMIT ${NEWEST}) n), '[]') AS newest`,
    values: [],
  });
  return row ?? { open: 0, high: 0, newest: [] };
}
