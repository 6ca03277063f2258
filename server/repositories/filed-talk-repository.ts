import type { FiledTalk } from '@/server/core/checkpoint/file';
import type { Tx } from '@/server/infra/db/tx';

/** A conversation as far as it counts, as a file holds it. Null: it is gone. */
export async function readFiledTalk(
  tx: Tx,
  runId: string,
  { node, conversation, turns }: { node: number; conversation: number; turns: number },
): Promise<FiledTalk | null> {
  const values = [runId, node, conversation];
  const [first] = await tx.query<{ system: string; user: string; created_at: Date }>({
    name: 'filed_first',
    text: 'SELECT system, "user", created_at FROM conversations WHERE run_id = $1 AND node = $2 AND conversation = $3',
    values,
  });
  if (!first) return null;
  type Turn = Omit<FiledTalk['turns'][number], 'calls' | 'startedAt' | 'finishedAt'> & { startedAt: Date; finishedAt: Date };
  const said = await tx.query<Turn & Record<string, unknown>>({
    name: 'filed_turns',
    text: `SELECT turn, attempt, model, text, refusal, finish_reason AS "finishReason", input_tokens AS "inputTokens", output_tokens AS "outputTokens",
        priced, feedback, started_at AS "startedAt", finished_at AS "finishedAt"
      FROM turns WHERE run_id = $1 AND node = $2 AND conversation = $3 AND turn <= $4 ORDER BY turn`,
    values: [...values, turns],
  });
  const calls = await tx.query<FiledTalk['turns'][number]['calls'][number] & { turn: number } & Record<string, unknown>>({
    name: 'filed_calls',
    text: `SELECT turn, index, call_id AS id, name, arguments, status, result FROM tool_calls
      WHERE run_id = $1 AND node = $2 AND conversation = $3 AND turn <= $4 ORDER BY turn, index`,
    values: [...values, turns],
  });
  return {
    node,
    conversation,
    system: first.system,
    user: first.user,
    createdAt: first.created_at.toISOString(),
    turns: said.map((turn) => ({
      ...turn,
      startedAt: turn.startedAt.toISOString(),
      finishedAt: turn.finishedAt.toISOString(),
      calls: calls.filter((call) => call.turn === turn.turn).map(({ turn: _turn, ...call }) => call),
    })),
  };
}

const INSERT_TALK = `
WITH c AS (
  INSERT INTO conversations (run_id, node, conversation, system, "user", created_at) VALUES ($1, $2, $3, $4, $5, $6)
), t AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($7::jsonb) AS t(turn integer, attempt integer, model text, text text, refusal text, "finishReason" text,
    "inputTokens" integer, "outputTokens" integer, priced boolean, feedback text, "startedAt" timestamptz, "finishedAt" timestamptz, calls jsonb)
), u AS (
  INSERT INTO turns (run_id, node, conversation, turn, attempt, epoch, model, text, refusal, finish_reason, input_tokens, output_tokens,
    cost_micro, priced, feedback, started_at, finished_at, inherited)
  SELECT $1, $2, $3, t.turn, t.attempt, $8, t.model, t.text, t.refusal, t."finishReason", t."inputTokens", t."outputTokens", 0, t.priced, t.feedback,
    t."startedAt", t."finishedAt", true FROM t
)
INSERT INTO tool_calls (run_id, node, conversation, turn, index, call_id, name, arguments, status, result)
SELECT $1, $2, $3, t.turn, k.index, k.id, k.name, k.arguments, k.status, k.result
FROM t CROSS JOIN LATERAL jsonb_to_recordset(t.calls) AS k(index integer, id text, name text, arguments text, status text, result text)`;

/** Writes a conversation that was paid elsewhere. */
export async function insertFiledTalk(tx: Tx, runId: string, talk: FiledTalk, epoch: number): Promise<void> {
  const { node, conversation, system, user, createdAt, turns } = talk;
  await tx.query({
    name: 'filed_insert',
    text: INSERT_TALK,
    values: [runId, node, conversation, system, user, createdAt, JSON.stringify(turns), epoch],
  });
}
