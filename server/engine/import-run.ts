import { toMicroUsd } from '@/lib/contracts/common';
import { TOOL_NAMES } from '@/server/core/agent/tool-definitions';
import { decideResume, type ResumePlan } from '@/server/core/checkpoint/decide-resume';
import type { FiledTalk } from '@/server/core/checkpoint/file';
import type { Manifest } from '@/server/core/checkpoint/manifest';
import { prepareResume } from '@/server/core/checkpoint/prepare-resume';
import type { RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { insertContent, insertFiledArtifacts } from '@/server/repositories/checkpoint-content-repository';
import { insertFiledTalk } from '@/server/repositories/filed-talk-repository';
import { FORK_EPOCH, openInTheMiddle } from './fork';
import { placeTasks, replaceSpecs } from './resume-rows';

export interface ImportedRun {
  manifest: Manifest;
  talks: readonly FiledTalk[];
  /** By their SHA-256, which was computed and not believed. */
  contents: ReadonlyMap<string, string>;
  /** Of the checkpoint that is about to be kept of it. */
  checkpointId: string;
  definitionHash: string;
  offlineModel: boolean;
  actor: string;
}

const INSERT = `
WITH r AS MATERIALIZED (SELECT signalbox_uuid7() AS id, signalbox_now() AS now),
run AS (
  INSERT INTO runs (id, goal, created_by, created_at, supervision, planner, offline_model, definition_hash, review_plan)
  SELECT r.id, $1, $2, r.now, $3, $4::boolean, $5::boolean, $6, $7::boolean FROM r
)
INSERT INTO run_heads (run_id, status, planned, graph_version, last_seq, priority, virtual_time,
  total, pending, ready, running, waiting, succeeded, failed, skipped, cancelled, budget_micro)
SELECT r.id, 'PAUSED', $8::boolean, 0, 0, $9::int, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, $10::bigint FROM r
RETURNING run_id AS id, signalbox_now() AS now`;

/**
 * Writes a run that goes on from a file: PAUSED, unless nothing of it is left to do. What was done has cost it nothing; what cannot be
 * undone and had begun waits for a person's word.
 */
export async function insertImportedRun(tx: Tx, imported: ImportedRun): Promise<RunHead> {
  const { manifest, actor } = imported;
  const { run, tasks } = manifest;
  const prepared = prepareResume(manifest, { edits: [], allowIrreversible: [] });
  const plan = decideResume(manifest, prepared, { epoch: FORK_EPOCH, happened: new Set(), running: new Set() });
  const planner = tasks.some(({ spec }) => spec.role === 'planner');
  const budgetMicroUsd = run.budgetUsd === null ? null : toMicroUsd(run.budgetUsd);
  const [row] = await tx.query<{ id: string; now: Date }>({
    text: INSERT,
    values: [
      ...[run.goal, actor, run.supervision, planner, imported.offlineModel, imported.definitionHash, run.reviewPlan],
      ...[run.planned, run.priority, budgetMicroUsd],
    ],
  });
  if (!row) throw new Error('the run was not written');
  const { id: runId, now } = row;
  await replaceSpecs(tx, runId, plan, 0);
  for (const [sha256, content] of imported.contents) await insertContent(tx, sha256, content);
  const dropped = new Set(plan.dropped);
  const artifacts = await insertFiledArtifacts(
    tx,
    runId,
    manifest.artifacts.map((artifact) => ({ ...artifact, counts: !dropped.has(artifact.id) })),
  );
  for (const { node, outputs, state } of tasks) {
    if (outputs === null || (state.status !== 'SUCCEEDED' && state.status !== 'SKIPPED')) continue;
    await tx.query({
      text: 'INSERT INTO task_outputs (run_id, node, epoch, outputs) VALUES ($1, $2, $3, $4::jsonb)',
      values: [runId, node, FORK_EPOCH, JSON.stringify(outputs)],
    });
  }
  await bringTalks(tx, runId, plan, imported.talks);
  await placeTasks(tx, runId, { plan, talks: new Map(), now, settleMs: 0, free: true });
  const opening = { manifest, plan, changes: [], checkpointId: imported.checkpointId, start: false, edited: false, actor };
  return openInTheMiddle(tx, opening, { runId, now, parentRunId: null, artifacts, budgetMicroUsd });
}

/** The tools of a last turn run again where its task goes on, as far as they are ours: what they wrote later is not in the file. */
async function bringTalks(tx: Tx, runId: string, plan: ResumePlan, talks: readonly FiledTalk[]): Promise<void> {
  const builtIn = new Set<string>(TOOL_NAMES);
  const stateOf = new Map(plan.tasks.map(({ spec, state }) => [spec.node, state]));
  for (const talk of talks) {
    const state = stateOf.get(talk.node);
    if (!state?.talk) continue;
    const goesOn = state.status === 'PENDING' || state.status === 'READY';
    const turns = talk.turns.map((turn, at) => ({
      ...turn,
      calls:
        goesOn && at === talk.turns.length - 1
          ? turn.calls.map((call) => (builtIn.has(call.name) ? { ...call, status: 'requested' as const, result: null } : call))
          : turn.calls,
    }));
    await insertFiledTalk(tx, runId, { ...talk, turns }, FORK_EPOCH);
  }
}
