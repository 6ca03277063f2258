import { cleanText } from '@/server/core/agent/clean-text';
import { conversationMessages } from '@/server/core/agent/conversation-messages';
import type { Clock } from '@/server/core/ports/clock';
import type { Log } from '@/server/core/ports/log';
import type { ChatMessage, EndpointWords, ModelAnswer, ModelClient, ModelRequest } from '@/server/core/ports/model';
import type {
  ClaimedTask,
  ExecutionControl,
  ExecutionStore,
  FailureEvidence,
  StopReason,
  StoredConversation,
  StoredTurn,
  TaskBriefing,
  TaskOutcome,
  Verdict,
} from '@/server/core/ports/task-runner';
import type { ToolProvider } from '@/server/core/ports/tools';

export interface RunnerDeps {
  store: ExecutionStore;
  model: ModelClient;
  clock: Clock;
  log: Log;
  /** Tools beside the built-in ones; left out, there are none. */
  tools?: ToolProvider;
}

/** One execution of one task: its briefing, its conversation and what may stop it. */
export interface AgentSession {
  deps: RunnerDeps;
  task: ClaimedTask;
  control: ExecutionControl;
  briefing: TaskBriefing;
  conversation: StoredConversation;
  /** What the last write was told; looked at before the next call of the model. */
  verdict: Verdict;
}

/** What stops before the next call: the store's word, which was read with the last write, or the worker's. */
export function stopBeforeCall(session: AgentSession): TaskOutcome | null {
  const reason = session.verdict === 'go' ? session.control.stopRequested() : session.verdict;
  return reason === null ? null : stoppedBy(reason);
}

function stoppedBy(reason: StopReason): TaskOutcome {
  switch (reason) {
    case 'paused':
    case 'shutdown':
      return { kind: 'released', reason };
    case 'cancelled':
    case 'fenced':
      return { kind: 'abandoned' };
  }
}

/** Whether a write found that the task is somebody else's now. */
export const isLost = (verdict: Verdict): boolean => verdict === 'cancelled' || verdict === 'fenced';

type Called = { ok: true; answer: ModelAnswer } | { ok: false; outcome: TaskOutcome };

/** One call of the model for the conversation as it stands. Nothing is stored yet. */
export async function callModel(session: AgentSession, request: Omit<ModelRequest, 'tier' | 'messages'>): Promise<Called> {
  const { deps, task, control, briefing, conversation } = session;
  const turn = nextTurn(conversation);
  const messages = conversationMessages(conversation);
  const result = await deps.model.complete(
    { ...request, tier: briefing.tier, messages },
    {
      signal: control.signal,
      // A delta may end in half a pair whose other half comes next: only what is whole can be cleaned.
      onText: (delta) => control.speak(briefing.key, turn, delta),
      idempotencyKey: `${task.runId}:${task.node}:c${conversation.conversation}:t${turn}:a${task.attempt}`,
    },
  );
  if (result.ok) return { ok: true, answer: cleanAnswer(result.answer) };
  if ('aborted' in result) return { ok: false, outcome: abortedOutcome(session) };
  const { failure, retryAfterMs, postponeMs } = result;
  if (postponeMs !== undefined) return { ok: false, outcome: { kind: 'postponed', reason: 'rate_limit', delayMs: postponeMs } };
  deps.log.warn({ runId: task.runId, taskKey: briefing.key, code: failure.code, httpStatus: failure.httpStatus }, 'model call failed');
  // A conversation that outgrew the model's window may fit when it starts anew; a first request that is too long never will.
  const freshConversation = failure.code === 'context_length' && conversation.turns.length > 0;
  const permanent = failure.permanent && !freshConversation;
  const evidence = evidenceOf(session, result.said);
  return { ok: false, outcome: { kind: 'failed', failure: { ...failure, permanent }, retryAfterMs, freshConversation, evidence } };
}

/**
 * What the last call was and what came of it. Without the words of a failed call it is what the model answered last, which the task
 * failed over.
 */
export function evidenceOf(session: AgentSession, said?: EndpointWords): FailureEvidence {
  const { conversation } = session;
  if (conversation.conversation === 0) return { request: null, response: null };
  const answered = said ? undefined : conversation.turns.at(-1);
  const asked = answered ? { ...conversation, turns: conversation.turns.slice(0, -1) } : conversation;
  const messages = conversationMessages(asked).map((message) => ({ role: message.role, content: wordsOf(message) }));
  const model = said?.model ?? session.deps.model.modelFor(session.briefing.tier);
  const request = { model, endpoint: said?.endpoint ?? null, conversation: conversation.conversation, messages };
  if (answered) {
    const content = answered.refusal ?? answered.text;
    return { request, response: { httpStatus: 200, body: wordsOf({ role: 'assistant', content, toolCalls: answered.toolCalls }) } };
  }
  return { request, response: said?.body == null ? null : { httpStatus: said.httpStatus, body: said.body } };
}

function wordsOf(message: ChatMessage): string {
  if (message.role !== 'assistant') return message.content;
  const calls = message.toolCalls.map((call) => `${call.name}(${call.arguments})`);
  return [message.content ?? '', ...calls].filter((part) => part !== '').join('\n');
}

/** Without a reason of the worker's, what fired was the task's own time limit. */
export function abortedOutcome(session: AgentSession): TaskOutcome {
  const reason = session.control.stopRequested();
  if (reason !== null) return stoppedBy(reason);
  const message = `The task took longer than its ${session.briefing.timeoutSeconds} s`;
  const stack = Object.assign(new Error(message), { name: 'TimeoutError' }).stack ?? null;
  const failure = { code: 'timeout', message, httpStatus: null, place: 'timeout' as const, permanent: false, stack };
  const cut = { endpoint: null, model: session.deps.model.modelFor(session.briefing.tier), httpStatus: null, body: null };
  return { kind: 'failed', failure, retryAfterMs: null, evidence: evidenceOf(session, cut) };
}

function cleanAnswer(answer: ModelAnswer): ModelAnswer {
  return {
    ...answer,
    text: cleanText(answer.text),
    refusal: answer.refusal === null ? null : cleanText(answer.refusal),
    toolCalls: answer.toolCalls.map((call) => ({
      id: cleanText(call.id),
      name: cleanText(call.name),
      arguments: cleanText(call.arguments),
    })),
  };
}

/** Stores a paid answer before anything is done with it, and adds it to the conversation. */
export async function keepTurn(
  session: AgentSession,
  answer: ModelAnswer,
  feedback: string | null,
  startedMs: number,
): Promise<StoredTurn> {
  const { deps, task, briefing, conversation } = session;
  const turn = nextTurn(conversation);
  const priced = answer.costMicroUsd !== null;
  session.verdict = await deps.store.commitTurn(task, {
    conversation: conversation.conversation,
    turn,
    model: answer.model,
    servedBy: answer.servedBy,
    text: answer.text,
    refusal: answer.refusal,
    finishReason: answer.finishReason,
    toolCalls: answer.toolCalls,
    inputTokens: answer.usage.inputTokens,
    outputTokens: answer.usage.outputTokens,
    costMicroUsd: answer.costMicroUsd ?? (briefing.budgeted ? deps.model.assumedCostMicroUsd(answer.usage) : 0),
    priced,
    durationMs: Math.max(0, Math.round(deps.clock.now() - startedMs)),
    feedback,
  });
  const toolCalls = answer.toolCalls.map((call, index) => ({ ...call, index, status: 'requested' as const, result: null }));
  const { text, refusal, finishReason } = answer;
  const kept: StoredTurn = { turn, text, refusal, finishReason, toolCalls, feedback };
  session.control.endTurn(briefing.key);
  conversation.turns.push(kept);
  return kept;
}

function nextTurn(conversation: StoredConversation): number {
  return (conversation.turns.at(-1)?.turn ?? 0) + 1;
}
