import type { EscalationView } from '@/lib/contracts/escalation';
import type { Tx } from '@/server/infra/db/tx';

/** Everything of an escalation but its evidence, which may be large. */
const ROW_COLUMNS = `e.id, e.run_id AS "runId", r.goal AS "runGoal", e.task_key AS "taskKey", e.type, e.subject, e.tier, e.priority, e.status, e.title,
  e.action, e.fingerprint, e.asked_by AS "askedBy", e.created_at, CASE WHEN e.status = 'OPEN' AND e.clock_left_ms IS NOT NULL THEN NULL ELSE e.deadline_at END AS deadline_at,
  CASE WHEN e.status = 'OPEN' THEN e.asked_back END AS "askedBack", e.default_decision AS "defaultDecision", e.reserved, e.assigned_to AS "assignedTo", e.snoozed_until,
  e.approvals_needed AS "approvalsNeeded", e.approver_group AS "approverGroup", e.decision, e.conditions, e.note, e.decided_by AS "decidedBy", e.decided_at,
  e.revocable_until, e.revoked_by AS "revokedBy", e.retry_of AS "retryOf",
  coalesce((SELECT json_agg(json_build_object('voter', v.voter, 'status', v.status, 'at', v.at) ORDER BY v.at) FROM escalation_votes v WHERE v.escalation_id = e.id), '[]') AS votes,
  CASE WHEN e.status <> 'OPEN' THEN 0 ELSE (
    WITH RECURSIVE below AS (
      SELECT unnest(t.next) AS node FROM tasks t WHERE t.run_id = e.run_id
        AND (t.node = e.node OR t.node IN (SELECT h.node FROM escalation_holds h WHERE h.escalation_id = e.id))
      UNION SELECT unnest(t.next) FROM below b JOIN tasks t ON t.run_id = e.run_id AND t.node = b.node
    ) SELECT count(*)::int FROM below b JOIN tasks t ON t.run_id = e.run_id AND t.node = b.node WHERE t.status IN ('PENDING', 'READY')) END AS blocks`;
const FROM = 'FROM escalations e JOIN runs r ON r.id = e.run_id';
const VIEW = `SELECT ${ROW_COLUMNS}, e.description, e.context ${FROM}`;
const EXCERPT = 300;

type Dated = 'createdAt' | 'deadlineAt' | 'decidedAt' | 'snoozedUntil' | 'revocableUntil';
type Stored<T extends Pick<EscalationView, Dated | 'votes'>> = Omit<T, Dated> & {
  created_at: Date;
  deadline_at: Date | null;
  decided_at: Date | null;
  snoozed_until: Date | null;
  revocable_until: Date | null;
};

function toView<T extends Pick<EscalationView, Dated | 'votes'>>(stored: Stored<T>): T {
  const { created_at, deadline_at, decided_at, snoozed_until, revocable_until, ...row } = stored;
  const view = {
    ...row,
    votes: row.votes.map((vote) => ({ ...vote, at: new Date(vote.at).toISOString() })),
    createdAt: created_at.toISOString(),
    deadlineAt: deadline_at?.toISOString() ?? null,
    decidedAt: decided_at?.toISOString() ?? null,
    snoozedUntil: snoozed_until?.toISOString() ?? null,
    revocableUntil: revocable_until?.toISOString() ?? null,
  };
  // The columns are those of T with its times as text: the compiler cannot see it through a generic.
  return view as unknown as T;
}

export interface EscalationFilter {
  status?: string;
  priority?: string;
  type?: string;
  tier?: string;
  runId?: string;
  /** E-mail, or null: to nobody. */
  assignedTo?: string | null;
  snoozed?: boolean;
  q?: string;
  /** Id of the last row seen. */
  before: string | null;
  limit: number;
}

const escapeLike = (value: string): string => value.replace(/[\\%_]/g, '\\$&');
/** Words anywhere, or the beginning of an id: the parameter of FOUND. */
export const likeOf = (q: string | undefined): string | null => (q === undefined ? null : `%${escapeLike(q.trim())}%`);
const found = (n: number) =>
  `($${n}::text IS NULL OR e.title ILIKE $${n} OR e.description ILIKE $${n} OR e.task_key ILIKE $${n} OR r.goal ILIKE $${n} OR e.id::text ILIKE substr($${n}, 2))`;
const ASLEEP = `(e.status = 'OPEN' AND e.snoozed_until IS NOT NULL AND e.snoozed_until > signalbox_now())`;

/** Newest first. */
export async function listEscalations(tx: Tx, filter: EscalationFilter): Promise<EscalationView[]> {
  const rows = await tx.query<Stored<EscalationView> & Record<string, unknown>>({
    text: `${VIEW} WHERE ($1::uuid IS NULL OR e.id < $1) AND ($2::uuid IS NULL OR e.run_id = $2) AND ($3::text IS NULL OR e.status = $3)
      AND ($4::text IS NULL OR e.priority = $4) AND ($5::text IS NULL OR e.type = $5) AND ($6::text IS NULL OR e.tier = $6)
      AND ($8::text IS NULL OR coalesce(e.assigned_to, '') = $8) AND ($9::boolean IS NULL OR ${ASLEEP} = $9) AND ${found(10)}
      ORDER BY e.id DESC LIMIT $7`,
    values: [
      ...[filter.before, filter.runId ?? null, filter.status ?? null, filter.priority ?? null],
      ...[filter.type ?? null, filter.tier ?? null, filter.limit],
      ...[filter.assignedTo === null ? '' : (filter.assignedTo ?? null), filter.snoozed ?? null, likeOf(filter.q)],
    ],
  });
  return rows.map((row) => toView<EscalationView>(row));
}

export async function readEscalation(tx: Tx, id: string): Promise<EscalationView | null> {
  const [row] = await tx.query<Stored<EscalationView> & Record<string, unknown>>({
    name: 'escalation_read',
    text: `${VIEW} WHERE e.id = $1`,
    values: [id],
  });
  return row ? toView<EscalationView>(row) : null;
}

/** As lists show it: without its evidence. */
export type EscalationRowView = Omit<EscalationView, 'context' | 'description'> & { excerpt: string };

export interface InboxFilter {
  q?: string;
  types?: readonly string[];
  priorities?: readonly string[];
  tiers?: readonly string[];
  runId?: string;
  /** E-mail, or null: to nobody. */
  assignedTo?: string | null;
  /** Null: whether or not. */
  snoozed: boolean | null;
  limit: number;
}

/** What is open, the riskiest first; `total` counts also what the limit cuts. `delegated`: whoever it is assigned to may decide. */
export async function readOpenEscalations(
  tx: Tx,
  filter: InboxFilter,
): Promise<{ rows: (EscalationRowView & { delegated: boolean })[]; total: number }> {
  type Row = Stored<EscalationRowView> & { total: number; delegated: boolean };
  const rows = await tx.query<Row & Record<string, unknown>>({
    text: `WITH matching AS (
        SELECT e.id, count(*) OVER ()::int AS total FROM escalations e JOIN runs r ON r.id = e.run_id
        WHERE e.status = 'OPEN' AND ${found(1)} AND ($2::text[] IS NULL OR e.type = ANY ($2)) AND ($3::text[] IS NULL OR e.priority = ANY ($3))
          AND ($4::text[] IS NULL OR e.tier = ANY ($4)) AND ($5::uuid IS NULL OR e.run_id = $5) AND ($6::text IS NULL OR coalesce(e.assigned_to, '') = $6)
          AND ($7::boolean IS NULL OR ${ASLEEP} = $7)
        ORDER BY e.tier = 'HUMAN' DESC, array_position(ARRAY['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'], e.priority), e.deadline_at NULLS LAST, e.id LIMIT $8)
      SELECT ${ROW_COLUMNS}, left(e.description, ${EXCERPT}) AS excerpt, e.assigned_by IS NOT NULL AS delegated, m.total
      ${FROM} JOIN matching m ON m.id = e.id`,
    values: [
      ...[likeOf(filter.q), filter.types ?? null, filter.priorities ?? null, filter.tiers ?? null, filter.runId ?? null],
      ...[filter.assignedTo === null ? '' : (filter.assignedTo ?? null), filter.snoozed, filter.limit],
    ],
  });
  const views = rows.map(({ total: _, delegated, ...row }) => ({ ...toView<EscalationRowView>(row), delegated }));
  return { rows: views, total: rows[0]?.total ?? 0 };
}

interface Tally extends Pick<EscalationView, 'tier' | 'type' | 'priority'> {
  snoozed: boolean;
  n: number;
  soon: number;
  mine: number;
  askedBack: number;
}

/** Everything that is open, counted by what it is. */
export function tallyOpenEscalations(tx: Tx, person: string | null): Promise<Tally[]> {
  return tx.query<Tally & Record<string, unknown>>({
    name: 'escalation_tally',
    text: `SELECT e.tier, e.type, e.priority, ${ASLEEP} AS snoozed, count(*)::int AS n,
        count(*) FILTER (WHERE e.clock_left_ms IS NULL AND e.deadline_at < signalbox_now() + interval '1 hour')::int AS soon,
        count(*) FILTER (WHERE e.assigned_to = $1)::int AS mine, count(*) FILTER (WHERE e.asked_back IS NOT NULL)::int AS "askedBack"
      FROM escalations e JOIN runs r ON r.id = e.run_id WHERE e.status = 'OPEN' GROUP BY 1, 2, 3, 4`,
    values: [person],
  });
}

export interface HistoryFilter {
  q?: string;
  types?: readonly string[];
  statuses?: readonly string[];
  by?: string;
  runId?: string;
  before: { at: string; id: string } | null;
  limit: number;
}

/** By who decided: `people`, `leads` and `clock` are kinds, anything else is a name. */
const BY = `CASE WHEN e.decided_by LIKE 'lead:%' THEN 'leads' WHEN e.decided_by = 'clock' THEN 'clock' WHEN e.decided_by IS NOT NULL THEN 'people' END`;

/** What was decided, the latest first. */
export async function readDecidedEscalations(tx: Tx, filter: HistoryFilter): Promise<EscalationRowView[]> {
  const rows = await tx.query<Stored<EscalationRowView> & Record<string, unknown>>({
    text: `SELECT ${ROW_COLUMNS}, left(e.description, ${EXCERPT}) AS excerpt ${FROM}
      WHERE e.decided_at IS NOT NULL AND e.status <> 'OPEN' AND ${found(1)} AND ($2::text[] IS NULL OR e.type = ANY ($2))
        AND e.status = ANY ($3) AND ($4::text IS NULL OR ${BY} = $4 OR e.decided_by = $4) AND ($5::uuid IS NULL OR e.run_id = $5)
        AND ($6::timestamptz IS NULL OR (e.decided_at, e.id) < ($6, $7::uuid))
      ORDER BY e.decided_at DESC, e.id DESC LIMIT $8`,
    values: [
      ...[
        likeOf(filter.q),
        filter.types ?? null,
        filter.statuses ?? ['APPROVED', 'APPROVED_WITH_CONDITIONS', 'REJECTED', 'AUTO_DECIDED', 'REVOKED'],
      ],
      ...[filter.by ?? null, filter.runId ?? null, filter.before?.at ?? null, filter.before?.id ?? null, filter.limit],
    ],
  });
  return rows.map((row) => toView<EscalationRowView>(row));
}
