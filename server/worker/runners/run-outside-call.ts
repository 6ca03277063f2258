import { cleanValue } from '@/server/core/agent/clean-text';
import { readArguments } from '@/server/core/agent/parse-tool-call';
import type { StoredTurn, ToolAsk, WaitingFor } from '@/server/core/ports/task-runner';
import type { OfferedTool } from '@/server/core/ports/tools';
import { taskIdOf } from '@/server/core/task/task-id';
import type { AgentSession } from './agent-session';

type Call = StoredTurn['toolCalls'][number];

/** What may be done with a call of a tool from outside before it is sent. */
export type OutsidePlan =
  | { kind: 'refuse'; result: string }
  | { kind: 'ask'; for: WaitingFor; ask: ToolAsk }
  | { kind: 'send'; given: Record<string, unknown> };

/**
 * Decides about a call as the settings stand now: whether its arguments hold, whether a person must be asked first, or was it under
 * way when its worker died (then it is sent again only where that does no harm).
 */
export async function planOutsideCall(
  session: AgentSession,
  tool: OfferedTool,
  call: Call,
  at: { turn: number; cutOff: boolean },
): Promise<OutsidePlan> {
  const { definition, server, hash } = tool;
  const { conversation } = session.conversation;
  const ask: ToolAsk = {
    conversation,
    turn: at.turn,
    index: call.index,
    server,
    tool: tool.tool,
    name: definition.name,
    hash,
    arguments: call.amended ?? call.arguments,
  };
  if (call.status === 'started' && !tool.repeatable) return { kind: 'ask', for: 'outcome_unknown', ask };
  const read = readArguments(call.amended ?? call.arguments, at.cutOff);
  if (!read.ok) return { kind: 'refuse', result: `${definition.name} was not run: ${read.problem}` };
  const given = cleanValue(read.value);
  const fault = isRecord(given) ? session.deps.tools?.faultOf(tool, given) : 'arguments must be an object';
  if (fault || !isRecord(given)) {
    return { kind: 'refuse', result: `${definition.name} was not run. ${fault}. Call it again with arguments that match its schema.` };
  }
  const mustAsk = tool.askFirst && !call.approved && !(await session.deps.tools?.isGranted(session.task.runId, tool));
  return mustAsk ? { kind: 'ask', for: 'approval', ask } : { kind: 'send', given };
}

/** Sends a call that has been marked as started. Null: aborted, and whether it took effect is not known. */
export async function sendOutsideCall(
  session: AgentSession,
  tool: OfferedTool,
  given: Record<string, unknown>,
  at: { turn: number; index: number; amended?: string | null },
): Promise<{ ok: boolean; result: string } | null> {
  const { deps, task, briefing, control, conversation } = session;
  const idempotencyKey = `${taskIdOf(task.runId, task.node)}:${conversation.conversation}.${at.turn}:${at.index}`;
  const sent = await deps.tools?.call(tool, given, { runId: task.runId, taskKey: briefing.key, idempotencyKey, signal: control.signal });
  if (sent?.kind !== 'done') return null;
  const told = at.amended ? `A person let this call through with other arguments than yours: ${at.amended}\nIts answer:\n` : '';
  return { ok: sent.ok, result: told + sent.text };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
