import { toMicroUsd } from '@/lib/contracts/common';
import type { ResumedTask, ResumePlan } from '@/server/core/checkpoint/decide-resume';
import type { KeptSpec } from '@/server/core/checkpoint/manifest';
import type { Tx } from '@/server/infra/db/tx';
import { lookUp } from '@/server/repositories/look-up';

/** The columns of a specification, as `task_specs` names them and as the rows given here do. */
const SPEC_COLUMNS: readonly (readonly [column: string, given: string, type: string])[] = [
  ['key', 'key', 'text'],
  ['title', 'title', 'text'],
  ['role', 'role', 'text'],
  ['kind', 'kind', 'text'],
  ['prompt', 'prompt', 'text'],
  ['phase', 'phase', 'text'],
  ['artifact_type', '"artifactType"', 'text'],
  ['tier', 'tier', 'text'],
  ['max_attempts', '"maxAttempts"', 'integer'],
  ['timeout_seconds', '"timeoutSeconds"', 'integer'],
  ['side_effects', '"sideEffects"', 'text'],
  ['depends_on', '"dependsOn"', 'integer[]'],
  ['outputs', 'outputs', 'jsonb'],
  ['input', 'input', 'text'],
  ['gate', 'gate', 'jsonb'],
  ['branch', 'branch', 'jsonb'],
  ['revision', 'revision', 'jsonb'],
  ['asked_at', '"askedAt"', 'timestamptz'],
];
const COLUMNS = SPEC_COLUMNS.map(([column]) => column).join(', ');
const GIVEN = SPEC_COLUMNS.map(([, given]) => `m.${given}`).join(', ');
const SPECS = `m AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($2::jsonb) AS m(node integer, ${SPEC_COLUMNS.map(([, given, type]) => `${given} ${type}`).join(', ')})
)`;
const IS_ANOTHER = `(${SPEC_COLUMNS.map(([column]) => `s.${column}`).join(', ')}) IS DISTINCT FROM (${GIVEN})`;

// In this order: a key may go from one node to another.
const REPLACE_SPECS = [
  `WITH ${SPECS}, old AS MATERIALIZED (
    SELECT s.*, t.priority FROM task_specs s ${lookUp('tasks', 't', 's')} LEFT JOIN m ON m.node = s.node
    WHERE s.run_id = $1 AND (m.node IS NULL OR ${IS_ANOTHER})
  ), kept AS (
    INSERT INTO task_spec_history (run_id, node, until_seq, spec) SELECT o.run_id, o.node, $3::bigint, to_jsonb(o) FROM old o ON CONFLICT DO NOTHING
  ), gone AS (
    DELETE FROM tasks t WHERE t.run_id = $1 AND NOT EXISTS (SELECT FROM m WHERE m.node = t.node)
  )
  DELETE FROM task_specs s USING old o WHERE s.run_id = $1 AND s.node = o.node`,
  `WITH ${SPECS}
  INSERT INTO task_specs (run_id, node, ${COLUMNS})
  SELECT $1, m.node, ${GIVEN} FROM m WHERE $3::bigint IS NOT NULL AND NOT EXISTS (SELECT FROM task_specs s WHERE s.run_id = $1 AND s.node = m.node)`,
];

/** Makes the graph of a run the given one; what it was until `untilSeq` is archived where it was another. */
export async function replaceSpecs(tx: Tx, runId: string, plan: ResumePlan, untilSeq: number): Promise<void> {
  const specs = JSON.stringify(plan.tasks.map(({ spec }) => spec));
  for (const text of REPLACE_SPECS) await tx.query({ text, values: [runId, specs, untilSeq] });
}

const INSERT_SPECS = `WITH ${SPECS} INSERT INTO task_specs (run_id, node, ${COLUMNS}) SELECT $1, m.node, ${GIVEN} FROM m`;

/** Writes specifications of tasks that have none (any more). */
export async function insertSpecs(tx: Tx, runId: string, specs: readonly KeptSpec[]): Promise<void> {
  await tx.query({ name: 'insert_specs', text: INSERT_SPECS, values: [runId, JSON.stringify(specs)] });
}

// What a task has cost and said stays with it; a fresh conversation has a number of its own.
const PLACE_TASKS = `
WITH m AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($2::jsonb) AS m(node integer, status text, attempt integer, "openEdges" integer, "takenEdges" integer,
    priority smallint, resolved boolean, "waitingFor" text, "startedAt" timestamptz, "finishedAt" timestamptz, next integer[],
    conversation integer, settles boolean, "costMicro" bigint, chosen boolean, removed boolean, invalidated boolean)
), r AS MATERIALIZED (
  SELECT m.*, CASE WHEN m.status = 'READY' THEN $4::timestamptz + CASE WHEN m.settles THEN $5::int ELSE 0 END * interval '1 millisecond' END AS at FROM m
), q AS (
  INSERT INTO ready_tasks (run_id, rank, node, ready_at) SELECT $1, -r.priority, r.node, r.at FROM r WHERE r.at IS NOT NULL
), c AS MATERIALIZED (
  SELECT node, max(conversation) AS last FROM conversations WHERE run_id = $1 GROUP BY node
)
INSERT INTO tasks AS t (run_id, node, status, epoch, attempt, open_edges, taken_edges, priority, conversation, turns, cost_micro, waiting_for,
  ready_at, started_at, finished_at, next, resolved, chosen, removed, invalidated)
SELECT $1, r.node, r.status::task_status, $3, r.attempt, r."openEdges", r."takenEdges", r.priority, coalesce(r.conversation, c.last + 1, 0),
  CASE WHEN o.node IS NULL THEN (SELECT count(*) FROM turns u WHERE u.run_id = $1 AND u.node = r.node) ELSE 0 END, r."costMicro",
  r."waitingFor", r.at, r."startedAt", r."finishedAt", r.next, r.resolved,
  r.chosen, r.removed, r.invalidated
FROM r LEFT JOIN c ON c.node = r.node LEFT JOIN tasks o ON o.run_id = $1 AND o.node = r.node
ON CONFLICT (run_id, node) DO UPDATE SET status = excluded.status, epoch = excluded.epoch, attempt = excluded.attempt, lost = 0,
  open_edges = excluded.open_edges, taken_edges = excluded.taken_edges, priority = excluded.priority, conversation = excluded.conversation,
  invalidated = excluded.invalidated, chosen = excluded.chosen, removed = excluded.removed, worker_id = NULL, waiting_for = excluded.waiting_for, ready_at = excluded.ready_at, started_at = excluded.started_at,
  finished_at = excluded.finished_at, next = excluded.next, resolved = excluded.resolved`;

export interface Placing {
  plan: ResumePlan;
  /** Conversations that go on under another number. */
  talks: ReadonlyMap<number, number>;
  now: Date;
  settleMs: number;
  /** Tasks of a fork have cost it nothing. */
  free: boolean;
}

/** Writes the rows of all tasks and the queue. What was said of a run is there already. */
export async function placeTasks(tx: Tx, runId: string, { plan, talks, now, settleMs, free }: Placing): Promise<void> {
  const rows = plan.tasks.map((task) => toRow(task, talks, free));
  await tx.query({ text: PLACE_TASKS, values: [runId, JSON.stringify(rows), plan.epoch, now, settleMs] });
}

function toRow({ spec, state, next, openEdges, takenEdges, settles }: ResumedTask, talks: ReadonlyMap<number, number>, free: boolean) {
  const { status, attempt, resolved, waitingFor, startedAt, finishedAt, talk, chosen, removed, invalidated } = state;
  return {
    ...{ node: spec.node, priority: spec.priority, next, openEdges, takenEdges, settles },
    ...{ status, attempt, resolved, waitingFor, startedAt, finishedAt, chosen, removed, invalidated },
    conversation: talk ? (talks.get(spec.node) ?? talk.conversation) : null,
    costMicro: free ? 0 : toMicroUsd(state.costUsd),
  };
}

/** Nothing of a run starts before calls that are just being aborted have ended. */
export async function settleQueue(tx: Tx, runId: string, now: Date, settleMs: number): Promise<void> {
  await tx.query({
    name: 'settle_queue',
    text: `WITH q AS (
        UPDATE ready_tasks SET ready_at = greatest(ready_at, $2::timestamptz + $3::int * interval '1 millisecond') WHERE run_id = $1 RETURNING node, ready_at
      )
      UPDATE tasks t SET ready_at = q.ready_at FROM q WHERE t.run_id = $1 AND t.node = q.node`,
    values: [runId, now, settleMs],
  });
}

/** A conversation as far as it counts. */
export interface Talk {
  node: number;
  conversation: number;
  turns: number;
}

/** Its number as it goes on; `redo`: what the tools of its last turn wrote does not count, so they run again. */
export interface TalkCopy extends Talk {
  as: number;
  redo: boolean;
}

// Artifacts carry the time of the turn whose tools wrote them: after it was stored, and before the next.
const FIND_COPIES = `
WITH m AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($2::jsonb) AS m(node integer, conversation integer, turns integer)),
t AS MATERIALIZED (
  SELECT m.*, c.finished_at AS said_at, n.finished_at AS next_at FROM m
  JOIN turns c ON c.run_id = $1 AND c.node = m.node AND c.conversation = m.conversation AND c.turn = m.turns
  LEFT JOIN turns n ON n.run_id = $1 AND n.node = m.node AND n.conversation = m.conversation AND n.turn = m.turns + 1
), lost AS MATERIALIZED (
  SELECT DISTINCT t.node FROM t JOIN artifacts a ON a.run_id = $1 AND a.node = t.node AND a.created_at >= t.said_at AND a.created_at <= coalesce(t.next_at, 'infinity')
  WHERE NOT a.id = ANY ($3::uuid[])
)
SELECT t.node, t.conversation, t.turns, (SELECT max(c.conversation) + 1 FROM conversations c WHERE c.run_id = $1 AND c.node = t.node) AS "as",
  l.node IS NOT NULL AS redo, t.next_at IS NOT NULL AS more
FROM t LEFT JOIN lost l ON l.node = t.node ORDER BY t.node`;

/** Of conversations that go on: which went further than `turns`, or wrote what is not among `artifacts`. */
export async function findTalkCopies(
  tx: Tx,
  runId: string,
  talks: readonly Talk[],
  artifacts: readonly string[],
): Promise<(TalkCopy & { more: boolean })[]> {
  if (talks.length === 0) return [];
  return tx.query<TalkCopy & { more: boolean }>({ text: FIND_COPIES, values: [runId, JSON.stringify(talks), artifacts] });
}

const COPY_TALKS = `
WITH m AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($3::jsonb) AS m(node integer, conversation integer, turns integer, "as" integer, redo boolean)),
c AS (
  INSERT INTO conversations (run_id, node, conversation, system, "user", created_at)
  SELECT $2, c.node, m."as", c.system, c."user", c.created_at FROM m JOIN conversations c ON c.run_id = $1 AND c.node = m.node AND c.conversation = m.conversation
), t AS (
  INSERT INTO turns (run_id, node, conversation, turn, attempt, epoch, model, text, refusal, finish_reason, input_tokens, output_tokens,
    cost_micro, priced, feedback, started_at, finished_at, endpoint, fallback, inherited)
  SELECT $2, t.node, m."as", t.turn, t.attempt, coalesce($4::int, t.epoch), t.model, t.text, t.refusal, t.finish_reason, t.input_tokens, t.output_tokens,
    0, t.priced, t.feedback, t.started_at, t.finished_at, t.endpoint, t.fallback, true
  FROM m JOIN turns t ON t.run_id = $1 AND t.node = m.node AND t.conversation = m.conversation AND t.turn <= m.turns
)
INSERT INTO tool_calls (run_id, node, conversation, turn, index, call_id, name, arguments, status, result, approved, amended)
SELECT $2, c.node, m."as", c.turn, c.index, c.call_id, c.name, c.arguments, CASE WHEN again.it THEN 'requested' ELSE c.status END,
  CASE WHEN NOT again.it THEN c.result END, c.approved AND ($1::uuid = $2::uuid OR c.status <> 'requested'),
  CASE WHEN $1::uuid = $2::uuid OR c.status <> 'requested' THEN c.amended END
FROM m JOIN tool_calls c ON c.run_id = $1 AND c.node = m.node AND c.conversation = m.conversation AND c.turn <= m.turns
CROSS JOIN LATERAL (SELECT m.redo AND c.turn = m.turns AND c.name = ANY ($5::text[]) AS it) again`;

/**
 * Copies conversations as far as they count, within a run or into another. They were paid where they come from. What a person let
 * through in one run was not let through in another. `epoch`: given to the turns; null keeps theirs.
 */
export async function copyTalks(
  tx: Tx,
  runs: { from: string; to: string },
  copies: readonly TalkCopy[],
  { epoch, builtIn }: { epoch: number | null; builtIn: readonly string[] },
): Promise<void> {
  if (copies.length === 0) return;
  await tx.query({ text: COPY_TALKS, values: [runs.from, runs.to, JSON.stringify(copies), epoch, builtIn] });
}

/** Where to look for what a task has handed on as data. */
export interface HandedOn {
  node: number;
  /** Under which it SUCCEEDED; null: it goes on, and may have handed on with its last turn. */
  doneEpoch: number | null;
  epoch: number;
  conversation: number | null;
  turns: number | null;
}

/** Of table `m` of `HandedOn` and run $1: the epoch whose outputs count. */
export const OUTPUTS_THAT_COUNT = `
m AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($2::jsonb) AS m(node integer, "doneEpoch" integer, epoch integer, conversation integer, turns integer)
), counts AS MATERIALIZED (
  SELECT DISTINCT ON (o.node) o.node, o.epoch, o.outputs FROM m JOIN task_outputs o ON o.run_id = $1 AND o.node = m.node
  LEFT JOIN turns t ON t.run_id = $1 AND t.node = m.node AND t.conversation = m.conversation AND t.turn = m.turns
  WHERE CASE WHEN m."doneEpoch" IS NULL THEN o.epoch BETWEEN t.epoch AND m.epoch ELSE o.epoch <= m."doneEpoch" END
  ORDER BY o.node, o.epoch DESC
)`;

/** `past`: the epochs of the tasks as they were captured. */
export function handedOn(plan: ResumePlan, past: ReadonlyMap<number, number>): HandedOn[] {
  return plan.tasks.flatMap(({ spec, state }): HandedOn[] => {
    const { talk } = state;
    const epoch = past.get(spec.node) ?? 0;
    // What was set aside keeps what it had handed on before.
    const doneEpoch = state.doneEpoch ?? (state.status === 'SKIPPED' && state.resolved ? epoch : null);
    if (doneEpoch === null && talk === null) return [];
    return [{ node: spec.node, doneEpoch, epoch, conversation: talk?.conversation ?? null, turns: talk?.turns ?? null }];
  });
}
