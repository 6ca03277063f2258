import type { WaitingEscalations } from '@/lib/contracts/escalation-waiting';
import type { Tx } from '@/server/infra/db/tx';

/** What is named beside the figures. */
const NEWEST = 5;

/** Asked for by every open page: no view of a question is made for it. `edits`: whether proposed edits wait for this reader too. */
export async function countWaiting(tx: Tx, edits: boolean): Promise<WaitingEscalations> {
  const [row] = await tx.query<WaitingEscalations & Record<string, unknown>>({
    name: 'escalations_waiting',
    text: `WITH waiting AS (
        SELECT id, title, priority FROM escalations
        WHERE status = 'OPEN' AND tier = 'HUMAN' AND (snoozed_until IS NULL OR snoozed_until <= signalbox_now())
        UNION ALL
        SELECT a.id, 'Call of ' || a.tool || ' (' || a.server || ')', CASE WHEN a.kind = 'outcome_unknown' THEN 'HIGH' ELSE 'MEDIUM' END
        FROM tool_approvals a JOIN tasks t ON t.run_id = a.run_id AND t.node = a.node AND t.status = 'WAITING' AND t.epoch = a.epoch WHERE a.status = 'open'
        UNION ALL
        SELECT p.id, 'Proposed edit: ' || left(p.reason, 200), 'MEDIUM' FROM edit_proposals p
        JOIN run_heads h ON h.run_id = p.run_id AND h.status NOT IN ('SUCCEEDED', 'FAILED', 'CANCELLED') WHERE $1 AND p.status = 'open')
      SELECT (SELECT count(*)::int FROM waiting) AS open, (SELECT count(*)::int FROM waiting WHERE priority IN ('HIGH', 'CRITICAL')) AS high,
        coalesce((SELECT json_agg(n) FROM (SELECT id, title FROM waiting ORDER BY id DESC LIMIT ${NEWEST}) n), '[]') AS newest`,
    values: [edits],
  });
  return row ?? { open: 0, high: 0, newest: [] };
}
