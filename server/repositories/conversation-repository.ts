import type { ToolCallRequest } from '@/server/core/ports/model';
import type { StoredConversation, StoredTurn, ToolOutcome, TurnRecord } from '@/server/core/ports/task-runner';
import type { Tx } from '@/server/infra/db/tx';

export interface TaskRef {
  runId: string;
  node: number;
}

/**
 * Opens a conversation under a number that the task never had: those that a retry or a rewind left keep theirs. Once more opens no
 * other: the answer to the first time may have been lost. One that began before the task was asked for something else does not go on;
 * its successor becomes the task's with its first turn, as in the log. Returns its number.
 */
export async function insertConversation(tx: Tx, task: TaskRef, first: { system: string; user: string; now: Date }): Promise<number> {
  const [row] = await tx.query<{ number: number }>({
    name: 'insert_conversation',
    text: `WITH a AS MATERIALIZED (
        SELECT t.conversation, t.started_at, coalesce(s.asked_at, '-infinity') AS asked_at FROM tasks t JOIN task_specs s ON s.run_id = t.run_id AND s.node = t.node
        WHERE t.run_id = $1 AND t.node = $2
      ), l AS MATERIALIZED (
        SELECT c.conversation, c.created_at FROM conversations c WHERE c.run_id = $1 AND c.node = $2 ORDER BY c.conversation DESC LIMIT 1
      ), o AS MATERIALIZED (
        SELECT c.conversation, c.created_at FROM a JOIN conversations c ON c.run_id = $1 AND c.node = $2 AND c.conversation = a.conversation
      ), n AS MATERIALIZED (
        SELECT coalesce((SELECT o.conversation FROM o, a WHERE o.created_at >= a.asked_at),
          (SELECT l.conversation FROM l, a, o WHERE l.conversation > o.conversation AND l.created_at >= a.asked_at),
          (SELECT l.conversation FROM l) + 1, 1) AS number
      ), t AS (
        UPDATE tasks SET conversation = n.number FROM n WHERE run_id = $1 AND node = $2 AND NOT EXISTS (SELECT FROM o)
      ), i AS (
        -- Its words may be from before the change: then it is as old as its execution, and ends with it.
        INSERT INTO conversations (run_id, node, conversation, system, "user", created_at)
        SELECT $1, $2, n.number, $3, $4, CASE WHEN a.asked_at > a.started_at THEN a.started_at ELSE $5 END FROM n, a ON CONFLICT DO NOTHING
      )
      SELECT number FROM n`,
    values: [task.runId, task.node, first.system, first.user, first.now],
  });
  if (!row) throw new Error('The conversation was not opened');
  return row.number;
}

/**
 * The turn, its tool calls as `requested`, and its cost on the task: one statement, before any tool runs. False: this very execution
 * has stored it already, and did not hear so; nothing changes.
 */
export async function insertTurn(
  tx: Tx,
  task: TaskRef & { epoch: number; attempt: number },
  turn: TurnRecord,
  now: Date,
): Promise<boolean> {
  const [row] = await tx.query<{ fresh: boolean; mine: boolean }>({
    name: 'insert_turn',
    text: `WITH i AS (
      INSERT INTO turns (run_id, node, conversation, turn, attempt, epoch, model, text, refusal, finish_reason, input_tokens, output_tokens,
        cost_micro, priced, feedback, started_at, finished_at, endpoint, fallback)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16::timestamptz - make_interval(secs => $18), $16, $19, $20)
      ON CONFLICT DO NOTHING RETURNING 1),
      t AS (UPDATE tasks SET turns = turns + 1, conversation = $3, cost_micro = cost_micro + $13 WHERE run_id = $1 AND node = $2 AND EXISTS (SELECT FROM i)),
      c AS (INSERT INTO tool_calls (run_id, node, conversation, turn, index, call_id, name, arguments, status)
        SELECT $1, $2, $3, $4, c.index, c.id, c.name, c.arguments, 'requested'
        FROM jsonb_to_recordset($17::jsonb) AS c(index integer, id text, name text, arguments text) WHERE EXISTS (SELECT FROM i))
      SELECT EXISTS (SELECT FROM i) AS fresh,
        EXISTS (SELECT FROM turns o WHERE o.run_id = $1 AND o.node = $2 AND o.conversation = $3 AND o.turn = $4 AND o.epoch = $6) AS mine`,
    values: [
      task.runId,
      task.node,
      turn.conversation,
      turn.turn,
      task.attempt,
      task.epoch,
      turn.model,
      turn.text,
      turn.refusal,
      turn.finishReason,
      turn.inputTokens,
      turn.outputTokens,
      turn.costMicroUsd,
      turn.priced,
      turn.feedback,
      now,
      JSON.stringify(turn.toolCalls.map((call: ToolCallRequest, index) => ({ index, ...call }))),
      turn.durationMs / 1000,
      turn.servedBy?.endpoint ?? null,
      turn.servedBy?.fallback ?? false,
    ],
  });
  if (row?.fresh === false && !row.mine) throw new Error(`Turn ${turn.turn} of this conversation is another execution's`);
  return row?.fresh ?? false;
}

export async function startToolCall(tx: Tx, task: TaskRef, at: { conversation: number; turn: number; index: number }): Promise<void> {
  await tx.query({
    name: 'start_tool_call',
    text: `UPDATE tool_calls SET status = 'started' WHERE run_id = $1 AND node = $2 AND conversation = $3 AND turn = $4 AND index = $5`,
    values: [task.runId, task.node, at.conversation, at.turn, at.index],
  });
}

/** How many of the calls had no outcome yet; the others keep theirs. */
export async function finishToolCalls(
  tx: Tx,
  task: TaskRef,
  at: { conversation: number; turn: number },
  outcomes: ToolOutcome[],
): Promise<number> {
  const rows = await tx.query({
    name: 'finish_tool_calls',
    text: `UPDATE tool_calls c SET status = CASE WHEN o.ok THEN 'succeeded' ELSE 'failed' END, result = o.result
      FROM jsonb_to_recordset($5::jsonb) AS o(index integer, ok boolean, result text)
      WHERE c.run_id = $1 AND c.node = $2 AND c.conversation = $3 AND c.turn = $4 AND c.index = o.index AND c.status IN ('requested', 'started')
      RETURNING 1`,
    values: [task.runId, task.node, at.conversation, at.turn, JSON.stringify(outcomes)],
  });
  return rows.length;
}

type StoredCall = StoredTurn['toolCalls'][number];

/**
 * The conversation with its turns and tool results, as a resumed execution needs it. Null: not opened yet, or from before the task was
 * asked for what it is asked for now.
 */
export async function readConversation(tx: Tx, task: TaskRef, conversation: number): Promise<StoredConversation | null> {
  const key = [task.runId, task.node, conversation];
  const [first] = await tx.query<{ system: string; user: string }>({
    name: 'read_conversation',
    text: `SELECT c.system, c."user" FROM conversations c JOIN task_specs s ON s.run_id = c.run_id AND s.node = c.node
      WHERE c.run_id = $1 AND c.node = $2 AND c.conversation = $3 AND c.created_at >= coalesce(s.asked_at, '-infinity')`,
    values: key,
  });
  if (!first) return null;
  const turns = await tx.query<Omit<StoredTurn, 'toolCalls'>>({
    name: 'read_turns',
    text: 'SELECT turn, text, refusal, finish_reason AS "finishReason", feedback FROM turns WHERE run_id = $1 AND node = $2 AND conversation = $3 ORDER BY turn',
    values: key,
  });
  const calls = await tx.query<StoredCall & { turn: number }>({
    name: 'read_tool_calls',
    text: `SELECT turn, index, call_id AS id, name, arguments, status, result, approved, amended FROM tool_calls
      WHERE run_id = $1 AND node = $2 AND conversation = $3 ORDER BY turn, index`,
    values: key,
  });
  return {
    conversation,
    system: first.system,
    user: first.user,
    turns: turns.map((turn) => ({
      ...turn,
      toolCalls: calls.filter((call) => call.turn === turn.turn).map(({ turn: _turn, ...call }) => call),
    })),
  };
}
