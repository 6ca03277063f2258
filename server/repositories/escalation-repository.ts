import type {
  DefaultDecision,
  ESCALATION_TIERS,
  EscalationPriority,
  EscalationStatus,
  EscalationType,
  EscalationView,
} from '@/lib/contracts/escalation';
import type { Tx } from '@/server/infra/db/tx';

/** What its evidence names of the artifacts below a task; more are in the run. */
const MAX_ARTIFACTS = 20;

export interface NewEscalation {
  runId: string;
  /** The task that waits for it, and the epoch it waits under. */
  node: number | null;
  taskKey: string | null;
  epoch: number | null;
  type: EscalationType;
  priority: EscalationPriority;
  title: string;
  description: string;
  context: Record<string, unknown>;
  /** `agent:<task key>`, or as the event log names callers. */
  askedBy: string;
  defaultDecision: DefaultDecision;
  /** Of its `escalation.opened`. */
  seq: number;
  now: Date;
}

/** At tier HUMAN and without a deadline. In the transaction that lets its task wait. */
export async function insertEscalation(tx: Tx, escalation: NewEscalation): Promise<string> {
  const e = escalation;
  const [row] = await tx.query<{ id: string }>({
    name: 'escalation_insert',
    text: `INSERT INTO escalations (run_id, node, task_key, epoch, type, tier, priority, status, title, description, context, asked_by, seq, created_at,
        default_decision)
      VALUES ($1, $2, $3, $4, $5, 'HUMAN', $6, 'OPEN', $7, $8, $9::jsonb, $10, $11, $12, $13) RETURNING id`,
    values: [
      ...[e.runId, e.node, e.taskKey, e.epoch, e.type, e.priority, e.title, e.description, JSON.stringify(e.context), e.askedBy],
      ...[e.seq, e.now, e.defaultDecision],
    ],
  });
  if (!row) throw new Error('an escalation was not written');
  return row.id;
}

/** An escalation with what its decision has to be checked against. */
export interface EscalationRow {
  id: string;
  runId: string;
  node: number | null;
  taskKey: string | null;
  epoch: number | null;
  type: EscalationType;
  status: EscalationStatus;
  title: string;
  context: Record<string, unknown>;
  decidedBy: string | null;
}

const ROW = `SELECT id, run_id AS "runId", node, task_key AS "taskKey", epoch, type, status, title, context, decided_by AS "decidedBy" FROM escalations`;

export async function findEscalation(tx: Tx, id: string): Promise<EscalationRow | null> {
  const [row] = await tx.query<EscalationRow & Record<string, unknown>>({
    name: 'escalation_find',
    text: `${ROW} WHERE id = $1`,
    values: [id],
  });
  return row ?? null;
}

export interface EscalationClosing {
  status: EscalationStatus;
  decision: string;
  note: string | null;
  by: string;
  at: Date;
  /** Of its `escalation.decided`. */
  seq: number;
}

/** Under its run's gate, where it was seen to be open. */
export async function closeEscalation(tx: Tx, id: string, closing: EscalationClosing): Promise<void> {
  await tx.query({
    name: 'escalation_close',
    text: `UPDATE escalations SET status = $2, decision = $3, note = $4, decided_by = $5, decided_at = $6, closed_seq = $7 WHERE id = $1`,
    values: [id, closing.status, closing.decision, closing.note, closing.by, closing.at, closing.seq],
  });
}

/**
 * Open escalations whose tasks no longer wait for them, by the run's gate: of these nodes, or (null) of the whole run. `seq` is that of the event
 * that made them void. Whoever makes a WAITING task anything else by another way than a decision calls it.
 */
export async function supersedeEscalations(
  tx: Tx,
  at: { runId: string; nodes: readonly number[] | null },
  because: { seq: number; now: Date },
): Promise<void> {
  await tx.query({
    name: 'escalations_supersede',
    text: `UPDATE escalations SET status = 'SUPERSEDED', decided_at = $3, closed_seq = $4
      WHERE run_id = $1 AND status = 'OPEN' AND ($2::integer[] IS NULL OR node = ANY ($2))`,
    values: [at.runId, at.nodes, because.now, because.seq],
  });
}

/** An artifact as evidence names it. */
export interface EvidenceArtifact {
  id: string;
  name: string;
  type: string;
  version: number;
  taskKey: string | null;
}

/** What the direct dependencies of a task have made, as it counts now. */
export async function readEvidenceArtifacts(tx: Tx, runId: string, node: number): Promise<EvidenceArtifact[]> {
  return tx.query<EvidenceArtifact & Record<string, unknown>>({
    name: 'escalation_artifacts',
    text: `SELECT x.* FROM (
        SELECT DISTINCT ON (a.node, a.name) a.id, a.name, a.type, a.version, k.key AS "taskKey"
        FROM task_specs s JOIN artifacts a ON a.run_id = s.run_id AND a.current AND a.node = ANY (s.depends_on)
          JOIN task_specs k ON k.run_id = a.run_id AND k.node = a.node
        WHERE s.run_id = $1 AND s.node = $2 ORDER BY a.node, a.name, a.version DESC) x
      ORDER BY x."taskKey", x.name LIMIT ${MAX_ARTIFACTS}`,
    values: [runId, node],
  });
}

const VIEW = `
SELECT id, run_id AS "runId", task_key AS "taskKey", type, tier, priority, status, title, description, context, asked_by AS "askedBy", created_at,
  deadline_at, default_decision AS "defaultDecision", decision, conditions, note, decided_by AS "decidedBy", decided_at
FROM escalations`;

interface ViewRow {
  id: string;
  runId: string;
  taskKey: string | null;
  type: EscalationType;
  tier: (typeof ESCALATION_TIERS)[number];
  priority: EscalationPriority;
  status: EscalationStatus;
  title: string;
  description: string;
  context: Record<string, unknown>;
  askedBy: string;
  created_at: Date;
  deadline_at: Date | null;
  defaultDecision: DefaultDecision;
  decision: string | null;
  conditions: string[];
  note: string | null;
  decidedBy: string | null;
  decided_at: Date | null;
}

const toView = ({ created_at, deadline_at, decided_at, ...row }: ViewRow): EscalationView => ({
  ...row,
  createdAt: created_at.toISOString(),
  deadlineAt: deadline_at?.toISOString() ?? null,
  decidedAt: decided_at?.toISOString() ?? null,
});

export interface EscalationFilter {
  status?: string;
  priority?: string;
  runId?: string;
  /** Id of the last row seen. */
  before: string | null;
  limit: number;
}

/** Newest first. */
export async function listEscalations(tx: Tx, filter: EscalationFilter): Promise<EscalationView[]> {
  const rows = await tx.query<ViewRow & Record<string, unknown>>({
    text: `${VIEW} WHERE ($1::uuid IS NULL OR id < $1) AND ($2::uuid IS NULL OR run_id = $2) AND ($3::text IS NULL OR status = $3)
      AND ($4::text IS NULL OR priority = $4) ORDER BY id DESC LIMIT $5`,
    values: [filter.before, filter.runId ?? null, filter.status ?? null, filter.priority ?? null, filter.limit],
  });
  return rows.map(toView);
}

export async function readEscalation(tx: Tx, id: string): Promise<EscalationView | null> {
  const [row] = await tx.query<ViewRow & Record<string, unknown>>({
    name: 'escalation_read',
    text: `${VIEW} WHERE id = $1`,
    values: [id],
  });
  return row ? toView(row) : null;
}
