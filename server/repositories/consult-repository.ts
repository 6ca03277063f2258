import type { EscalationDetail, EscalationTier } from '@/lib/contracts/escalation';
import type { RunStatus } from '@/lib/contracts/run';
import type { TaskKind } from '@/lib/contracts/task';
import type { Tx } from '@/server/infra/db/tx';

export interface NewConsult {
  escalationId: string;
  runId: string;
  /** judge: may approve, ask or pass on. answer: answers what it is asked. */
  kind: 'judge' | 'answer';
  /** Where the escalation stands: once it is elsewhere, a judge is not asked any more. */
  tier: EscalationTier;
  role: string;
  question?: string;
  /** Of an answer: whoever asked. */
  askedBy?: string;
  now: Date;
}

/** In the transaction that makes it due. Workers carry it out, beside the run. */
export async function enqueueConsult(tx: Tx, consult: NewConsult): Promise<void> {
  const { escalationId, runId, kind, tier, role, question = null, askedBy = null, now } = consult;
  await tx.query({
    name: 'consult_enqueue',
    text: `INSERT INTO escalation_consults (escalation_id, run_id, kind, tier, role, question, asked_by, status, next_at, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', $8, $8)`,
    values: [escalationId, runId, kind, tier, role, question, askedBy, now],
  });
}

/** One that a worker has taken; `tries` is its fence. */
export interface ClaimedConsult {
  id: string;
  escalationId: string;
  runId: string;
  kind: 'judge' | 'answer';
  tier: EscalationTier;
  role: string;
  question: string | null;
  askedBy: string | null;
  /** This one counts. */
  tries: number;
  /** Why the last one came to nothing. */
  lastError: string | null;
}

/** The longest due; another worker's, once its lease is over. */
export async function claimConsult(tx: Tx, by: { workerId: string; leaseMs: number }): Promise<ClaimedConsult | null> {
  const [row] = await tx.query<ClaimedConsult & Record<string, unknown>>({
    name: 'consult_claim',
    text: `WITH due AS (
        SELECT id FROM escalation_consults WHERE status IN ('queued', 'running') AND next_at <= signalbox_now()
        ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED
      )
      UPDATE escalation_consults c SET status = 'running', tries = c.tries + 1, worker_id = $1, next_at = t.until, lease_until = t.until
      FROM due, (SELECT signalbox_now() + $2::float8 * interval '1 ms' AS until) t WHERE c.id = due.id
      RETURNING c.id, c.escalation_id AS "escalationId", c.run_id AS "runId", c.kind, c.tier, c.role, c.question, c.asked_by AS "askedBy", c.tries,
        c.last_error AS "lastError"`,
    values: [by.workerId, by.leaseMs],
  });
  return row ?? null;
}

type Claim = Pick<ClaimedConsult, 'id' | 'tries'>;

/** Still this worker's, and still wanted: false once it was decided, has left the tier, or its run was cancelled. */
export async function renewConsult(tx: Tx, { id, tries }: Claim, leaseMs: number): Promise<boolean> {
  const rows = await tx.query({
    name: 'consult_renew',
    text: `UPDATE escalation_consults c SET next_at = t.until, lease_until = t.until
      FROM escalations e, run_heads h, (SELECT signalbox_now() + $3::float8 * interval '1 ms' AS until) t
      WHERE c.id = $1 AND c.tries = $2 AND c.status = 'running' AND e.id = c.escalation_id AND e.status = 'OPEN' AND h.run_id = c.run_id
        AND h.status <> 'CANCELLED' AND (c.kind = 'answer' OR e.tier = c.tier) RETURNING 1 AS held`,
    values: [id, tries, leaseMs],
  });
  return rows.length > 0;
}

/** Again later. `free`: it does not count, for nothing was asked. */
export async function requeueConsult(
  tx: Tx,
  { id, tries }: Claim,
  again: { delayMs: number; error: string | null; free: boolean },
): Promise<void> {
  await tx.query({
    name: 'consult_requeue',
    text: `UPDATE escalation_consults SET status = 'queued', next_at = signalbox_now() + $3::float8 * interval '1 ms', worker_id = NULL, lease_until = NULL,
        last_error = coalesce($4, last_error), tries = tries - $5::int WHERE id = $1 AND tries = $2 AND status = 'running'`,
    values: [id, tries, again.delayMs, again.error, again.free ? 1 : 0],
  });
}

/** Under its run's gate: whether this claim still stands. */
export async function holdConsult(tx: Tx, { id, tries }: Claim): Promise<boolean> {
  const rows = await tx.query({
    name: 'consult_hold',
    text: `SELECT 1 AS held FROM escalation_consults WHERE id = $1 AND tries = $2 AND status = 'running' FOR UPDATE`,
    values: [id, tries],
  });
  return rows.length > 0;
}

/** `void`: nobody wants to know any more. */
export async function finishConsult(
  tx: Tx,
  { id, tries }: Claim,
  end: { status: 'done' | 'void'; answer: Record<string, unknown> | null; error?: string; model: string | null; costMicroUsd: number },
): Promise<void> {
  await tx.query({
    name: 'consult_finish',
    text: `UPDATE escalation_consults SET status = $3, answer = $4::jsonb, model = coalesce($5, model), cost_micro = cost_micro + $6, last_error = coalesce($7, last_error),
        worker_id = NULL, lease_until = NULL, finished_at = signalbox_now() WHERE id = $1 AND tries = $2 AND status = 'running'`,
    values: [id, tries, end.status, end.answer && JSON.stringify(end.answer), end.model, end.costMicroUsd, end.error ?? null],
  });
}

/** What a paid answer cost that could not be read. */
export async function payConsult(tx: Tx, id: string, paid: { model: string; costMicroUsd: number }): Promise<void> {
  await tx.query({
    name: 'consult_pay',
    text: 'UPDATE escalation_consults SET model = $2, cost_micro = cost_micro + $3 WHERE id = $1',
    values: [id, paid.model, paid.costMicroUsd],
  });
}

/** Who is being asked just now; null: nobody is. */
export async function readAsking(tx: Tx, escalationId: string): Promise<EscalationDetail['asking']> {
  const [row] = await tx.query<Omit<NonNullable<EscalationDetail['asking']>, 'since'> & { since: Date }>({
    name: 'consult_asking',
    text: `SELECT c.role, c.kind, c.created_at AS since, c.tries, c.last_error AS "lastError" FROM escalation_consults c JOIN escalations e ON e.id = c.escalation_id
      WHERE c.escalation_id = $1 AND c.status IN ('queued', 'running') AND e.status = 'OPEN' AND (c.kind = 'answer' OR c.tier = e.tier) ORDER BY c.id DESC LIMIT 1`,
    values: [escalationId],
  });
  return row ? { ...row, since: row.since.toISOString() } : null;
}

/** How often judges of this tier have asked back. */
export async function countQuestions(tx: Tx, escalationId: string, tier: EscalationTier): Promise<number> {
  const [row] = await tx.query<{ asked: number }>({
    name: 'consult_questions',
    text: `SELECT count(*)::int AS asked FROM escalation_consults
      WHERE escalation_id = $1 AND tier = $2 AND kind = 'judge' AND status = 'done' AND answer ->> 'decision' = 'ask'`,
    values: [escalationId, tier],
  });
  return row?.asked ?? 0;
}

/** The task that an escalation is about, as its judges look at it. */
export interface ConsultedTask {
  key: string;
  title: string;
  role: string;
  prompt: string;
  kind: TaskKind;
  dependsOn: number[];
}

export async function readConsultedTask(tx: Tx, runId: string, node: number): Promise<ConsultedTask | null> {
  const [row] = await tx.query<ConsultedTask & Record<string, unknown>>({
    name: 'consult_task',
    text: `SELECT key, title, role, prompt, kind, depends_on AS "dependsOn" FROM task_specs WHERE run_id = $1 AND node = $2`,
    values: [runId, node],
  });
  return row ?? null;
}

/** Roles of these tasks. */
export async function readRoles(tx: Tx, runId: string, nodes: readonly number[]): Promise<string[]> {
  const rows = await tx.query<{ role: string }>({
    name: 'consult_roles',
    text: 'SELECT DISTINCT role FROM task_specs WHERE run_id = $1 AND node = ANY ($2::int[])',
    values: [runId, nodes],
  });
  return rows.map(({ role }) => role);
}

/** What the agent of a task said last in the conversation that it is in, in order. */
export async function readLastWords(tx: Tx, task: { runId: string; node: number }, turns: number): Promise<string[]> {
  const rows = await tx.query<{ text: string }>({
    name: 'consult_words',
    text: `SELECT left(u.text, 8000) AS text FROM tasks t JOIN turns u ON u.run_id = t.run_id AND u.node = t.node AND u.conversation = t.conversation
      WHERE t.run_id = $1 AND t.node = $2 AND u.text <> '' ORDER BY u.turn DESC LIMIT $3`,
    values: [task.runId, task.node, turns],
  });
  return rows.map(({ text }) => text).reverse();
}

export interface ConsultedRun {
  goal: string;
  status: RunStatus;
  statusReason: string | null;
  spentMicroUsd: number;
  budgetMicroUsd: number | null;
}

export async function readConsultedRun(tx: Tx, runId: string): Promise<ConsultedRun | null> {
  const [row] = await tx.query<ConsultedRun & Record<string, unknown>>({
    name: 'consult_run',
    text: `SELECT r.goal, h.status, h.status_reason AS "statusReason", h.spent_micro AS "spentMicroUsd", h.budget_micro AS "budgetMicroUsd"
      FROM runs r JOIN run_heads h ON h.run_id = r.id WHERE r.id = $1`,
    values: [runId],
  });
  return row ?? null;
}

export interface PaidConsult {
  runId: string;
  /** Of its `escalation.consulted`. */
  seq: number;
  role: string;
  model: string;
  inputTokens: number;
  outputTokens: number;
  costMicroUsd: number;
  priced: boolean;
  now: Date;
}

/** What the counters of the installation count beside the turns of tasks. */
export async function insertConsultCall(tx: Tx, call: PaidConsult): Promise<void> {
  const { runId, seq, role, model, inputTokens, outputTokens, costMicroUsd, priced, now } = call;
  await tx.query({
    name: 'consult_call',
    text: `INSERT INTO consult_calls (run_id, seq, role, model, input_tokens, output_tokens, cost_micro, priced, finished_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [runId, seq, role, model, inputTokens, outputTokens, costMicroUsd, priced, now],
  });
}
