import { toMicroUsd } from '@/lib/contracts/common';
import { countTasks } from '@/lib/contracts/run';
import { ROLE_DEFINITIONS } from '@/server/core/agent/role-definitions';
import { runStatusAfter } from '@/server/core/run/head';
import { artifactContent, closing, speech } from './contents';
import { addAttempt, iso, type Moment, release, say, type Telling, type ToldTask, WORKER_ACTOR, writeArtifact } from './telling';
import { writeLetter } from './write-letter';

const RETRY_MS = 20_000;
/** A try that waits at the end of the story does so for this long from now: somebody shall see it wait. */
const LATE_RETRY_MS = 30 * 60_000;
const MODEL = 'offline';
const BAD_PLAN = '{"tasks": [{"key": "design", "dependsOn": ["designs"]}]}';

type Happen = (told: Telling, moment: Moment, task: ToldTask) => void;

const start: Happen = (told, { at, node }, task) => {
  task.attempt += 1;
  task.epoch += 1;
  Object.assign(task, { status: 'RUNNING', startedAt: at, finishedAt: null });
  told.startedAt ??= at;
  say(told, at, 'task.started', WORKER_ACTOR, node, { attempt: task.attempt, epoch: task.epoch });
  if (task.attempt === 1) {
    const system = ROLE_DEFINITIONS[task.story.role].prompt;
    const user = `# Goal\n\n${told.story.goal}\n\n# Your task\n\n${task.story.title}`;
    told.rows.conversations.push({ run_id: told.runId, node, conversation: 1, system, user, created_at: iso(at) });
  }
  const fails = (task.story.fate?.failures ?? 0) >= task.attempt;
  const lastsMs = task.story.seconds * 1000 * (0.8 + 0.4 * told.random.next()) * (fails ? 0.4 : 1);
  const turns = told.story.planFails || !fails ? 2 : 1;
  for (let turn = 1; turn <= turns; turn += 1) told.queue.push({ at: at + (lastsMs * turn) / (turns + 0.2), node, kind: 'turn' });
  told.queue.push({ at: at + lastsMs, node, kind: 'settle' });
};

const turn: Happen = (told, { at, node }, task) => {
  const { story, random } = told;
  const number = task.turns + 1;
  const writes = !story.planFails && number === (task.story.fate?.failures ?? 0) + 1;
  const costMicro = Math.round((toMicroUsd(task.story.costUsd) * (0.7 + 0.6 * random.next())) / 2);
  const tokens = { inputTokens: random.between(1200, 9000), outputTokens: random.between(180, 2400) };
  Object.assign(task, { turns: number, costMicro: task.costMicro + costMicro });
  told.spentMicro += costMicro;
  const content = writes ? artifactContent(story, task.story, random) : '';
  const call = story.planFails ? null : writes ? 'write_artifact' : 'finish';
  const words = writes ? speech(task.story, random) : closing(task.story, random);
  told.rows.turns.push({
    run_id: told.runId,
    node,
    conversation: 1,
    turn: number,
    attempt: task.attempt,
    epoch: task.epoch,
    model: MODEL,
    text: story.planFails ? BAD_PLAN : words,
    finish_reason: call ? 'tool_calls' : 'stop',
    input_tokens: tokens.inputTokens,
    output_tokens: tokens.outputTokens,
    cost_micro: costMicro,
    priced: true,
    feedback: story.planFails && number === 1 ? 'tasks.0.dependsOn.0: there is no task "designs"' : null,
    started_at: iso(at - random.between(900, 4000)),
    finished_at: iso(at),
  });
  const counted = { conversation: 1, turn: number, model: MODEL, ...tokens, costUsd: costMicro / 1_000_000, priced: true };
  say(told, at, 'task.turn', WORKER_ACTOR, node, { attempt: task.attempt, epoch: task.epoch, ...counted, toolCalls: call ? [call] : [] });
  if (call) addCall(told, task, number, call, content);
  if (writes) writeArtifact(told, at, node, { ...task.story.artifact, content });
  if (story.budgetUsd !== undefined && told.spentMicro >= toMicroUsd(story.budgetUsd)) pause(told, at, 'budget');
};

function addCall(told: Telling, task: ToldTask, turnNumber: number, name: 'write_artifact' | 'finish', content: string): void {
  const { artifact } = task.story;
  const given = name === 'write_artifact' ? { ...artifact, content } : { summary: `Wrote ${artifact.name}.` };
  told.rows.tool_calls.push({
    run_id: told.runId,
    node: task.node,
    conversation: 1,
    turn: turnNumber,
    index: 0,
    call_id: `call_${task.node}_${turnNumber}`,
    name,
    arguments: JSON.stringify(given),
    status: 'succeeded',
    result: name === 'finish' ? 'Finished.' : `Wrote ${artifact.name}, version 1.`,
  });
}

const settle: Happen = (told, { at, node }, task) => {
  const stamp = { attempt: task.attempt, epoch: task.epoch };
  const { fate } = task.story;
  if (fate && fate.failures >= task.attempt) {
    const { failure } = fate;
    const isLast = fate.failures === task.attempt;
    if (isLast && fate.ends === 'fails') {
      Object.assign(task, { status: 'FAILED', finishedAt: at });
      addAttempt(told, task, at, { outcome: 'failed', failure });
      say(told, at, 'task.failed', WORKER_ACTOR, node, { ...stamp, failure });
      writeLetter(told, at, task, failure);
      return endIfOver(told, at);
    }
    const waits = isLast && fate.ends === 'waits';
    const retryAt = waits ? told.nowMs + LATE_RETRY_MS : at + RETRY_MS;
    Object.assign(task, { status: 'WAITING', readyAt: retryAt });
    addAttempt(told, task, at, { outcome: 'failed', failure, retryAt });
    say(told, at, 'task.retry_scheduled', WORKER_ACTOR, node, { ...stamp, failure, retryAt: new Date(retryAt).toISOString() });
    if (!waits) told.queue.push({ at: retryAt, node, kind: 'start' });
    return;
  }
  Object.assign(task, { status: 'SUCCEEDED', finishedAt: at });
  addAttempt(told, task, at, { outcome: 'succeeded' });
  say(told, at, 'task.succeeded', WORKER_ACTOR, node, stamp);
  release(told, at);
  endIfOver(told, at);
  const { stop } = told.story;
  if (told.endedAt !== null || stop === undefined || countTasks(told.tasks).succeeded < stop.afterTasks) return;
  if (stop.kind === 'cancelled') cancel(told, at + 500);
  else pause(told, at + 500, null);
};

/** What runs is given back, and no start follows. */
function pause(told: Telling, at: number, reason: 'budget' | null): void {
  Object.assign(told, { status: 'PAUSED', reason, queue: [] });
  say(told, at, 'run.paused', reason ? WORKER_ACTOR : told.story.createdBy, null, { reason });
  for (const task of told.tasks.filter((one) => one.status === 'RUNNING')) {
    say(told, at + 900, 'task.released', WORKER_ACTOR, task.node, { attempt: task.attempt, epoch: task.epoch, reason: 'paused' });
    Object.assign(task, { status: 'READY', attempt: task.attempt - 1, readyAt: at + 900 });
  }
}

function cancel(told: Telling, at: number): void {
  say(told, at, 'run.cancelled', told.story.createdBy, null, {});
  for (const task of told.tasks.filter((one) => ['PENDING', 'READY', 'RUNNING', 'WAITING'].includes(one.status))) {
    if (task.status === 'RUNNING') addAttempt(told, task, at, { outcome: 'cancelled' });
    Object.assign(task, { status: 'CANCELLED', epoch: task.epoch + 1, finishedAt: at });
  }
  Object.assign(told, { status: 'CANCELLED', endedAt: at, queue: [] });
}

function endIfOver(told: Telling, at: number): void {
  const status = runStatusAfter(told.status, countTasks(told.tasks));
  if (status === told.status) return;
  Object.assign(told, { status, endedAt: at, reason: status === 'FAILED' ? 'tasks_failed' : null });
  if (status === 'FAILED') say(told, at, 'run.failed', WORKER_ACTOR, null, { reason: 'tasks_failed' });
  else say(told, at, 'run.succeeded', WORKER_ACTOR, null, {});
}

/** What each kind of moment does to the run. */
export const HAPPEN: Record<Moment['kind'], Happen> = { start, turn, settle };
