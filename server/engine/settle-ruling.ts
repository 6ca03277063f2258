import type { Judgement } from '@/lib/contracts/event';
import { assertNever } from '@/lib/errors';
import { DEFAULT_POLICY, type LadderPolicy } from '@/server/core/escalation/policy';
import type { ClaimedTask, Ruling } from '@/server/core/ports/task-runner';
import { type Judge, outputsOf, type RulingStep, stepAfterRuling } from '@/server/core/ruling/decide-ruling';
import { afterCounts, type HeadPatch, moveCount, type NewEvent, type RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { readEvidenceArtifacts } from '@/server/repositories/escalation-repository';
import { insertGateVerdict } from '@/server/repositories/gate-verdict-repository';
import { readJudge } from '@/server/repositories/judge-repository';
import { writeOutputs } from '@/server/repositories/outputs-repository';
import { readGateNeighbours } from './gate-neighbours';
import { voidHolds } from './hold-dependents';
import { openEscalation } from './open-escalation';
import { releaseDependents } from './release-dependents';
import { lockHeadIfAny, saveHead } from './run-gate';
import { writeSendBack } from './send-back';
import type { HeadFact } from './tick';
import { writeDeadLetter } from './write-dead-letter';

/** A task that has judged, or that a person has judged about. */
export interface RuledTask {
  node: number;
  epoch: number;
  attempt: number;
  status: 'RUNNING' | 'WAITING';
  workerId: string | null;
}

/** What a step changes; its events follow the given seq. */
export interface Followed {
  patch: HeadPatch;
  events: NewEvent[];
}

/** What has to be known to write a step: `seq` is that of its first event. */
export interface StepPlace {
  judge: Judge;
  seq: number;
  now: Date;
  policy: LadderPolicy;
}

/**
 * What an execution of a gate or branch came to. Load → decide → save under the run's gate, in one transaction with whatever falls or goes
 * on by it. Null: the execution is not the owner of the task any more; nothing was written.
 */
export async function settleRuling(
  tx: Tx,
  task: ClaimedTask,
  ruling: Ruling,
  actor: string,
  policy: LadderPolicy = DEFAULT_POLICY,
): Promise<HeadFact | null> {
  const locked = await lockHeadIfAny(tx, task.runId);
  if (!locked) return null;
  const { head, now } = locked;
  const [row] = await tx.query<RuledTask & Record<string, unknown>>({
    name: 'ruling_load',
    text: `SELECT node, epoch, attempt, status, worker_id AS "workerId" FROM tasks WHERE run_id = $1 AND node = $2 AND epoch = $3 AND status = 'RUNNING'`,
    values: [task.runId, task.node, task.epoch],
  });
  const judge = row && (await readJudge(tx, task.runId, task.node));
  if (!row || !judge) return null;
  const around = judge.kind === 'gate' ? { node: task.node, tasks: await readGateNeighbours(tx, task.runId, task.node) } : null;
  const step = stepAfterRuling(judge, ruling, around);
  const { patch, events } = await takeStep(tx, head, row, step, { judge, seq: head.lastSeq + 1, now, policy });
  const saved = await saveHead(tx, head, { patch, events, actor, now });
  return { runId: saved.runId, seq: saved.lastSeq, status: saved.status };
}

/** The one place where a gate or branch goes on, whoever has spoken: a condition, a model or a person. Under the run's gate. */
export async function takeStep(tx: Tx, head: RunHead, task: RuledTask, step: RulingStep, place: StepPlace): Promise<Followed> {
  await countVerdict(tx, head.runId, task, step, place);
  switch (step.kind) {
    case 'settled':
      return open(tx, head, task, step.judgement, place);
    case 'waits':
      return wait(tx, head, task, step, place);
    case 'refused':
      return refuse(tx, head, task, step, place);
    case 'sent_back':
      return writeSendBack(tx, head, task.node, step.decision, place.now);
    default:
      return assertNever(step);
  }
}

/** Whoever gave it; one that came too late to matter is none. */
async function countVerdict(tx: Tx, runId: string, { node, epoch }: RuledTask, step: RulingStep, { judge, now }: StepPlace): Promise<void> {
  const isVoid = step.kind === 'sent_back' && step.decision.event.authors.length === 0;
  if (judge.kind !== 'gate' || !judge.gate || !step.judgement || isVoid) return;
  const { result, findings } = step.judgement;
  // A verdict that waits for a person because its condition cannot be decided is the person's to give.
  if (step.kind === 'waits' && result) return;
  const verdict = result ? 'pass' : 'fail';
  const row = { runId, node, epoch, type: judge.gate.type, verdict, round: judge.rounds, findings: findings.length } as const;
  await insertGateVerdict(tx, { ...row, now });
}

// A person's word ends an attempt that has no worker any more.
const END = `
WITH t AS (
  UPDATE tasks SET status = $4::task_status, chosen = $5::boolean, worker_id = NULL, waiting_for = NULL, ready_at = NULL, finished_at = $6::timestamptz
  WHERE run_id = $1 AND node = $2 AND epoch = $3 AND status IN ('RUNNING', 'WAITING') RETURNING attempt, started_at
)
INSERT INTO attempts (run_id, node, epoch, attempt, worker_id, started_at, finished_at, outcome, failure)
SELECT $1, $2, $3, t.attempt, $7::uuid, t.started_at, $6::timestamptz, $8::text, $9::jsonb FROM t`;

function end(tx: Tx, head: RunHead, task: RuledTask, as: { status: string; chosen: boolean | null; failure: unknown; now: Date }) {
  const outcome = as.status === 'FAILED' ? 'failed' : 'succeeded';
  const values = [head.runId, task.node, task.epoch, as.status, as.chosen, as.now, task.workerId, outcome];
  return tx.query({ name: 'ruling_end', text: END, values: [...values, as.failure === null ? null : JSON.stringify(as.failure)] });
}

async function open(tx: Tx, head: RunHead, task: RuledTask, judgement: Judgement, { judge, seq, now }: StepPlace): Promise<Followed> {
  const { runId } = head;
  const { node, epoch, attempt } = task;
  const chosen = judge.kind === 'branch' ? judgement.result : null;
  await end(tx, head, task, { status: 'SUCCEEDED', chosen, failure: null, now });
  await writeOutputs(tx, { runId, node, epoch, attempt }, outputsOf(judge, judgement));
  const counts = moveCount(head.counts, task.status, 'SUCCEEDED');
  const released = await releaseDependents(tx, runId, [node], { counts, now });
  const held =
    released.skipped.length > 0 ? await voidHolds(tx, { ...head, counts: released.counts }, released.skipped, { seq, now }) : null;
  const after = afterCounts({ ...head, ...held }, held?.counts ?? released.counts);
  const skipped = released.skipped.length > 0 ? { skipped: released.skipped } : {};
  return {
    patch: { ...held, ...after.patch },
    events: [{ type: 'task.succeeded', node, data: { attempt, epoch, judgement, ...skipped } }, ...after.events],
  };
}

async function wait(
  tx: Tx,
  head: RunHead,
  task: RuledTask,
  { judgement, question }: Extract<RulingStep, { kind: 'waits' }>,
  { judge, seq, now, policy }: StepPlace,
): Promise<Followed> {
  const { node, epoch, attempt } = task;
  await tx.query({
    name: 'ruling_wait',
    text: `UPDATE tasks SET status = 'WAITING', waiting_for = 'decision', worker_id = NULL, ready_at = NULL
      WHERE run_id = $1 AND node = $2 AND epoch = $3 AND status = 'RUNNING'`,
    values: [head.runId, node, epoch],
  });
  const artifacts = await readEvidenceArtifacts(tx, head.runId, node);
  const context = { ...question.context, artifacts };
  const asked = { runId: head.runId, node, taskKey: judge.key, epoch, askedBy: `agent:${judge.key}`, ...question, context };
  const personal = judge.gate?.type === 'human';
  const { event } = await openEscalation(tx, { ...asked, subject: 'ruling', personal }, { seq: seq + 1, now, policy });
  return {
    patch: { counts: moveCount(head.counts, task.status, 'WAITING') },
    events: [
      { type: 'task.waiting', node, data: { attempt, epoch, for: 'decision', tools: [], ...(judgement ? { judgement } : {}) } },
      event,
    ],
  };
}

async function refuse(
  tx: Tx,
  head: RunHead,
  task: RuledTask,
  { judgement, failure }: Extract<RulingStep, { kind: 'refused' }>,
  { judge, seq, now }: StepPlace,
): Promise<Followed> {
  const { runId } = head;
  const { node, epoch, attempt, workerId } = task;
  await end(tx, head, task, { status: 'FAILED', chosen: null, failure, now });
  await writeOutputs(tx, { runId, node, epoch, attempt }, outputsOf(judge, judgement));
  await writeDeadLetter(tx, { runId, node, epoch, attempt, workerId }, { failure, evidence: null, seq, now });
  const after = afterCounts(head, moveCount(head.counts, task.status, 'FAILED'));
  return { patch: after.patch, events: [{ type: 'task.failed', node, data: { attempt, epoch, failure, judgement } }, ...after.events] };
}
