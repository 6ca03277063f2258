import { fromMicroUsd } from '@/lib/contracts/common';
import type { AttemptView, Failure, SIDE_EFFECTS, TaskDetail, ToolCallView, TurnView } from '@/lib/contracts/task';
import type { Tx } from '@/server/infra/db/tx';

/** What the drawer is shown of one tool result; the model saw all of it. */
const SHOWN_RESULT_CHARACTERS = 20_000;

export interface SpecDetail {
  node: number;
  dependsOnNodes: number[];
  prompt: string;
  phase: string | null;
  artifactType: string | null;
  sideEffects: (typeof SIDE_EFFECTS)[number];
  timeoutSeconds: number;
  priority: number;
  outputsSchema: Record<string, unknown> | null;
}

export async function readSpec(tx: Tx, runId: string, key: string): Promise<SpecDetail | null> {
  const [row] = await tx.query<SpecDetail>({
    name: 'read_spec',
    text: `SELECT s.node, s.depends_on AS "dependsOnNodes", s.prompt, s.phase, s.artifact_type AS "artifactType", s.side_effects AS "sideEffects",
        s.timeout_seconds AS "timeoutSeconds", s.outputs AS "outputsSchema", t.priority
      FROM task_specs s JOIN tasks t ON t.run_id = s.run_id AND t.node = s.node WHERE s.run_id = $1 AND s.key = $2`,
    values: [runId, key],
  });
  return row ?? null;
}

export async function readConversationHeads(tx: Tx, runId: string, node: number): Promise<TaskDetail['conversations']> {
  const rows = await tx.query<{ conversation: number; system: string; user: string; created_at: Date }>({
    name: 'read_conversation_heads',
    text: 'SELECT conversation, system, "user", created_at FROM conversations WHERE run_id = $1 AND node = $2 ORDER BY conversation',
    values: [runId, node],
  });
  return rows.map(({ created_at, ...row }) => ({ ...row, createdAt: created_at.toISOString() }));
}

interface TurnRow {
  conversation: number;
  turn: number;
  attempt: number;
  model: string;
  endpoint: string | null;
  fallback: boolean;
  text: string;
  refusal: string | null;
  finish_reason: string | null;
  input_tokens: number;
  output_tokens: number;
  cost_micro: number;
  priced: boolean;
  feedback: string | null;
  started_at: Date;
  finished_at: Date;
}

export async function readTurnViews(tx: Tx, runId: string, node: number): Promise<TurnView[]> {
  const turns = await tx.query<TurnRow>({
    name: 'read_turn_views',
    text: `SELECT conversation, turn, attempt, model, endpoint, fallback, text, refusal, finish_reason, input_tokens, output_tokens, cost_micro, priced, feedback,
        started_at, finished_at FROM turns WHERE run_id = $1 AND node = $2 ORDER BY conversation, turn`,
    values: [runId, node],
  });
  const calls = await tx.query<ToolCallView & { conversation: number; turn: number }>({
    name: 'read_tool_call_views',
    text: `SELECT conversation, turn, index, name, left(arguments, $3) AS arguments, status, left(result, $3) AS result,
        coalesce(octet_length(result), 0) AS "resultBytes" FROM tool_calls WHERE run_id = $1 AND node = $2 ORDER BY conversation, turn, index`,
    values: [runId, node, SHOWN_RESULT_CHARACTERS],
  });
  return turns.map((row) => ({
    conversation: row.conversation,
    turn: row.turn,
    attempt: row.attempt,
    model: row.model,
    endpoint: row.endpoint,
    fallback: row.fallback,
    text: row.text,
    refusal: row.refusal,
    finishReason: row.finish_reason,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    costUsd: fromMicroUsd(row.cost_micro),
    priced: row.priced,
    feedback: row.feedback,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at.toISOString(),
    toolCalls: calls
      .filter((call) => call.conversation === row.conversation && call.turn === row.turn)
      .map(({ conversation: _conversation, turn: _turn, ...call }) => call),
  }));
}

export async function readAttempts(tx: Tx, runId: string, node: number): Promise<AttemptView[]> {
  const rows = await tx.query<{
    attempt: number;
    worker_id: string | null;
    started_at: Date;
    finished_at: Date;
    outcome: AttemptView['outcome'];
    failure: Failure | null;
    retry_at: Date | null;
  }>({
    name: 'read_attempts',
    text: `SELECT attempt, worker_id, started_at, finished_at, outcome, failure, retry_at FROM attempts
      WHERE run_id = $1 AND node = $2 ORDER BY epoch`,
    values: [runId, node],
  });
  return rows.map((row) => ({
    attempt: row.attempt,
    workerId: row.worker_id,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at.toISOString(),
    outcome: row.outcome,
    failure: row.failure,
    retryAt: row.retry_at?.toISOString() ?? null,
  }));
}
