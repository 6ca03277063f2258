import { fromMicroUsd } from '@/lib/contracts/common';
import { decideSpend } from '@/server/core/budget/budget';
import type { ClaimedTask, TurnRecord, Verdict } from '@/server/core/ports/task-runner';
import type { NewEvent } from '@/server/core/run/head';
import { askForBudget } from '@/server/engine/ask-for-budget';
import { holdTask, verdictOf } from '@/server/engine/fence';
import { saveHead } from '@/server/engine/run-gate';
import { insertConversation, insertTurn } from '@/server/repositories/conversation-repository';
import type { ExecutionDeps } from './deps';

/** Opens the conversation that the task's row asks for: the first, or a fresh one. */
export function startConversation(
  deps: ExecutionDeps,
  task: ClaimedTask,
  first: { system: string; user: string },
): Promise<{ conversation: number; verdict: Verdict }> {
  return deps.db.transaction(async (tx) => {
    const gate = await holdTask(tx, task);
    if (!gate.held) return { conversation: 0, verdict: gate.verdict };
    const conversation = await insertConversation(tx, task, { ...first, now: gate.held.now });
    return { conversation, verdict: verdictOf(gate.held.head) };
  });
}

/**
 * A finished turn with what it cost (ENGINE 14: before its tools run). The same commit pauses a run that has reached its budget,
 * so no call starts behind it.
 */
export async function commitTurn(deps: ExecutionDeps, task: ClaimedTask, turn: TurnRecord): Promise<Verdict> {
  const { verdict, head } = await deps.db.transaction(async (tx) => {
    const gate = await holdTask(tx, task);
    if (!gate.held) return { verdict: gate.verdict, head: null };
    const { head: before, now } = gate.held;
    if (!(await insertTurn(tx, task, turn, now))) return { verdict: verdictOf(before), head: null };
    const spend = decideSpend(before, turn, deps.blockThreshold);
    const costUsd = fromMicroUsd((spend.patch.spentMicroUsd ?? before.spentMicroUsd) - before.spentMicroUsd);
    const turned: NewEvent = {
      type: 'task.turn',
      node: task.node,
      data: {
        attempt: task.attempt,
        epoch: task.epoch,
        conversation: turn.conversation,
        turn: turn.turn,
        model: turn.model,
        inputTokens: turn.inputTokens,
        outputTokens: turn.outputTokens,
        costUsd,
        priced: turn.priced,
        toolCalls: turn.toolCalls.map((call) => call.name),
      },
    };
    const change = { patch: spend.patch, events: [turned, ...spend.events] };
    const asked = await askForBudget(tx, before, change, { now, policy: deps.ladder.current() });
    const after = await saveHead(tx, before, { ...asked, actor: deps.actor, now });
    return { verdict: verdictOf(after), head: { after, paused: after.status === 'PAUSED' && before.status !== 'PAUSED' } };
  });
  if (head) deps.bus.publish({ kind: 'run', runId: task.runId, seq: head.after.lastSeq, ...(head.paused ? { control: true } : {}) });
  return verdict;
}
