import type { ApprovalKind, ApprovalStatus, ApprovalView } from '@/lib/contracts/approval';
import type { ClaimedTask, ToolAsk, WaitingFor } from '@/server/core/ports/task-runner';
import type { AskedCall } from '@/server/core/ports/tools';
import type { Tx } from '@/server/infra/db/tx';

/** A question to a person with what its decision has to be checked against. */
export interface ApprovalRow {
  id: string;
  runId: string;
  node: number;
  epoch: number;
  conversation: number;
  turn: number;
  index: number;
  kind: ApprovalKind;
  name: string;
  hash: string;
  status: ApprovalStatus;
}

const ROW = `id, run_id AS "runId", node, epoch, conversation, turn, index, kind, name, hash, status`;

/** In the transaction that lets the task wait. */
export async function insertApprovals(
  tx: Tx,
  task: ClaimedTask,
  waiting: { for: WaitingFor; asks: readonly ToolAsk[] },
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'insert_approvals',
    text: `INSERT INTO tool_approvals (run_id, node, epoch, conversation, turn, index, kind, server, tool, name, hash, arguments, status, created_at)
      SELECT $1, $2, $3, a.conversation, a.turn, a.index, $4, a.server, a.tool, a.name, a.hash, a.arguments, 'open', $6
      FROM jsonb_to_recordset($5::jsonb)
        AS a(conversation integer, turn integer, index integer, server text, tool text, name text, hash text, arguments text)`,
    values: [task.runId, task.node, task.epoch, waiting.for, JSON.stringify(waiting.asks), now],
  });
}

export async function findApproval(tx: Tx, id: string): Promise<ApprovalRow | null> {
  const [row] = await tx.query<ApprovalRow>({
    name: 'approval_find',
    text: `SELECT ${ROW} FROM tool_approvals WHERE id = $1`,
    values: [id],
  });
  return row ?? null;
}

/** The other open questions of a run, of all its tasks. */
export async function findOpenApprovals(tx: Tx, runId: string): Promise<ApprovalRow[]> {
  return tx.query<ApprovalRow>({
    name: 'approvals_open',
    text: `SELECT ${ROW} FROM tool_approvals WHERE run_id = $1 AND status = 'open' ORDER BY id`,
    values: [runId],
  });
}

/** Writes the decision on the question and on the call it is about. */
export async function closeApproval(
  tx: Tx,
  approval: ApprovalRow,
  decided: {
    status: ApprovalStatus;
    by: string;
    reason: string | null;
    now: Date;
    call: { status: string; result: string | null; approved: boolean; amended: string | null };
  },
): Promise<void> {
  await tx.query({
    name: 'approval_close',
    text: `WITH a AS (UPDATE tool_approvals SET status = $2, decided_by = $3, reason = $4, decided_at = $5 WHERE id = $1
        RETURNING run_id, node, conversation, turn, index)
      UPDATE tool_calls c SET status = $6, result = $7, approved = $8, amended = coalesce($9, c.amended) FROM a
      WHERE c.run_id = a.run_id AND c.node = a.node AND c.conversation = a.conversation AND c.turn = a.turn AND c.index = a.index`,
    values: [
      approval.id,
      decided.status,
      decided.by,
      decided.reason,
      decided.now,
      decided.call.status,
      decided.call.result,
      decided.call.approved,
      decided.call.amended,
    ],
  });
}

/** What the policy is asked about for a call that waits: whose it is, and the tool as it was asked about. */
export async function readAskedCall(tx: Tx, id: string): Promise<AskedCall | null> {
  const [row] = await tx.query<AskedCall & Record<string, unknown>>({
    name: 'approval_call',
    text: `SELECT s.role, a.server, a.tool, a.hash FROM tool_approvals a JOIN task_specs s ON s.run_id = a.run_id AND s.node = a.node WHERE a.id = $1`,
    values: [id],
  });
  return row ?? null;
}

/** Whether a person has allowed every call of this tool, as it is defined now, for this run. */
export async function isGrantedForRun(tx: Tx, runId: string, tool: { name: string; hash: string }): Promise<boolean> {
  const rows = await tx.query({
    name: 'approval_grant',
    text: `SELECT 1 AS granted FROM tool_approvals WHERE run_id = $1 AND name = $2 AND hash = $3 AND status = 'allowed_run' LIMIT 1`,
    values: [runId, tool.name, tool.hash],
  });
  return rows.length > 0;
}

// A question is open while its task still waits under the epoch it was asked under.
const VIEW = `
SELECT a.id, a.run_id AS "runId", r.goal, s.key AS "taskKey", s.title AS "taskTitle", a.kind,
  CASE WHEN a.status = 'open' AND NOT (t.status = 'WAITING' AND t.epoch = a.epoch) THEN 'superseded' ELSE a.status END AS status,
  a.server, a.tool, a.name, a.arguments, a.conversation, a.turn, a.index, a.created_at, a.decided_at, a.decided_by AS "decidedBy", a.reason, c.amended
FROM tool_approvals a JOIN runs r ON r.id = a.run_id JOIN tasks t ON t.run_id = a.run_id AND t.node = a.node
  JOIN task_specs s ON s.run_id = a.run_id AND s.node = a.node
  LEFT JOIN tool_calls c ON c.run_id = a.run_id AND c.node = a.node AND c.conversation = a.conversation AND c.turn = a.turn AND c.index = a.index`;

type ViewRow = Omit<ApprovalView, 'createdAt' | 'decidedAt'> & { created_at: Date; decided_at: Date | null };

const toView = ({ created_at, decided_at, ...row }: ViewRow): ApprovalView => ({
  ...row,
  createdAt: created_at.toISOString(),
  decidedAt: decided_at?.toISOString() ?? null,
});

export interface ApprovalFilter {
  status?: 'open' | 'decided';
  runId?: string;
  taskKey?: string;
  /** Id of the last row seen. */
  before: string | null;
  limit: number;
}

/** Newest first. */
export async function listApprovals(tx: Tx, filter: ApprovalFilter): Promise<ApprovalView[]> {
  const rows = await tx.query<ViewRow>({
    text: `${VIEW} WHERE ($1::uuid IS NULL OR a.id < $1) AND ($2::uuid IS NULL OR a.run_id = $2) AND ($3::text IS NULL OR s.key = $3)
      AND ($4::text IS NULL OR ($4 = 'open' AND a.status = 'open' AND t.status = 'WAITING' AND t.epoch = a.epoch) OR ($4 = 'decided' AND a.status <> 'open'))
      ORDER BY a.id DESC LIMIT $5`,
    values: [filter.before, filter.runId ?? null, filter.taskKey ?? null, filter.status ?? null, filter.limit],
  });
  return rows.map(toView);
}

export async function readApproval(tx: Tx, id: string): Promise<ApprovalView | null> {
  const [row] = await tx.query<ViewRow>({ name: 'approval_read', text: `${VIEW} WHERE a.id = $1`, values: [id] });
  return row ? toView(row) : null;
}
