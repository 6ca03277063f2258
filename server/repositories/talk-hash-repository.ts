import { type TalkAsk, talkKey } from '@/server/core/checkpoint/assemble';
import type { Tx } from '@/server/infra/db/tx';

/** A text by its length, so that no two lists of texts come to the same. */
const sized = (text: string): string => `coalesce(octet_length(${text})::text || ':' || ${text}, '-')`;
const hashed = (...texts: string[]): string => `sha256(convert_to(${texts.map(sized).join(' || ')}, 'UTF8'))`;

// First request, turns, tool calls with their results: each by its hash, then the hashes in order. Nothing leaves the database.
const TALK_HASHES = `
WITH ask AS MATERIALIZED (SELECT * FROM unnest($2::int[], $3::int[], $4::int[], $5::boolean[]) AS a(node, conversation, turns, whole)),
part AS (
  SELECT a.node, 0 AS turn, -1 AS index, ${hashed('c.system', 'c."user"')} AS hash
  FROM ask a CROSS JOIN LATERAL (
    SELECT * FROM conversations c WHERE c.run_id = $1 AND c.node = a.node AND c.conversation = a.conversation) c
  UNION ALL
  SELECT a.node, u.turn, -1, ${hashed('u.text', 'u.refusal', 'u.finish_reason', 'u.feedback')}
  FROM ask a CROSS JOIN LATERAL (
    SELECT * FROM turns u WHERE u.run_id = $1 AND u.node = a.node AND u.conversation = a.conversation AND u.turn <= a.turns) u
  UNION ALL
  SELECT a.node, k.turn, k.index, ${hashed('k.call_id', 'k.name', 'k.arguments', 'CASE WHEN a.whole OR k.turn < a.turns THEN k.result END')}
  FROM ask a CROSS JOIN LATERAL (
    SELECT * FROM tool_calls k WHERE k.run_id = $1 AND k.node = a.node AND k.conversation = a.conversation AND k.turn <= a.turns) k
)
SELECT node, encode(sha256(string_agg(int4send(turn) || int4send(index) || hash, ''::bytea ORDER BY turn, index)), 'hex') AS hash
FROM part GROUP BY node`;

/**
 * What conversations come to, by node. `known` (by `talkKey`) saves looking: what was said once never changes.
 */
export async function readTalkHashes(
  tx: Tx,
  runId: string,
  asks: readonly TalkAsk[],
  known: ReadonlyMap<string, string> = new Map(),
): Promise<Map<number, string>> {
  const hashes = new Map<number, string>();
  const open: TalkAsk[] = [];
  for (const ask of asks) {
    const hash = known.get(talkKey(ask));
    if (hash === undefined) open.push(ask);
    else hashes.set(ask.node, hash);
  }
  if (open.length === 0) return hashes;
  const rows = await tx.query<{ node: number; hash: string }>({
    name: 'talk_hashes',
    text: TALK_HASHES,
    values: [
      runId,
      open.map((ask) => ask.node),
      open.map((ask) => ask.conversation),
      open.map((ask) => ask.turns),
      open.map((ask) => ask.whole),
    ],
  });
  for (const row of rows) hashes.set(row.node, row.hash);
  return hashes;
}
