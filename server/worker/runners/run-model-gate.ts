import type { Failure } from '@/lib/contracts/task';
import { conversationLimit } from '@/server/core/agent/after-tools';
import { WHOLE_MATERIAL_BYTES } from '@/server/core/agent/first-request';
import type { RoleDefinition } from '@/server/core/agent/role-definition';
import { toolsFor } from '@/server/core/agent/tool-definitions';
import { type GateVerdict, readVerdict, type VerdictReading, verdictRepairRequest } from '@/server/core/gate/read-verdict';
import { VERDICT_SCHEMA } from '@/server/core/gate/verdict-schema';
import type { StoredTurn, TaskOutcome } from '@/server/core/ports/task-runner';
import { type AgentSession, callModel, isLost, keepTurn, stopBeforeCall } from './agent-session';
import { runTools } from './run-tools';

/** A verdict and its one repair. */
const MAX_VERDICTS = 2;
const READING_TOOLS = ['list_artifacts', 'read_artifact'] as const;

type Judged = { verdict: GateVerdict } | { outcome: TaskOutcome };

/**
 * Asks a model for a gate's verdict, starting from wherever the conversation stands: a stored answer is judged, not asked again. It reads
 * what its request shows in outline only, and it may repair its answer once.
 */
export async function runModelGate(session: AgentSession, role: RoleDefinition): Promise<Judged> {
  const reader = { ...role, tools: READING_TOOLS };
  const { turns } = session.conversation;
  const resumed = turns.at(-1);
  if (resumed && resumed.feedback === null) {
    const judged = await settle(session, reader, resumed, resumed.finishReason === 'length');
    if (judged) return judged;
  }
  for (;;) {
    const limit = conversationLimit(turns);
    if (limit) return failed(limit);
    const stop = stopBeforeCall(session);
    if (stop) return { outcome: stop };
    const startedMs = session.deps.clock.now();
    const tools = isOutlined(session) ? toolsFor(READING_TOOLS, null) : [];
    const called = await callModel(session, { tools, responseSchema: VERDICT_SCHEMA });
    if (!called.ok) return { outcome: called.outcome };
    const { answer } = called;
    const cutOff = answer.finishReason === 'length';
    const asks = answer.toolCalls.length > 0;
    const reading = asks || answer.refusal !== null ? null : readAnswer(answer.text, cutOff, isLast(turns));
    const feedback = reading && !reading.ok && !isLast(turns) ? verdictRepairRequest(reading.errors) : null;
    const turn = await keepTurn(session, answer, feedback, startedMs);
    if (isLost(session.verdict)) return { outcome: { kind: 'abandoned' } };
    if (feedback !== null) continue;
    const judged = await settle(session, reader, turn, cutOff);
    if (judged) return judged;
  }
}

/** What a stored turn comes to; null: the model is asked (again). */
async function settle(session: AgentSession, reader: RoleDefinition, turn: StoredTurn, cutOff: boolean): Promise<Judged | null> {
  if (turn.toolCalls.length > 0) {
    const outcome = await runTools(session, reader, turn, cutOff);
    if (isLost(session.verdict)) return { outcome: { kind: 'abandoned' } };
    return outcome && { outcome };
  }
  if (turn.refusal) return failed(failure('refused', `The model refused to judge: ${turn.refusal}`, true));
  const before = session.conversation.turns.slice(0, -1);
  const reading = readAnswer(turn.text, cutOff, isLast(before));
  if (reading.ok) return { verdict: reading.verdict };
  return failed(failure('invalid_verdict', `The verdict is invalid, repaired too: ${reading.errors.join('; ')}`, false));
}

function readAnswer(text: string, cutOff: boolean, last: boolean): VerdictReading {
  const reading = readVerdict(text, last);
  if (reading.ok || !cutOff) return reading;
  return { ok: false, errors: ['the answer reached its output limit before it was complete: give fewer findings, or shorter ones'] };
}

/** Whether the answer behind these turns can be repaired no more. */
const isLast = (turns: readonly StoredTurn[]): boolean => turns.filter((turn) => turn.feedback !== null).length + 1 >= MAX_VERDICTS;

const isOutlined = ({ briefing }: AgentSession): boolean =>
  briefing.materials.some(({ content }) => Buffer.byteLength(content) > WHOLE_MATERIAL_BYTES);

const failure = (code: string, message: string, permanent: boolean): Failure => ({
  ...{ code, message, httpStatus: null, place: 'gate', permanent, stack: null },
});

/** The conversation led here, so another attempt starts a new one. */
function failed(fault: Failure): Judged {
  return { outcome: { kind: 'failed', failure: fault, retryAfterMs: null, freshConversation: true } };
}
