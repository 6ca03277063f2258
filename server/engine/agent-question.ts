import { type AgentQuestion, answerOf, wordsOfQuestion } from '@/server/core/agent/agent-question';
import type { LadderPolicy } from '@/server/core/escalation/policy';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { type HeadPatch, moveCount, type NewEvent, type RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { finishToolCalls } from '@/server/repositories/conversation-repository';
import type { EscalationRow } from '@/server/repositories/escalation-repository';
import { openHolding } from './hold-dependents';
import { type AskedQuestion, openEscalation } from './open-escalation';
import { findWaitingTask, resumeTask } from './resume-task';
import { lockHeadIfAny, saveHead } from './run-gate';
import type { EscalationWord, WordPlace } from './settle-escalation';
import type { Followed } from './settle-ruling';
import type { HeadFact } from './tick';

interface Asker {
  runId: string;
  node: number;
  taskKey: string;
}

const askedOf = ({ runId, node, taskKey }: Asker, asked: AgentQuestion): Omit<AskedQuestion, 'subject' | 'epoch'> => ({
  ...{ runId, node, taskKey, type: asked.type, priority: asked.priority, askedBy: `agent:${taskKey}` },
  ...wordsOfQuestion(asked),
  context: { call: asked.call },
});

async function readAsker(tx: Tx, { runId, node, epoch }: ClaimedTask): Promise<(Asker & { attempt: number }) | null> {
  const [row] = await tx.query<{ key: string; attempt: number }>({
    name: 'question_load',
    text: `SELECT s.key, t.attempt FROM tasks t JOIN task_specs s ON s.run_id = t.run_id AND s.node = t.node
      WHERE t.run_id = $1 AND t.node = $2 AND t.epoch = $3 AND t.status = 'RUNNING'`,
    values: [runId, node, epoch],
  });
  return row ? { runId, node, taskKey: row.key, attempt: row.attempt } : null;
}

/**
 * An agent waits for the people in charge: without a worker, with its conversation as it stands. Under the run's gate. Null: the execution is
 * not the owner of the task any more; nothing was written.
 */
export async function askQuestion(
  tx: Tx,
  task: ClaimedTask,
  question: AgentQuestion,
  { actor, policy }: { actor: string; policy: LadderPolicy },
): Promise<HeadFact | null> {
  const locked = await lockHeadIfAny(tx, task.runId);
  const asker = locked && (await readAsker(tx, task));
  if (!locked || !asker) return null;
  const { head, now } = locked;
  const { node, epoch } = task;
  await tx.query({
    name: 'question_wait',
    text: `UPDATE tasks SET status = 'WAITING', waiting_for = 'decision', worker_id = NULL, ready_at = NULL
      WHERE run_id = $1 AND node = $2 AND epoch = $3 AND status = 'RUNNING'`,
    values: [task.runId, node, epoch],
  });
  const asked: AskedQuestion = { ...askedOf(asker, question), subject: 'tool', epoch };
  const { event } = await openEscalation(tx, asked, { seq: head.lastSeq + 2, now, policy });
  const data = { attempt: asker.attempt, epoch, for: 'decision' as const, tools: ['escalate'] };
  const saved = await saveHead(tx, head, {
    patch: { counts: moveCount(head.counts, 'RUNNING', 'WAITING') },
    events: [{ type: 'task.waiting', node, data }, event],
    actor,
    now,
  });
  return { runId: saved.runId, seq: saved.lastSeq, status: saved.status };
}

/** Questions of an agent that goes on: what builds on its task waits for them. Under the run's gate, held by that execution. */
export async function openQuestions(
  tx: Tx,
  head: RunHead,
  task: ClaimedTask,
  questions: readonly AgentQuestion[],
  { seq, now, policy }: { seq: number; now: Date; policy: LadderPolicy },
): Promise<{ patch: HeadPatch; events: NewEvent[] }> {
  const asker = questions.length > 0 ? await readAsker(tx, task) : null;
  if (!asker) return { patch: {}, events: [] };
  let patch: HeadPatch = {};
  const events: NewEvent[] = [];
  for (const question of questions) {
    const asked: AskedQuestion = { ...askedOf(asker, question), subject: 'hold', epoch: null };
    const opened = await openHolding(tx, { ...head, ...patch }, asked, [task.node], { seq: seq + events.length, now, policy });
    patch = { ...patch, ...opened.patch };
    events.push(opened.event);
  }
  return { patch, events };
}

/** The word becomes the result of the call that asked, and its agent goes on. Null: it does not wait for it any more. */
export async function answerAgent(
  tx: Tx,
  head: RunHead,
  asked: EscalationRow,
  word: EscalationWord,
  { now }: WordPlace,
): Promise<Followed | null> {
  const { runId, node, epoch, context } = asked;
  const task = node === null || epoch === null ? null : await findWaitingTask(tx, runId, node, epoch);
  const call = callOf(context);
  if (!task || !call) return null;
  await finishToolCalls(tx, { runId, node: task.node }, call, [{ index: call.index, ok: true, result: answerOf(word) }]);
  const counts = await resumeTask(tx, head, task, now);
  return { patch: { counts }, events: [{ type: 'task.resumed', node: task.node, data: { attempt: task.attempt, epoch: task.epoch } }] };
}

function callOf({ call }: Readonly<Record<string, unknown>>): AgentQuestion['call'] | null {
  if (typeof call !== 'object' || call === null) return null;
  const { conversation, turn, index } = call as Partial<AgentQuestion['call']>;
  return typeof conversation === 'number' && typeof turn === 'number' && typeof index === 'number' ? { conversation, turn, index } : null;
}
