import { stateAt } from '@/server/core/state-at';
import type { Tx } from '@/server/infra/db/tx';
import type { EscalationRow } from './escalation-repository';
import { readFoldEvents } from './timeline-repository';

export type AskedThen = Pick<
  EscalationRow,
  'id' | 'node' | 'taskKey' | 'type' | 'priority' | 'title' | 'description' | 'context' | 'action' | 'askedBy'
>;

/** A question that held back what waits for some tasks, and may do so still. */
export interface HeldThen {
  asked: AskedThen;
  nodes: readonly number[];
}

// What was approved since, by itself or asked again, stands: the same work is not asked about twice. Conditions are not in a copy of then.
const CANDIDATES = `
WITH RECURSIVE line AS (
  SELECT e.id AS first, e.id, e.status, e.decision FROM escalations e
  WHERE e.run_id = $1 AND e.seq <= $2 AND e.node IS NOT NULL AND (e.closed_seq IS NULL OR e.closed_seq > $2 OR e.decision = 'pause')
  UNION
  SELECT l.first, r.id, r.status, r.decision FROM line l JOIN escalations r ON r.run_id = $1 AND r.retry_of = l.id
), stands AS (
  SELECT first FROM line GROUP BY first
  HAVING NOT bool_or(status = 'APPROVED' OR (status = 'AUTO_DECIDED' AND decision = 'approve'))
)
SELECT e.id, e.node, e.task_key AS "taskKey", e.type, e.priority, e.title, e.description, e.context, e.action, e.asked_by AS "askedBy"
FROM escalations e JOIN stands s ON s.first = e.id ORDER BY e.seq`;

/** What was asked of a run behind event `seq`, is not approved by now, and held something back then. */
export async function readHeldThen(tx: Tx, runId: string, seq: number): Promise<HeldThen[]> {
  const rows = await tx.query<AskedThen & Record<string, unknown>>({ name: 'held_then', text: CANDIDATES, values: [runId, seq] });
  if (rows.length === 0) return [];
  const { holds } = stateAt(await readFoldEvents(tx, runId, 0, seq), seq);
  return rows.flatMap((asked): HeldThen[] => {
    const hold = holds.get(asked.id);
    return hold ? [{ asked, nodes: hold.nodes }] : [];
  });
}

/** Of the artifacts of a run the copies that another has, by id. */
export async function readCopies(tx: Tx, from: string, to: string): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; copy: string }>({
    name: 'artifact_copies',
    text: `SELECT o.id, c.id AS copy FROM artifacts o JOIN artifacts c ON c.run_id = $2 AND c.name = o.name AND c.version = o.version WHERE o.run_id = $1`,
    values: [from, to],
  });
  return new Map(rows.map(({ id, copy }) => [id, copy]));
}

/** What was found is asked about by the copy itself: its own question decides, and the one before decides nothing there. */
export async function holdFoundInCopy(
  tx: Tx,
  runId: string,
  { before, escalationId }: { before: string; escalationId: string },
): Promise<void> {
  await tx.query({
    name: 'quarantine_in_copy',
    text: `WITH w AS (UPDATE quarantined_words SET status = 'held', escalation_id = $3::uuid WHERE run_id = $1 AND escalation_id = $2::uuid)
      UPDATE artifacts SET quarantine = quarantine || jsonb_build_object('status', 'held', 'escalationId', $3::text)
      WHERE run_id = $1 AND quarantine IS NOT NULL AND quarantine ->> 'escalationId' = $2::text`,
    values: [runId, before, escalationId],
  });
}
