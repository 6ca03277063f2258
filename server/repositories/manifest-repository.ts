import { fromMicroUsd } from '@/lib/contracts/common';
import type { RunEvent } from '@/lib/contracts/event';
import type { RunStatus } from '@/lib/contracts/run';
import { AppError } from '@/lib/errors';
import { assembleManifest, type FoundTask, talkAskOf, talkKey } from '@/server/core/checkpoint/assemble';
import type { KeptArtifact, Manifest } from '@/server/core/checkpoint/manifest';
import { budgetAt, unpricedAt } from '@/server/core/checkpoint/past';
import { stateAt } from '@/server/core/state-at';
import type { Tx } from '@/server/infra/db/tx';
import { readHeldTasks, type SpecJson, toSpec } from './held-task-repository';
import { readKnownTalks } from './known-talk-repository';
import type { RunMemory } from './run-memory';
import { readTalkHashes } from './talk-hash-repository';

interface RunRow {
  goal: string;
  supervision: string;
  definition_hash: string;
  review_plan: boolean;
  workflow_key: string | null;
  workflow_version: number | null;
  status: RunStatus;
  status_reason: string | null;
  planned: boolean;
  graph_version: number;
  last_seq: number;
  priority: number;
  spent_micro: number;
  budget_micro: number | null;
  state_at: Date;
}

const READ_RUN = `
SELECT r.goal, r.supervision, r.definition_hash, r.review_plan, r.workflow_key, r.workflow_version, h.status, h.status_reason, h.planned,
  h.graph_version, h.last_seq, h.priority, h.spent_micro, h.budget_micro,
  (SELECT e.at FROM run_events e WHERE e.run_id = r.id AND e.seq = h.last_seq) AS state_at
FROM runs r JOIN run_heads h ON h.run_id = r.id WHERE r.id = $1`;

async function readRunRow(tx: Tx, runId: string): Promise<RunRow> {
  const [row] = await tx.query<RunRow & Record<string, unknown>>({ name: 'manifest_run', text: READ_RUN, values: [runId] });
  if (!row) throw new AppError('not_found', 'There is no such run.');
  return row;
}

const staticFacts = (row: RunRow) => ({
  goal: row.goal,
  supervision: row.supervision,
  definitionHash: row.definition_hash,
  reviewPlan: row.review_plan,
  priority: row.priority,
  workflowKey: row.workflow_key,
  workflowVersion: row.workflow_version,
});

const ARTIFACT_COLUMNS = `id, node, name, type, version, sha256, bytes, metadata, created_at AS "createdAt"`;
type ArtifactRow = Omit<KeptArtifact, 'createdAt'> & { createdAt: Date };
const toKept = (row: ArtifactRow): KeptArtifact => ({ ...row, createdAt: row.createdAt.toISOString() });

/**
 * A run as it stands, from its rows. Several statements: in a REPEATABLE READ transaction, or under the head's lock.
 * @throws AppError not_found
 */
export async function readManifest(tx: Tx, runId: string, memory?: RunMemory): Promise<Manifest> {
  const [run, found, artifacts] = await Promise.all([
    readRunRow(tx, runId),
    readHeldTasks(tx, runId, { memory, outputs: true }),
    tx.query<ArtifactRow & Record<string, unknown>>({
      name: 'manifest_artifacts',
      text: `SELECT ${ARTIFACT_COLUMNS} FROM artifacts WHERE run_id = $1 AND current`,
      values: [runId],
    }),
  ]);
  const about = {
    runId,
    seq: run.last_seq,
    stateAt: run.state_at.toISOString(),
    run: {
      ...staticFacts(run),
      ...{ status: run.status, statusReason: run.status_reason, planned: run.planned, graphVersion: run.graph_version },
      spentUsd: fromMicroUsd(run.spent_micro),
      budgetUsd: run.budget_micro === null ? null : fromMicroUsd(run.budget_micro),
    },
  };
  return assembleManifest(about, found, artifacts.map(toKept), await hashesOf(tx, runId, found, memory));
}

async function hashesOf(tx: Tx, runId: string, found: readonly FoundTask[], memory?: RunMemory): Promise<Map<number, string>> {
  const asks = found.flatMap((task) => talkAskOf(task) ?? []);
  if (asks.length === 0) return new Map();
  const remembered = memory?.of(runId).talks;
  const hashes = await readTalkHashes(tx, runId, asks, remembered?.size ? remembered : await readKnownTalks(tx, runId));
  const talks = asks.flatMap((ask) => {
    const hash = hashes.get(ask.node);
    return hash === undefined ? [] : [[talkKey(ask), hash] as const];
  });
  memory?.keep(runId, { talks: new Map(talks) });
  return hashes;
}

// What holds until now comes last; of a node whose archive lacks it, the priority is that of now.
const SPECS_AT = `
SELECT DISTINCT ON (x.node) x.node, x.spec, coalesce((x.spec->>'priority')::int, t.priority::int, 0) AS priority FROM (
  SELECT h.node, h.until_seq, h.spec FROM task_spec_history h WHERE h.run_id = $1 AND h.until_seq >= $2
  UNION ALL SELECT s.node, 9223372036854775807, to_jsonb(s) FROM task_specs s WHERE s.run_id = $1
) x LEFT JOIN tasks t ON t.run_id = $1 AND t.node = x.node ORDER BY x.node, x.until_seq`;

const FIRST_BUDGET = `SELECT (after->>'budgetUsd')::float8 AS usd FROM audit_log
  WHERE target_kind = 'run' AND target_id = $1 AND action = 'run.create' LIMIT 1`;

/**
 * A run as it stood behind event `seq`, from its log and what is kept beside it. In a REPEATABLE READ transaction.
 * @throws AppError not_found, invalid_input (no such seq)
 */
export async function manifestAt(tx: Tx, runId: string, seq: number): Promise<Manifest> {
  const run = await readRunRow(tx, runId);
  if (seq < 1 || seq > run.last_seq) throw new AppError('invalid_input', `seq: the run's events are 1 to ${run.last_seq}`);
  // The drafts of a plan are long, and the fold needs none of them.
  const events = await tx.query<RunEvent & Record<string, unknown>>({
    name: 'manifest_events',
    text: `SELECT seq, type, at, actor, node, CASE WHEN type IN ('run.planned', 'run.replanned') THEN data - 'drafts' ELSE data END AS data
      FROM run_events WHERE run_id = $1 AND seq <= $2 ORDER BY seq`,
    values: [runId, seq],
  });
  const log = events.map((event) => ({ ...event, at: new Date(event.at).toISOString() })) as RunEvent[];
  const state = stateAt(log, seq);
  const specs = await tx.query<{ node: number; spec: SpecJson; priority: number }>({
    name: 'specs_at',
    text: SPECS_AT,
    values: [runId, seq],
  });
  const specOf = new Map(specs.map((row) => [row.node, toSpec(row.spec, row.priority)]));
  const outputs = await tx.query<{ node: number; epoch: number; outputs: Record<string, unknown> }>({
    name: 'manifest_outputs',
    text: 'SELECT node, epoch, outputs FROM task_outputs WHERE run_id = $1 ORDER BY node, epoch DESC',
    values: [runId],
  });
  const outputsOf = new Map<number, typeof outputs>();
  for (const row of outputs) outputsOf.set(row.node, [...(outputsOf.get(row.node) ?? []), row]);
  const costs = await unpricedCosts(tx, runId, log);
  const found = [...state.tasks].map(([node, { key, dependsOn: _dependsOn, ...task }]): FoundTask => {
    const spec = specOf.get(node);
    if (!spec) throw new AppError('internal', `How task "${key}" was specified at seq ${seq} is not known any more`);
    // A worker that was lost may have handed on under an epoch before the one that finished.
    const until = task.doneEpoch ?? (task.status === 'SKIPPED' && task.resolved ? task.epoch : Number.NEGATIVE_INFINITY);
    const handedOn = outputsOf.get(node)?.find((row) => row.epoch <= until);
    return {
      node,
      spec,
      state: { ...task, doneEpoch: handedOn?.epoch ?? null, costUsd: task.costUsd + (costs.get(node) ?? 0) },
      outputs: handedOn?.outputs ?? null,
    };
  });
  const artifacts = await tx.query<ArtifactRow & Record<string, unknown>>({
    name: 'manifest_artifacts_at',
    text: `SELECT ${ARTIFACT_COLUMNS} FROM artifacts WHERE run_id = $1 AND (node IS NULL OR id = ANY ($2::uuid[]))`,
    values: [runId, [...state.artifacts]],
  });
  const [first] = await tx.query<{ usd: number | null }>({ name: 'first_budget', text: FIRST_BUDGET, values: [runId] });
  const now = run.budget_micro === null ? null : fromMicroUsd(run.budget_micro);
  const about = {
    runId,
    seq,
    stateAt: log.at(-1)?.at ?? run.state_at.toISOString(),
    run: {
      ...staticFacts(run),
      ...{ status: state.status, statusReason: state.statusReason, planned: state.planned, graphVersion: state.graphVersion },
      spentUsd: state.spentUsd,
      budgetUsd: budgetAt(log, first ? first.usd : now),
    },
  };
  return assembleManifest(about, found, artifacts.map(toKept), await hashesOf(tx, runId, found));
}

/** A turn without a price costs its task what was assumed, whether or not there was a budget for it to count against. */
async function unpricedCosts(tx: Tx, runId: string, log: readonly RunEvent[]): Promise<Map<number, number>> {
  const turns = unpricedAt(log);
  if (turns.length === 0) return new Map();
  const rows = await tx.query<{ node: number; conversation: number; turn: number; cost_micro: number }>({
    name: 'unpriced_turns',
    text: 'SELECT node, conversation, turn, cost_micro FROM turns WHERE run_id = $1 AND NOT priced AND NOT inherited',
    values: [runId],
  });
  const costOf = new Map(rows.map((row) => [`${row.node}:${row.conversation}:${row.turn}`, fromMicroUsd(row.cost_micro)]));
  const sums = new Map<number, number>();
  for (const { node, conversation, turn, costUsd } of turns) {
    const cost = costOf.get(`${node}:${conversation}:${turn}`) ?? costUsd;
    sums.set(node, (sums.get(node) ?? 0) + cost - costUsd);
  }
  return sums;
}
