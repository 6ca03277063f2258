import { type ResumeCheckpoint, type Resumed, resumedSchema } from '@/lib/contracts/checkpoint';
import { AppError } from '@/lib/errors';
import { actorOf, auditActorOf, type Starter } from '@/server/core/access/caller';
import { isOverBudget } from '@/server/core/budget/budget';
import { decideResume, type ResumePlan, statusAfterResume } from '@/server/core/checkpoint/decide-resume';
import type { Manifest } from '@/server/core/checkpoint/manifest';
import { type PreparedResume, prepareResume, type ResumeAsk, taskEditsOf } from '@/server/core/checkpoint/prepare-resume';
import type { Ladder } from '@/server/core/ports/ladder';
import type { LiveBus } from '@/server/core/ports/live-bus';
import { mayClaim } from '@/server/core/run/head';
import { askAboutHeld } from '@/server/engine/ask-about-held';
import { askAgain } from '@/server/engine/ask-again';
import { catchUpVirtualTime } from '@/server/engine/catch-up';
import { FORK_EPOCH, insertFork } from '@/server/engine/fork';
import { refuseMasked } from '@/server/engine/refuse-masked';
import { applyRewind, findHappened, readPresent } from '@/server/engine/rewind';
import { lockHead } from '@/server/engine/run-gate';
import type { Tx } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { keepCheckpoint } from '@/server/repositories/checkpoint-repository';
import { claimKey, completeKey, findAnswer } from '@/server/repositories/idempotency-repository';
import { inSnapshot } from '@/server/repositories/in-snapshot';
import { readManifest } from '@/server/repositories/manifest-repository';
import { loadManifest } from '@/server/repositories/verify-repository';
import type { CheckpointDeps } from './deps';
import { editResumed, type ResumedEdit } from './edit-resumed';

export interface ResumeDeps extends CheckpointDeps {
  bus: LiveBus;
  /** COST_BLOCK_THRESHOLD: the part of the budget at which no new call starts. */
  blockThreshold: number;
  ladder: Ladder;
  /** Whether the standard tier's words come from the offline model just now. */
  offlineModel: boolean;
}

interface Resuming {
  checkpoint: { id: string; label: string };
  manifest: Manifest;
  ask: ResumeAsk;
  /** What the graph becomes besides; null: nothing. */
  operations: ResumeCheckpoint['edits'] | null;
  start: boolean;
  caller: Starter;
}
type Outcome = Resumed & { seq: number };

/**
 * Goes on from a checkpoint: in place, with the present kept as a checkpoint first, or as a run of its own that leaves the other alone.
 * The checkpoint is read and verified before any gate is passed.
 * @throws AppError not_found, invalid_input, conflict (damaged, or over the budget)
 */
export async function resumeCheckpoint(
  deps: ResumeDeps,
  input: ResumeCheckpoint,
  caller: Starter,
  idempotency: { key: string; bodyHash: string } | null,
): Promise<Resumed> {
  const call = idempotency && {
    principal: `${caller.kind}:${caller.id}`,
    route: 'POST /api/v1/checkpoints/{checkpointId}/resume',
    ...idempotency,
  };
  // A repeat answers the first result, whatever became of the checkpoint since.
  const repeated = call && (await findAnswer(deps.db, call));
  if (repeated) return resumedSchema.parse(repeated.response);
  const edits = taskEditsOf(input.edits);
  const ask = { edits: edits ?? [], allowIrreversible: input.allowIrreversible };
  const operations = edits === null ? input.edits : null;
  const resuming: Resuming = { ...(await loadSound(deps, input.checkpointId)), ask, operations, start: input.start, caller };
  await refuseMasked(deps.db, resuming.manifest.runId, input.edits, 'edits');
  const { seq, ...resumed } = await deps.db.transaction(async (tx): Promise<Resumed & { seq: number | null }> => {
    if (call) {
      const claim = await claimKey(tx, call);
      if (!claim.fresh) return { ...resumedSchema.parse(claim.response), seq: null };
    }
    const outcome = await (input.mode === 'fork' ? fork(deps, tx, resuming) : rewind(deps, tx, resuming));
    const { seq: _seq, ...response } = outcome;
    if (call) await completeKey(tx, { ...call, status: 200, response });
    return outcome;
  });
  if (seq !== null) {
    deps.bus.publish({ kind: 'run', runId: resumed.runId, seq, ...(input.mode === 'rewind' ? { control: true } : {}) });
    deps.bus.publish({ kind: 'ready' });
  }
  return resumed;
}

/** What a checkpoint holds, read and verified as of one moment. */
async function loadSound(deps: ResumeDeps, checkpointId: string): Promise<Pick<Resuming, 'checkpoint' | 'manifest'>> {
  const loaded = await inSnapshot(deps.db, (tx) => loadManifest(tx, checkpointId));
  if (!loaded) throw new AppError('not_found', 'There is no such checkpoint.');
  if (loaded.fault !== null) throw new AppError('conflict', `The checkpoint is damaged and cannot be resumed: ${loaded.fault}.`);
  return { checkpoint: loaded.row, manifest: loaded.manifest };
}

async function rewind(deps: ResumeDeps, tx: Tx, resuming: Resuming): Promise<Outcome> {
  const { checkpoint, manifest, ask, operations, start, caller } = resuming;
  const { runId } = manifest;
  const { head, now } = await lockHead(tx, runId);
  const present = await readPresent(tx, runId);
  const nodesThat = (is: 'running' | 'irreversible') => new Set(present.tasks.filter((task) => task[is]).map(({ node }) => node));
  const prepared = prepareResume(manifest, ask, nodesThat('irreversible'));
  const epochs = [...present.tasks.map(({ epoch }) => epoch), ...manifest.tasks.map(({ state }) => state.epoch)];
  const standing = new Set(manifest.tasks.flatMap(({ node, state }) => (state.removed ? [] : [node])));
  const holds = present.holds.filter(({ node, seq }) => seq <= manifest.seq && standing.has(node));
  const plan = decideResume(manifest, prepared, {
    epoch: 1 + epochs.reduce((most, epoch) => Math.max(most, epoch), present.epochBase),
    happened: await findHappened(tx, runId, named(manifest, prepared)),
    running: nodesThat('running'),
    holds: new Set(holds.map(({ node }) => node)),
  });
  const goesOn =
    operations !== null || statusAfterResume(manifest.run, { ...plan.counts, holds: holds.length }, start).status !== 'SUCCEEDED';
  if (start && goesOn && isOverBudget(head, deps.blockThreshold)) {
    throw new AppError('conflict', 'The run has reached its budget. Raise the budget first, or resume with `start: false`.');
  }
  const kept = await keepCheckpoint(tx, await readManifest(tx, runId), {
    label: `Before the rewind to "${checkpoint.label}"`.slice(0, 200),
    kind: 'rewind',
    createdBy: actorOf(caller),
    compress: deps.compress,
  });
  const keptAs = kept.id;
  const actor = actorOf(caller);
  const rewound = await applyRewind(tx, head, now, {
    manifest,
    plan,
    changes: prepared.changes,
    checkpointId: checkpoint.id,
    keptAs,
    holds,
    start,
    edited: operations !== null,
    actor,
  });
  const stands = operations ? await editResumed(tx, runId, editOf(resuming, operations, nodesThat('running').size > 0)) : rewound;
  const asking = { actor, now, policy: deps.ladder.current() };
  const saved = await askAboutHeld(tx, await askAgain(tx, stands, asking), asking);
  if (!mayClaim(head.status) && mayClaim(saved.status)) await catchUpVirtualTime(tx, runId);
  await appendAudit(tx, auditActorOf(caller), {
    action: 'run.rewind',
    target: { kind: 'run', id: runId },
    before: { status: head.status, seq: head.lastSeq, keptAs },
    after: { status: saved.status, toSeq: manifest.seq, ...auditOf(resuming, prepared, plan) },
  });
  return { runId, status: saved.status, held: keysOf(manifest, plan.held), keptAs, seq: saved.lastSeq };
}

async function fork(deps: ResumeDeps, tx: Tx, resuming: Resuming): Promise<Outcome> {
  const { checkpoint, manifest, ask, operations, start, caller } = resuming;
  const prepared = prepareResume(manifest, ask);
  const happened = await findHappened(tx, manifest.runId, named(manifest, prepared));
  const plan = decideResume(manifest, prepared, { epoch: FORK_EPOCH, happened, running: new Set() });
  const forked = await insertFork(tx, {
    ...{ manifest, plan, changes: prepared.changes, checkpointId: checkpoint.id, start, actor: actorOf(caller) },
    ...{ edited: operations !== null, offlineModel: deps.offlineModel, policy: deps.ladder.current() },
  });
  const stands = operations ? await editResumed(tx, forked.runId, editOf(resuming, operations, false)) : forked;
  const { now } = await lockHead(tx, forked.runId);
  const saved = await askAboutHeld(tx, stands, { actor: actorOf(caller), now, policy: deps.ladder.current() });
  await appendAudit(tx, auditActorOf(caller), {
    action: 'run.fork',
    target: { kind: 'run', id: saved.runId, name: manifest.run.goal.slice(0, 200) },
    after: { status: saved.status, from: manifest.runId, seq: manifest.seq, ...auditOf(resuming, prepared, plan) },
  });
  return { runId: saved.runId, status: saved.status, held: keysOf(manifest, plan.held), keptAs: null, seq: saved.lastSeq };
}

function keysOf(manifest: Manifest, nodes: readonly number[]): string[] {
  const wanted = new Set(nodes);
  return manifest.tasks.flatMap(({ node, spec }) => (wanted.has(node) ? [spec.key] : []));
}

function named(manifest: Manifest, { irreversible }: PreparedResume): { node: number; key: string }[] {
  const wanted = new Set(irreversible);
  return manifest.tasks.flatMap(({ node, spec }) => (wanted.has(node) ? [{ node, key: spec.key }] : []));
}

const editOf = (
  { checkpoint, manifest, ask, start, caller }: Resuming,
  operations: ResumeCheckpoint['edits'],
  aborts: boolean,
): ResumedEdit => ({
  ...{ operations, checkpoint, run: manifest.run, start, aborts },
  ...{ allowIrreversible: ask.allowIrreversible, actor: actorOf(caller) },
});

function auditOf({ checkpoint, manifest, ask, operations }: Resuming, { changes }: PreparedResume, plan: ResumePlan) {
  const held = keysOf(manifest, plan.held);
  return { checkpointId: checkpoint.id, changes, held, allowIrreversible: ask.allowIrreversible, ...(operations ? { operations } : {}) };
}
