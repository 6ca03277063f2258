import { fromMicroUsd } from '@/lib/contracts/common';
import type { TextPart, ToolCallView, TurnView } from '@/lib/contracts/task';
import type { Tx } from '@/server/infra/db/tx';

/** What is shown of one text at first, in characters; the rest is read in pieces. */
export const SHOWN_CHARACTERS = 20_000;

/** Where a turn stands in its task. */
export interface TurnPlace {
  conversation: number;
  turn: number;
}

/** Of turn `t`: the one that a rewind copied it from is there as well. */
const ORIGINAL = `FROM turns o WHERE o.run_id = t.run_id AND o.node = t.node AND o.turn = t.turn AND o.conversation < t.conversation
  AND o.finished_at = t.finished_at`;

/** A turn `t` as it is told: by whom it was paid, where that is not this one. */
export const INHERITED = `CASE WHEN NOT t.inherited THEN NULL WHEN EXISTS (SELECT ${ORIGINAL}) THEN 'rewind' ELSE 'parent' END AS inherited`;

/** Of turn `t`: it says nothing that an earlier conversation does not say already. What tools did again is another thing. */
export const IS_COPY = `(t.inherited AND EXISTS (SELECT ${ORIGINAL} AND NOT EXISTS (
  SELECT FROM tool_calls c JOIN tool_calls d ON d.run_id = c.run_id AND d.node = c.node AND d.conversation = o.conversation
    AND d.turn = c.turn AND d.index = c.index
  WHERE c.run_id = t.run_id AND c.node = t.node AND c.conversation = t.conversation AND c.turn = t.turn
    AND (c.status, c.result) IS DISTINCT FROM (d.status, d.result))))`;

/** Which turns of a task: before a place, and of one attempt alone, where given. */
export interface TurnFilter {
  before: TurnPlace | null;
  attempt: number | null;
}

/** Newest first: where each turn stands, and how many characters of it would be shown at first. */
export async function readTurnSizes(
  tx: Tx,
  runId: string,
  node: number,
  { before, attempt }: TurnFilter,
  limit: number,
): Promise<(TurnPlace & { shown: number })[]> {
  return tx.query({
    name: 'read_turn_sizes',
    text: `SELECT t.conversation, t.turn, (least(octet_length(t.text), $7) + coalesce(octet_length(t.feedback), 0)
        + coalesce((SELECT sum(least(octet_length(c.arguments), $7) + least(coalesce(octet_length(c.result), 0), $7)) FROM tool_calls c
          WHERE c.run_id = t.run_id AND c.node = t.node AND c.conversation = t.conversation AND c.turn = t.turn), 0))::int AS shown
      FROM turns t WHERE t.run_id = $1 AND t.node = $2 AND ($3::int IS NULL OR (t.conversation, t.turn) < ($3, $4::int))
        AND ($5::int IS NULL OR t.attempt = $5) AND NOT ${IS_COPY} ORDER BY t.conversation DESC, t.turn DESC LIMIT $6`,
    values: [runId, node, before?.conversation ?? null, before?.turn ?? null, attempt, limit, SHOWN_CHARACTERS],
  });
}

interface TurnRow {
  conversation: number;
  turn: number;
  attempt: number;
  model: string;
  endpoint: string | null;
  fallback: boolean;
  text: string;
  text_bytes: number;
  text_cut: boolean;
  refusal: string | null;
  finish_reason: string | null;
  input_tokens: number;
  output_tokens: number;
  cost_micro: number;
  priced: boolean;
  inherited: TurnView['inherited'];
  feedback: string | null;
  started_at: Date;
  finished_at: Date;
}

interface CallRow extends Omit<ToolCallView, 'argumentsRest' | 'resultRest'> {
  conversation: number;
  turn: number;
  arguments_cut: boolean;
  result_cut: boolean;
}

const restOf = (cut: boolean): number | null => (cut ? SHOWN_CHARACTERS : null);

/** The turns from one place to another, oldest first, their long texts cut; of one attempt alone, where given. */
export async function readTurnViews(
  tx: Tx,
  runId: string,
  node: number,
  span: { from: TurnPlace; to: TurnPlace; attempt: number | null },
): Promise<TurnView[]> {
  const { from, to, attempt } = span;
  const values = [runId, node, from.conversation, from.turn, to.conversation, to.turn, SHOWN_CHARACTERS];
  const turns = await tx.query<TurnRow>({
    name: 'read_turn_views',
    text: `SELECT conversation, turn, attempt, model, endpoint, fallback, left(text, $7) AS text, octet_length(text) AS text_bytes, char_length(text) > $7 AS text_cut,
        refusal, finish_reason, input_tokens, output_tokens, cost_micro, priced, feedback, started_at, finished_at, ${INHERITED} FROM turns t
      WHERE run_id = $1 AND node = $2 AND (conversation, turn) BETWEEN ($3, $4) AND ($5, $6) AND ($8::int IS NULL OR attempt = $8)
        AND NOT ${IS_COPY}
      ORDER BY conversation, turn`,
    values: [...values, attempt],
  });
  const calls = await tx.query<CallRow>({
    name: 'read_tool_call_views',
    text: `SELECT conversation, turn, index, name, left(arguments, $7) AS arguments, octet_length(arguments) AS "argumentsBytes",
        char_length(arguments) > $7 AS arguments_cut, status, left(result, $7) AS result, coalesce(octet_length(result), 0) AS "resultBytes",
        coalesce(char_length(result), 0) > $7 AS result_cut FROM tool_calls
      WHERE run_id = $1 AND node = $2 AND (conversation, turn) BETWEEN ($3, $4) AND ($5, $6) ORDER BY conversation, turn, index`,
    values,
  });
  const callsOf = new Map<string, ToolCallView[]>();
  for (const call of calls) {
    const key = `${call.conversation} ${call.turn}`;
    callsOf.set(key, [...(callsOf.get(key) ?? []), toCall(call)]);
  }
  return turns.map((row) => ({
    conversation: row.conversation,
    turn: row.turn,
    attempt: row.attempt,
    model: row.model,
    endpoint: row.endpoint,
    fallback: row.fallback,
    text: row.text,
    textBytes: row.text_bytes,
    textRest: restOf(row.text_cut),
    refusal: row.refusal,
    finishReason: row.finish_reason,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    costUsd: fromMicroUsd(row.cost_micro),
    priced: row.priced,
    inherited: row.inherited,
    feedback: row.feedback,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at.toISOString(),
    toolCalls: callsOf.get(`${row.conversation} ${row.turn}`) ?? [],
  }));
}

function toCall({ conversation: _conversation, turn: _turn, arguments_cut, result_cut, ...call }: CallRow): ToolCallView {
  return { ...call, argumentsRest: restOf(arguments_cut), resultRest: restOf(result_cut) };
}

const SOURCES: Record<TextPart, string> = {
  system: 'SELECT system FROM conversations WHERE run_id = $1 AND node = $2 AND conversation = $3',
  user: 'SELECT "user" FROM conversations WHERE run_id = $1 AND node = $2 AND conversation = $3',
  text: 'SELECT text FROM turns WHERE run_id = $1 AND node = $2 AND conversation = $3 AND turn = $4',
  arguments: 'SELECT arguments FROM tool_calls WHERE run_id = $1 AND node = $2 AND conversation = $3 AND turn = $4 AND index = $5',
  result: 'SELECT result FROM tool_calls WHERE run_id = $1 AND node = $2 AND conversation = $3 AND turn = $4 AND index = $5',
};

/** A piece of one text from `after` (in characters) on; null where there is no such text. */
export async function readTextPiece(
  tx: Tx,
  task: { runId: string; node: number },
  at: TurnPlace & { index: number; part: TextPart },
  piece: { after: number; length: number },
): Promise<{ text: string; characters: number } | null> {
  const own = [task.runId, task.node, at.conversation, at.turn, at.index];
  const [row] = await tx.query<{ text: string | null; characters: number }>({
    // The casts name the type of what a part does not need.
    text: `SELECT substr(v, $6::int + 1, $7::int) AS text, char_length(v) AS characters
      FROM (${SOURCES[at.part]}) AS source(v) WHERE $4::int IS NOT NULL AND $5::int IS NOT NULL`,
    values: [...own, piece.after, piece.length],
  });
  return row && row.text !== null ? { text: row.text, characters: row.characters } : null;
}

/** Where a text holds some words, ignoring case. */
export interface TextHit extends TurnPlace {
  index: number | null;
  part: TextPart;
  /** Around the first match, in the text's own letters. */
  snippet: string;
  /** Where in the snippet the match begins, in characters. */
  at: number;
  matches: number;
}

const AROUND = 60;

/** The texts of a task that hold `words`, in the order of the conversation, each once with its first match. */
export async function searchTexts(tx: Tx, runId: string, node: number, words: string, limit: number): Promise<TextHit[]> {
  return tx.query<TextHit>({
    name: 'search_transcript',
    text: `WITH copies AS MATERIALIZED (
        SELECT conversation, turn FROM turns t WHERE run_id = $1 AND node = $2 AND ${IS_COPY}
      ), texts AS (
        SELECT conversation, 0 AS turn, NULL::int AS index, part, v FROM conversations,
          LATERAL (VALUES ('system', system), ('user', "user")) AS own(part, v) WHERE run_id = $1 AND node = $2
        UNION ALL SELECT conversation, turn, NULL, 'text', text FROM turns WHERE run_id = $1 AND node = $2
        UNION ALL SELECT conversation, turn, index, part, v FROM tool_calls,
          LATERAL (VALUES ('arguments', arguments), ('result', result)) AS own(part, v) WHERE run_id = $1 AND node = $2
      ), found AS (
        SELECT *, position(lower($3) IN lower(v)) AS place FROM texts WHERE v IS NOT NULL
      )
      SELECT conversation, turn, index, part, substr(v, greatest(1, place - $5), char_length($3) + 2 * $5) AS snippet,
        least(place - 1, $5) AS at, ((char_length(v) - char_length(replace(lower(v), lower($3), ''))) / char_length($3))::int AS matches
      FROM found f WHERE place > 0 AND NOT EXISTS (SELECT FROM copies c WHERE c.conversation = f.conversation AND c.turn = greatest(f.turn, 1))
      ORDER BY conversation, turn, array_position(ARRAY['system', 'user', 'text', 'arguments', 'result'], part), index LIMIT $4`,
    values: [runId, node, words, limit, AROUND],
  });
}
