import type { FoundQuestion } from '@/lib/contracts/escalation-inbox';
import type { Ask } from '@/server/core/escalation/ask-item';
import type { Tx } from '@/server/infra/db/tx';
import { likeOf } from './escalation-view-repository';

// A question about a call is open while its task still waits under the epoch it was asked under; an edit while its run can change.
const OPEN_CALLS = `tool_approvals a JOIN tasks t ON t.run_id = a.run_id AND t.node = a.node AND t.status = 'WAITING' AND t.epoch = a.epoch`;
const OPEN_EDITS = `edit_proposals p JOIN run_heads h ON h.run_id = p.run_id AND h.status NOT IN ('SUCCEEDED', 'FAILED', 'CANCELLED')`;
const EXCERPT = 300;

const BLOCKS = `(
  WITH RECURSIVE below AS (
    SELECT unnest(t.next) AS node FROM tasks t WHERE t.run_id = m.run_id AND t.node = m.node
    UNION SELECT unnest(t.next) FROM below b JOIN tasks t ON t.run_id = m.run_id AND t.node = b.node
  ) SELECT count(*)::int FROM below b JOIN tasks t ON t.run_id = m.run_id AND t.node = b.node WHERE t.status IN ('PENDING', 'READY'))`;

export interface AskFilter {
  q?: string;
  calls: boolean;
  edits: boolean;
  priorities?: readonly string[];
  runId?: string;
  limit: number;
}

// As `askItemOf` has it.
const CALL_RISK = `CASE WHEN a.kind = 'outcome_unknown' THEN 'HIGH' ELSE 'MEDIUM' END`;

/** Calls that wait for a person and edits that agents propose, in one list: the riskiest first, then the oldest. */
export async function readOpenAsks(tx: Tx, filter: AskFilter): Promise<{ rows: Ask[]; total: number }> {
  const rows = await tx.query<Ask & { total: number } & Record<string, unknown>>({
    text: `WITH matching AS (
        SELECT 'call' AS kind, a.id, a.run_id, a.node, s.key, s.title, 'agent:' || s.key AS asked_by, a.created_at, left(a.arguments, ${EXCERPT}) AS excerpt,
          a.kind AS question, a.server, a.tool, a.hash, NULL::int AS operations, r.goal, ${CALL_RISK} AS risk
        FROM ${OPEN_CALLS} JOIN task_specs s ON s.run_id = a.run_id AND s.node = a.node JOIN runs r ON r.id = a.run_id
        WHERE $2 AND a.status = 'open' AND ($1::text IS NULL OR a.server ILIKE $1 OR a.tool ILIKE $1 OR a.arguments ILIKE $1 OR s.key ILIKE $1
          OR s.title ILIKE $1 OR r.goal ILIKE $1 OR a.id::text ILIKE substr($1, 2)) AND ($5::uuid IS NULL OR a.run_id = $5)
          AND ($4::text[] IS NULL OR ${CALL_RISK} = ANY ($4))
        UNION ALL
        SELECT 'edit', p.id, p.run_id, NULL, p.task_key, s.title, p.asked_by, p.created_at, left(p.reason, ${EXCERPT}),
          NULL, NULL, NULL, NULL, jsonb_array_length(p.operations), r.goal, 'MEDIUM'
        FROM ${OPEN_EDITS} JOIN runs r ON r.id = p.run_id LEFT JOIN task_specs s ON s.run_id = p.run_id AND s.node = p.node
        WHERE $3 AND p.status = 'open' AND ($1::text IS NULL OR p.reason ILIKE $1 OR p.task_key ILIKE $1 OR s.title ILIKE $1 OR r.goal ILIKE $1
          OR p.id::text ILIKE substr($1, 2)) AND ($5::uuid IS NULL OR p.run_id = $5) AND ($4::text[] IS NULL OR 'MEDIUM' = ANY ($4))),
      m AS (SELECT *, count(*) OVER ()::int AS total FROM matching ORDER BY risk = 'HIGH' DESC, created_at, id LIMIT $6)
      SELECT m.kind, m.id, m.run_id AS "runId", m.goal AS "runGoal", m.key AS "taskKey", m.title AS "taskTitle", m.asked_by AS "askedBy", m.created_at AS "createdAt",
        m.excerpt, m.question, m.server, m.tool, m.hash, m.operations, m.total, CASE WHEN m.node IS NULL THEN 0 ELSE ${BLOCKS} END AS blocks
      FROM m`,
    values: [likeOf(filter.q), filter.calls, filter.edits, filter.priorities ?? null, filter.runId ?? null, filter.limit],
  });
  return { rows: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 };
}

export interface AskTally {
  calls: number;
  /** Of the calls: nobody knows whether they happened. */
  unknown: number;
  edits: number;
}

/** Everything that is open. */
export async function tallyOpenAsks(tx: Tx): Promise<AskTally> {
  const [row] = await tx.query<AskTally & Record<string, unknown>>({
    name: 'inbox_ask_tally',
    text: `SELECT count(*)::int AS calls, count(*) FILTER (WHERE a.kind = 'outcome_unknown')::int AS unknown,
        (SELECT count(*)::int FROM ${OPEN_EDITS} WHERE p.status = 'open') AS edits
      FROM ${OPEN_CALLS} WHERE a.status = 'open'`,
    values: [],
  });
  return row ?? { calls: 0, unknown: 0, edits: 0 };
}

/** What sort of question an id names, open or decided. */
export async function findQuestion(tx: Tx, id: string): Promise<FoundQuestion | null> {
  const [row] = await tx.query<FoundQuestion & Record<string, unknown>>({
    name: 'inbox_find',
    text: `SELECT id, 'escalation' AS kind FROM escalations WHERE id = $1 UNION ALL SELECT id, 'call' FROM tool_approvals WHERE id = $1
      UNION ALL SELECT id, 'edit' FROM edit_proposals WHERE id = $1`,
    values: [id],
  });
  return row ?? null;
}
