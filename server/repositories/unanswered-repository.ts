import type { Tx } from '@/server/infra/db/tx';

/** A question that nobody has answered, and what it goes on holding. */
export interface Unanswered {
  id: string;
  holds: number[];
}

// A task that waits for it waits still; a question about a budget answers itself, for a run above it cannot go on. One that a rewind went back
// before was never asked.
const UNANSWERED = `
SELECT e.id, coalesce((SELECT array_agg(h.node ORDER BY h.node) FROM escalation_holds h WHERE h.escalation_id = e.id), '{}') AS holds
FROM escalations e LEFT JOIN tasks t ON t.run_id = e.run_id AND t.node = e.node
WHERE e.run_id = $1 AND e.status = 'AUTO_DECIDED' AND e.decision = 'pause' AND e.subject <> 'budget'
  AND (e.subject NOT IN ('ruling', 'tool') OR t.status = 'WAITING' AND t.epoch = e.epoch)
  AND (e.subject <> 'letter' OR t.status = 'FAILED')
  AND (e.subject <> 'hold' OR EXISTS (SELECT FROM escalation_holds h WHERE h.escalation_id = e.id))
  AND NOT EXISTS (SELECT FROM escalations r WHERE r.run_id = e.run_id AND r.retry_of = e.id)
  AND NOT EXISTS (SELECT FROM run_events w WHERE w.run_id = e.run_id AND w.seq > e.seq AND w.type = 'run.rewound' AND (w.data ->> 'toSeq')::bigint < e.seq)
ORDER BY e.id`;

/** What paused a run because nobody decided, and is still to be decided. Under its gate. */
export async function findUnanswered(tx: Tx, runId: string): Promise<Unanswered[]> {
  return tx.query<Unanswered & Record<string, unknown>>({ name: 'escalations_unanswered', text: UNANSWERED, values: [runId] });
}
