import { conversationLimit } from '@/server/core/agent/after-tools';
import { type AfterTurn, decideAfterTurn } from '@/server/core/agent/after-turn';
import type { RoleDefinition } from '@/server/core/agent/role-definition';
import { toolsFor } from '@/server/core/agent/tool-definitions';
import type { StagedArtifact, StoredTurn, TaskOutcome } from '@/server/core/ports/task-runner';
import { type AgentSession, callModel, isLost, keepTurn, stopBeforeCall } from './agent-session';
import { runTools, wroteArtifact } from './run-tools';

/** Calls the model and runs its tools until the task has an outcome, starting from wherever the conversation stands. */
export async function runAgent(session: AgentSession, role: RoleDefinition): Promise<TaskOutcome> {
  const resumed = session.conversation.turns.at(-1);
  const before = resumed ? await settleResumed(session, role, resumed) : null;
  if (before) return before;
  for (;;) {
    const limit = conversationLimit(session.conversation.turns);
    if (limit) return failed(limit);
    const stop = stopBeforeCall(session);
    if (stop) return stop;
    const outcome = await takeTurn(session, role);
    if (outcome) return outcome;
  }
}

async function takeTurn(session: AgentSession, role: RoleDefinition): Promise<TaskOutcome | null> {
  const startedMs = session.deps.clock.now();
  const outside = (await session.deps.tools?.offered(role.role)) ?? [];
  const builtIn = toolsFor(role.tools, session.briefing.outputsSchema);
  const called = await callModel(session, { tools: [...builtIn, ...outside.map((tool) => tool.definition)] });
  if (!called.ok) return called.outcome;
  const { answer } = called;
  const decision = decide(session, role, session.conversation.turns, answer);
  const turn = await keepTurn(session, answer, decision.kind === 'ask_again' ? decision.feedback : null, startedMs);
  if (isLost(session.verdict)) return { kind: 'abandoned' };
  return settle(session, role, turn, decision, answer.finishReason === 'length');
}

/**
 * What a turn still owes that was stored before this execution began: its tools, its artifact, or nothing but the next call.
 */
async function settleResumed(session: AgentSession, role: RoleDefinition, turn: StoredTurn): Promise<TaskOutcome | null> {
  if (turn.feedback !== null) return null;
  if (turn.toolCalls.some((call) => call.status === 'requested' || call.status === 'started')) {
    return settle(session, role, turn, { kind: 'run_tools' }, turn.finishReason === 'length');
  }
  if (turn.toolCalls.length > 0) {
    return turn.toolCalls.some((call) => call.name === 'finish' && call.status === 'succeeded') ? { kind: 'succeeded' } : null;
  }
  const answer = { text: turn.text, refusal: turn.refusal, finishReason: turn.finishReason, toolCalls: [] };
  const decision = decide(session, role, session.conversation.turns.slice(0, -1), answer);
  if (decision.kind === 'done' && decision.artifact && !decision.outputs && (await isStored(session, decision.artifact)))
    return { kind: 'succeeded' };
  return settle(session, role, turn, decision, false);
}

type Answer = Parameters<typeof decideAfterTurn>[0]['answer'];

function decide(session: AgentSession, role: RoleDefinition, earlier: StoredTurn[], answer: Answer): AfterTurn {
  const { briefing } = session;
  const task = { key: briefing.key, artifactType: briefing.artifactType ?? role.artifactType };
  return decideAfterTurn({ task, earlier, answer, wroteArtifact: wroteArtifact(earlier), outputsSchema: briefing.outputsSchema });
}

/** Carries out a decision; null: go on with the next call. */
async function settle(
  session: AgentSession,
  role: RoleDefinition,
  turn: StoredTurn,
  decision: AfterTurn,
  cutOff: boolean,
): Promise<TaskOutcome | null> {
  switch (decision.kind) {
    case 'run_tools': {
      const outcome = await runTools(session, role, turn, cutOff);
      return isLost(session.verdict) ? { kind: 'abandoned' } : outcome;
    }
    case 'ask_again':
      turn.feedback = decision.feedback;
      return null;
    case 'done':
      return storeAnswer(session, turn, decision);
    case 'failed':
      return failed(decision.failure);
  }
}

async function storeAnswer(
  session: AgentSession,
  turn: StoredTurn,
  { artifact, outputs }: Extract<AfterTurn, { kind: 'done' }>,
): Promise<TaskOutcome> {
  if (!artifact && !outputs) return { kind: 'succeeded' };
  const at = { conversation: session.conversation.conversation, turn: turn.turn };
  const stored = await session.deps.store.commitTools(session.task, at, [], artifact ? [artifact] : [], outputs);
  session.verdict = stored.verdict;
  return isLost(stored.verdict) ? { kind: 'abandoned' } : { kind: 'succeeded' };
}

/** A crash may lie between storing an answer's artifact and finishing the task; a second version of it would be noise. */
async function isStored(session: AgentSession, artifact: StagedArtifact): Promise<boolean> {
  const found = await session.deps.store.readArtifact(session.task.runId, artifact.name);
  return found?.taskKey === session.briefing.key && found.content === artifact.content;
}

/** The conversation led here, so another attempt starts a new one. */
function failed(failure: Extract<TaskOutcome, { kind: 'failed' }>['failure']): TaskOutcome {
  return { kind: 'failed', failure, retryAfterMs: null, freshConversation: true };
}
