import type {
  DefaultDecision,
  ENTRY_KINDS,
  EscalationAction,
  EscalationEntry,
  EscalationPriority,
  EscalationStatus,
  EscalationSubject,
  EscalationTier,
  EscalationType,
} from '@/lib/contracts/escalation';
import type { Tx } from '@/server/infra/db/tx';
import { lookUp } from './look-up';

/** What its evidence names of the artifacts below a task; more are in the run. */
const MAX_ARTIFACTS = 20;

export interface NewEscalation {
  runId: string;
  /** The task that it is about, and the epoch that task waits under (null: it does not wait itself). */
  node: number | null;
  taskKey: string | null;
  epoch: number | null;
  type: EscalationType;
  subject: EscalationSubject;
  tier: EscalationTier;
  priority: EscalationPriority;
  title: string;
  description: string;
  context: Record<string, unknown>;
  action: EscalationAction | null;
  fingerprint: string;
  reserved: string | null;
  approvalsNeeded: number;
  approverGroup: string | null;
  retryOf: string | null;
  /** `agent:<task key>`, or as the event log names callers. */
  askedBy: string;
  deadlineAt: Date | null;
  defaultDecision: DefaultDecision;
  /** Of its `escalation.opened`. */
  seq: number;
  now: Date;
}

/** In the transaction that lets something wait for it. Only `engine/open-escalation` calls it. */
export async function insertEscalation(tx: Tx, escalation: NewEscalation): Promise<string> {
  const e = escalation;
  const [row] = await tx.query<{ id: string }>({
    name: 'escalation_insert',
    text: `INSERT INTO escalations (run_id, node, task_key, epoch, type, subject, tier, priority, status, title, description, context, action, fingerprint, reserved,
        approvals_needed, approver_group, retry_of, asked_by, seq, created_at, tier_since, deadline_at, default_decision)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'OPEN', $9, $10, $11::jsonb, $12::jsonb, $13, $14, $15, $16, $17, $18, $19, $20, $20, $21, $22) RETURNING id`,
    values: [
      ...[e.runId, e.node, e.taskKey, e.epoch, e.type, e.subject, e.tier, e.priority, e.title, e.description, JSON.stringify(e.context)],
      ...[e.action && JSON.stringify(e.action), e.fingerprint, e.reserved, e.approvalsNeeded, e.approverGroup, e.retryOf, e.askedBy],
      ...[e.seq, e.now, e.deadlineAt, e.defaultDecision],
    ],
  });
  if (!row) throw new Error('an escalation was not written');
  return row.id;
}

export interface NewEntry {
  escalationId: string;
  runId: string;
  kind: (typeof ENTRY_KINDS)[number];
  by: string;
  body?: string | null;
  data?: Record<string, unknown>;
  now: Date;
}

/** Kept for ever beside the escalation: who did what, when and why. */
export async function appendEntry(tx: Tx, { escalationId, runId, kind, by, body = null, data = {}, now }: NewEntry): Promise<void> {
  await tx.query({
    name: 'escalation_entry',
    text: 'INSERT INTO escalation_entries (escalation_id, run_id, kind, by, body, data, at) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7)',
    values: [escalationId, runId, kind, by, body, JSON.stringify(data), now],
  });
}

export async function readEntries(tx: Tx, escalationId: string): Promise<EscalationEntry[]> {
  const rows = await tx.query<Omit<EscalationEntry, 'at'> & { at: Date }>({
    name: 'escalation_entries',
    text: 'SELECT id, kind, by, body, data, at FROM escalation_entries WHERE escalation_id = $1 ORDER BY id',
    values: [escalationId],
  });
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** An escalation with what its decision has to be checked against. */
export interface EscalationRow {
  id: string;
  runId: string;
  node: number | null;
  taskKey: string | null;
  epoch: number | null;
  type: EscalationType;
  subject: EscalationSubject;
  tier: EscalationTier;
  priority: EscalationPriority;
  status: EscalationStatus;
  title: string;
  description: string;
  context: Record<string, unknown>;
  action: EscalationAction | null;
  reserved: string | null;
  askedBy: string;
  approvalsNeeded: number;
  approverGroup: string | null;
  defaultDecision: DefaultDecision;
  deadlineAt: Date | null;
  /** The clock stands, with so much left. */
  clockLeftMs: number | null;
  /** Of its `escalation.opened`. */
  seq: number;
  revocableUntil: Date | null;
  decidedBy: string | null;
  /** E-mail, or the name of a program. */
  assignedTo: string | null;
  /** By whom it was assigned to somebody in their place: they remain responsible. */
  assignedBy: string | null;
}

const ROW = `SELECT id, run_id AS "runId", node, task_key AS "taskKey", epoch, type, subject, tier, priority, status, title, description, context, action, reserved,
  asked_by AS "askedBy", approvals_needed AS "approvalsNeeded", approver_group AS "approverGroup", default_decision AS "defaultDecision", deadline_at AS "deadlineAt",
  clock_left_ms::float8 AS "clockLeftMs", seq::float8 AS seq, revocable_until AS "revocableUntil", decided_by AS "decidedBy",
  assigned_to AS "assignedTo", assigned_by AS "assignedBy"
FROM escalations`;

export async function findEscalation(tx: Tx, id: string): Promise<EscalationRow | null> {
  const [row] = await tx.query<EscalationRow & Record<string, unknown>>({
    name: 'escalation_find',
    text: `${ROW} WHERE id = $1`,
    values: [id],
  });
  return row ?? null;
}

/** Under its run's gate, where it was seen to be open and its clock to run. */
export async function moveToTier(tx: Tx, id: string, to: { tier: EscalationTier; deadlineAt: Date; now: Date }): Promise<void> {
  await tx.query({
    name: 'escalation_move',
    text: 'UPDATE escalations SET tier = $2, deadline_at = $3, tier_since = $4 WHERE id = $1',
    values: [id, to.tier, to.deadlineAt, to.now],
  });
}

/** Nobody is asked back any more: its clock goes on with what was left. Under its run's gate. */
export async function restartClock(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.query({
    name: 'escalation_clock',
    text: `UPDATE escalations SET asked_back = NULL, clock_left_ms = NULL,
        deadline_at = CASE WHEN clock_left_ms IS NULL THEN deadline_at ELSE $2::timestamptz + clock_left_ms * interval '1 ms' END WHERE id = $1`,
    values: [id, now],
  });
}

export interface EscalationClosing {
  status: EscalationStatus;
  decision: string;
  note: string | null;
  conditions: readonly string[];
  by: string;
  at: Date;
  /** Of its `escalation.decided`. */
  seq: number;
  /** Of an approval: until when it may be taken back. */
  revocableUntil: Date | null;
}

/** Under its run's gate, where it was seen to be open. */
export async function closeEscalation(tx: Tx, id: string, closing: EscalationClosing): Promise<void> {
  await tx.query({
    name: 'escalation_close',
    text: `UPDATE escalations SET status = $2, decision = $3, note = $4, decided_by = $5, decided_at = $6, closed_seq = $7, conditions = $8::jsonb, revocable_until = $9
      WHERE id = $1`,
    values: [
      ...[id, closing.status, closing.decision, closing.note, closing.by, closing.at, closing.seq],
      ...[JSON.stringify(closing.conditions), closing.revocableUntil],
    ],
  });
}

export async function markRevoked(tx: Tx, id: string, { by, now }: { by: string; now: Date }): Promise<void> {
  await tx.query({
    name: 'escalation_revoke',
    text: `UPDATE escalations SET status = 'REVOKED', revoked_by = $2, revoked_at = $3 WHERE id = $1`,
    values: [id, by, now],
  });
}

/**
 * Open questions that these tasks waited for and wait for no longer, by the run's gate. `seq` is that of the event that made them void. Whoever
 * makes a WAITING task anything else by another way than a decision calls it. What is asked about their work stays open.
 */
export async function supersedeEscalations(
  tx: Tx,
  at: { runId: string; nodes: readonly number[] },
  because: { seq: number; now: Date },
): Promise<void> {
  await tx.query({
    name: 'escalations_supersede',
    text: `UPDATE escalations SET status = 'SUPERSEDED', decided_at = $3, closed_seq = $4
      WHERE run_id = $1 AND status = 'OPEN' AND subject IN ('ruling', 'tool') AND node = ANY ($2)`,
    values: [at.runId, at.nodes, because.now, because.seq],
  });
}

/** Questions about a run's budget that are answered by other means: all, or only those that its pause opened. Under the run's gate. */
export async function supersedeBudgetQuestions(
  tx: Tx,
  at: { runId: string; askedBy: string | null },
  because: { seq: number; now: Date },
): Promise<void> {
  await tx.query({
    name: 'escalations_supersede_budget',
    text: `UPDATE escalations SET status = 'SUPERSEDED', decided_at = $3, closed_seq = $4
      WHERE run_id = $1 AND status = 'OPEN' AND subject = 'budget' AND ($2::text IS NULL OR asked_by = $2)`,
    values: [at.runId, at.askedBy, because.now, because.seq],
  });
}

/** Whether somebody is being asked about this cause in this run. */
export async function isAskedAbout(tx: Tx, runId: string, fingerprint: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'escalation_asked_about',
    text: `SELECT 1 AS one FROM escalations WHERE run_id = $1 AND status = 'OPEN' AND subject = 'letter' AND context ->> 'fingerprint' = $2 LIMIT 1`,
    values: [runId, fingerprint],
  });
  return rows.length > 0;
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
          ${lookUp('task_specs', 'k', 'a')}
        WHERE s.run_id = $1 AND s.node = $2 ORDER BY a.node, a.name, a.version DESC) x
      ORDER BY x."taskKey", x.name LIMIT ${MAX_ARTIFACTS}`,
    values: [runId, node],
  });
}
