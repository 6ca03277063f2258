import { toMicroUsd } from '@/lib/contracts/common';
import type { InheritedNode, SpecChange } from '@/lib/contracts/event';
import { AppError } from '@/lib/errors';
import { TOOL_NAMES } from '@/server/core/agent/tool-definitions';
import { type ResumePlan, statusAfterResume } from '@/server/core/checkpoint/decide-resume';
import type { KeptArtifact, Manifest } from '@/server/core/checkpoint/manifest';
import type { LadderPolicy } from '@/server/core/escalation/policy';
import type { NewEvent, RunHead } from '@/server/core/run/head';
import { graphNodeOf } from '@/server/core/task/spec';
import type { Tx } from '@/server/infra/db/tx';
import { type HeldThen, readHeldThen } from '@/server/repositories/fork-questions-repository';
import { copyHeldWords } from '@/server/repositories/quarantine-repository';
import { askInFork } from './ask-in-fork';
import { copyTalks, findTalkCopies, handedOn, OUTPUTS_THAT_COUNT, placeTasks, replaceSpecs, type Talk } from './resume-rows';
import { saveHead } from './run-gate';

/** Of every task that a fork begins with: what it inherits was done under it. */
export const FORK_EPOCH = 1;

// A run that retention is just deleting waits, or is gone.
const HOLD_PARENT = 'SELECT run_id FROM run_heads WHERE run_id = $1 FOR KEY SHARE';

// Version 0 until the tasks are there: with the version the row of the list is written again.
const INSERT_FORK = `
WITH r AS MATERIALIZED (SELECT signalbox_uuid7() AS id, signalbox_now() AS now),
run AS (
  INSERT INTO runs (id, goal, created_by, created_at, supervision, planner, offline_model, definition_hash, review_plan, workflow_key, workflow_version,
    forked_from, forked_checkpoint, forked_seq, checkpoint_seconds)
  SELECT r.id, $2, $3, r.now, $4, $5::boolean, $6::boolean, $7, $8::boolean, $9, $10::int, p.id, $11::uuid, $12::bigint, p.checkpoint_seconds
  FROM r LEFT JOIN runs p ON p.id = $1
)
INSERT INTO run_heads (run_id, status, planned, graph_version, last_seq, priority, virtual_time,
  total, pending, ready, running, waiting, succeeded, failed, skipped, cancelled, budget_micro)
SELECT r.id, 'PLANNING', $13::boolean, 0, 0, $14::int,
  coalesce((SELECT min(h.virtual_time) FROM run_heads h WHERE h.status IN ('RUNNING', 'PLANNING') AND h.priority = $14 AND h.ready + h.running > 0), 0),
  0, 0, 0, 0, 0, 0, 0, 0, 0, coalesce((SELECT h.budget_micro FROM run_heads h WHERE h.run_id = $1), $15::bigint) FROM r
RETURNING run_id AS id, signalbox_now() AS now, budget_micro`;

// What a held task left when it happened comes along, without counting: a person may say that it stands.
const COPY_ARTIFACTS = `
WITH m AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($3::jsonb) AS m(ord integer, node integer, name text, type text, version integer, sha256 text, bytes integer,
    metadata jsonb, "createdAt" timestamptz, counts boolean)
), a AS (
  INSERT INTO artifacts (id, run_id, node, name, type, version, sha256, bytes, metadata, created_at, current, quarantine)
  SELECT signalbox_uuid7(), $2, m.node, m.name, m.type, m.version, m.sha256, m.bytes, m.metadata, m."createdAt", m.counts,
    (SELECT o.quarantine FROM artifacts o WHERE o.run_id = $1 AND o.name = m.name AND o.version = m.version) FROM m ORDER BY m.ord
  RETURNING id, node, current
), h AS (
  INSERT INTO artifacts (id, run_id, node, name, type, version, sha256, bytes, metadata, created_at, current, quarantine)
  SELECT signalbox_uuid7(), $2, a.node, a.name, a.type, a.version, a.sha256, a.bytes, a.metadata, a.created_at, false, a.quarantine
  FROM artifacts a WHERE a.run_id = $1 AND a.node = ANY ($4::int[]) AND NOT EXISTS (SELECT FROM m WHERE m.name = a.name AND m.version = a.version)
)
SELECT id FROM a WHERE node IS NOT NULL AND current ORDER BY id`;

const COPY_OUTPUTS = `
WITH ${OUTPUTS_THAT_COUNT}
INSERT INTO task_outputs (run_id, node, epoch, outputs) SELECT $3, c.node, $4, c.outputs FROM counts c`;

const COPY_HELD_OUTPUTS = `
INSERT INTO task_outputs (run_id, node, epoch, outputs, current)
SELECT DISTINCT ON (o.node) $2::uuid, o.node, 0, o.outputs, false FROM task_outputs o WHERE o.run_id = $1 AND o.node = ANY ($3::int[]) ORDER BY o.node, o.epoch DESC`;

export interface Fork {
  manifest: Manifest;
  plan: ResumePlan;
  changes: SpecChange[];
  checkpointId: string;
  start: boolean;
  /** An edit follows in the same transaction: how the run goes on is decided behind it. */
  edited: boolean;
  actor: string;
  offlineModel: boolean;
  policy: LadderPolicy;
}

/**
 * Writes a run that goes on from a checkpoint of another, which is left as it is: graph, what was done by then, what was said and what
 * was made are its own, and have cost it nothing. @throws AppError not_found, conflict (something of it is gone)
 */
export async function insertFork(tx: Tx, fork: Fork): Promise<RunHead> {
  const { manifest, plan, actor } = fork;
  const parent = manifest.runId;
  const { run } = manifest;
  const [standing] = await tx.query({ text: HOLD_PARENT, values: [parent] });
  if (!standing) throw new AppError('not_found', 'The run of this checkpoint is not there any more.');
  await holdContents(tx, manifest.artifacts);
  const planner = manifest.tasks.some(({ spec }) => spec.role === 'planner');
  const [row] = await tx.query<{ id: string; now: Date; budget_micro: number | null }>({
    text: INSERT_FORK,
    values: [
      ...[parent, run.goal, actor, run.supervision, planner, fork.offlineModel, run.definitionHash, run.reviewPlan],
      ...[run.workflowKey, run.workflowVersion, fork.checkpointId, manifest.seq, run.planned, run.priority],
      run.budgetUsd === null ? null : toMicroUsd(run.budgetUsd),
    ],
  });
  if (!row) throw new AppError('internal', 'the fork was not written');
  const { id: runId, now } = row;
  await replaceSpecs(tx, runId, plan, 0);
  const artifacts = await copyArtifacts(tx, runId, manifest, plan);
  await copyHeldWords(tx, parent, runId);
  const past = new Map(manifest.tasks.map(({ node, state }) => [node, state.epoch]));
  await tx.query({ text: COPY_OUTPUTS, values: [parent, JSON.stringify(handedOn(plan, past)), runId, FORK_EPOCH] });
  if (plan.held.length > 0) await tx.query({ text: COPY_HELD_OUTPUTS, values: [parent, runId, plan.held] });
  await bringTalks(tx, runId, manifest, plan);
  await placeTasks(tx, runId, { plan, talks: new Map(), now, settleMs: 0, free: true });
  const held = heldIn(plan, await readHeldThen(tx, parent, manifest.seq));
  const holds = held.flatMap(({ nodes }) => nodes).length;
  const opened = await openInTheMiddle(tx, fork, { parentRunId: parent, runId, now, budgetMicroUsd: row.budget_micro, artifacts, holds });
  return askInFork(tx, opened, { parentRunId: parent, held }, { actor, now, policy: fork.policy });
}

/** What is there no more, or fell, leads nowhere: nothing waits for it. */
function heldIn(plan: ResumePlan, held: readonly HeldThen[]): HeldThen[] {
  const stands = new Set(
    plan.tasks.flatMap(({ spec, state }) => (state.removed || (state.status === 'SKIPPED' && !state.resolved) ? [] : [spec.node])),
  );
  return held.flatMap(({ asked, nodes }) => {
    const left = nodes.filter((node) => stands.has(node));
    return left.length > 0 ? [{ asked, nodes: left }] : [];
  });
}

/** Contents that nobody names any more may be deleted at any moment, unless somebody asks for them. */
async function holdContents(tx: Tx, artifacts: readonly KeptArtifact[]): Promise<void> {
  const hashes = [...new Set(artifacts.map(({ sha256 }) => sha256))].sort();
  const rows = await tx.query({
    text: 'UPDATE artifact_contents SET used_at = signalbox_now() WHERE sha256 = ANY ($1) RETURNING sha256',
    values: [hashes],
  });
  if (rows.length < hashes.length) throw new AppError('conflict', 'The checkpoint is damaged: the content of an artifact is gone.');
}

async function copyArtifacts(tx: Tx, runId: string, manifest: Manifest, plan: ResumePlan): Promise<string[]> {
  const dropped = new Set(plan.dropped);
  const held = new Set(plan.held);
  const rows = manifest.artifacts.flatMap((artifact, ord) => {
    const counts = !dropped.has(artifact.id);
    return counts || (artifact.node !== null && held.has(artifact.node)) ? [{ ...artifact, ord, counts }] : [];
  });
  const copied = await tx.query<{ id: string }>({ text: COPY_ARTIFACTS, values: [manifest.runId, runId, JSON.stringify(rows), plan.held] });
  return copied.map(({ id }) => id);
}

async function bringTalks(tx: Tx, runId: string, manifest: Manifest, plan: ResumePlan): Promise<void> {
  const talks = plan.tasks.flatMap(({ spec, state }): (Talk & { goesOn: boolean })[] =>
    state.talk ? [{ node: spec.node, ...state.talk, goesOn: state.status === 'PENDING' || state.status === 'READY' }] : [],
  );
  const found = await findTalkCopies(
    tx,
    manifest.runId,
    talks.filter(({ goesOn }) => goesOn),
    manifest.artifacts.map(({ id }) => id),
  );
  const again = new Set(found.filter(({ redo }) => redo).map(({ node }) => node));
  const copies = talks.map(({ node, conversation, turns }) => ({ node, conversation, turns, as: conversation, redo: again.has(node) }));
  await copyTalks(tx, { from: manifest.runId, to: runId }, copies, { epoch: FORK_EPOCH, builtIn: TOOL_NAMES });
}

interface Opening {
  manifest: Manifest;
  plan: ResumePlan;
  changes: SpecChange[];
  checkpointId: string;
  start: boolean;
  edited: boolean;
  actor: string;
}

/** A graph that is edited has been planned. */
const GOES_ON = { status: 'RUNNING', statusReason: null } as const;

/** The head and the first events of a run that begins in the middle: of another run, or of a file (`parentRunId` null). */
export async function openInTheMiddle(
  tx: Tx,
  { manifest, plan, changes, checkpointId, start, edited, actor }: Opening,
  fresh: { runId: string; now: Date; parentRunId: string | null; budgetMicroUsd: number | null; artifacts: string[]; holds?: number },
): Promise<RunHead> {
  const { run, seq: parentSeq } = manifest;
  const { status, statusReason } = edited ? GOES_ON : statusAfterResume(run, { ...plan.counts, holds: fresh.holds }, start);
  const inputs = manifest.artifacts.filter(({ node }) => node === null).length;
  const events: NewEvent[] = [
    {
      type: 'run.forked',
      data: {
        ...{ parentRunId: fresh.parentRunId, parentSeq, checkpointId, goal: run.goal.slice(0, 500), planned: run.planned },
        ...{ version: 1, inputs, artifacts: fresh.artifacts, tasks: plan.tasks.map(inheritedNode), changes },
      },
    },
  ];
  if (status === 'PAUSED') events.push({ type: 'run.paused', data: { reason: statusReason } });
  if (status === 'SUCCEEDED') events.push({ type: 'run.succeeded', data: {} });
  const head: RunHead = {
    ...{ runId: fresh.runId, status, statusReason, planned: run.planned, graphVersion: 1, lastSeq: 0, counts: plan.counts },
    ...{ spentMicroUsd: 0, budgetMicroUsd: fresh.budgetMicroUsd, unpricedCalls: 0, holds: 0 },
  };
  return saveHead(tx, head, { patch: {}, events, actor, now: fresh.now });
}

function inheritedNode({ spec, state }: ResumePlan['tasks'][number]): InheritedNode {
  const { attempt, epoch, resolved, talk, startedAt, finishedAt, chosen, removed, invalidated } = state;
  return {
    ...graphNodeOf(spec),
    ...{ status: inheritedStatus(state), attempt, epoch, resolved, talk, startedAt, finishedAt },
    ...(chosen === null ? {} : { chosen }),
    ...(removed ? { removed } : {}),
    ...(invalidated ? { invalidated } : {}),
  };
}

/** READY follows from the edges. */
function inheritedStatus({ status, removed }: ResumePlan['tasks'][number]['state']): InheritedNode['status'] {
  if (removed) return 'CANCELLED';
  return status === 'SUCCEEDED' || status === 'SKIPPED' || status === 'WAITING' ? status : 'PENDING';
}
