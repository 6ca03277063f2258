import type { TryAgentInput, TryArtifact, TryEvent, TryTotals } from '@/lib/contracts/agent-try';

export interface ShownCall {
  id: string;
  name: string;
  arguments: string;
  /** Null while it runs. */
  ok: boolean | null;
  result: string | null;
}

export type TryItem =
  | { kind: 'said'; text: string }
  | {
      kind: 'turn';
      text: string;
      calls: ShownCall[];
      feedback: string | null;
      tokens: number;
      costUsd: number;
      priced: boolean;
      model: string;
    }
  | { kind: 'ended'; outcome: 'finished' | 'failed' | 'stopped'; message: string | null };

/** A sandbox conversation as the page holds it: nothing of it is on the server. */
export interface TryState {
  items: TryItem[];
  /** The first message, which is the task. */
  task: string | null;
  /** What is being said just now. */
  speaking: string;
  artifacts: TryArtifact[];
  request: { system: string; user: string; model: string } | null;
  totals: TryTotals;
}

export const NO_TRY: TryState = {
  items: [],
  task: null,
  speaking: '',
  artifacts: [],
  request: null,
  totals: { turns: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, unpricedCalls: 0 },
};

/** The person says something: until the role has answered once, it is the task. */
export function say(state: TryState, text: string): TryState {
  const answered = state.items.some((item) => item.kind === 'turn');
  return { ...state, task: answered ? state.task : text, items: [...state.items, { kind: 'said', text }], speaking: '' };
}

/** What an event of the server makes of the conversation. */
export function hear(state: TryState, event: TryEvent): TryState {
  switch (event.type) {
    case 'started':
      return { ...state, request: { system: event.system, user: event.user, model: event.model } };
    case 'words':
      return { ...state, speaking: state.speaking + event.text };
    case 'turn': {
      const calls = event.toolCalls.map((call) => ({ ...call, ok: null, result: null }));
      const { text, feedback, costUsd, priced, model } = event;
      const turn: TryItem = { kind: 'turn', text, calls, feedback, tokens: event.inputTokens + event.outputTokens, costUsd, priced, model };
      return { ...state, speaking: '', items: [...state.items, turn] };
    }
    case 'tools':
      return { ...state, items: withOutcomes(state.items, event.outcomes), artifacts: [...state.artifacts, ...event.artifacts] };
    case 'ended': {
      const ended: TryItem = { kind: 'ended', outcome: event.outcome, message: event.message };
      return { ...state, speaking: '', items: [...state.items, ended], totals: sum(state.totals, event.totals) };
    }
  }
}

function withOutcomes(items: TryItem[], outcomes: { index: number; ok: boolean; result: string }[]): TryItem[] {
  const at = items.findLastIndex((item) => item.kind === 'turn');
  return items.map((item, index) => {
    if (index !== at || item.kind !== 'turn') return item;
    const calls = item.calls.map((call, callIndex) => {
      const outcome = outcomes.find((one) => one.index === callIndex);
      return outcome ? { ...call, ok: outcome.ok, result: outcome.result } : call;
    });
    return { ...item, calls };
  });
}

function sum(a: TryTotals, b: TryTotals): TryTotals {
  return {
    turns: a.turns + b.turns,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    costUsd: a.costUsd + b.costUsd,
    unpricedCalls: a.unpricedCalls + b.unpricedCalls,
  };
}

/** What was said so far, as the server wants it back with the next message; undefined before the first turn. */
export function earlierOf(state: TryState): TryAgentInput['earlier'] {
  if (state.task === null) return undefined;
  const turns: NonNullable<TryAgentInput['earlier']>['turns'] = [];
  for (const item of state.items) {
    if (item.kind === 'turn') {
      const toolCalls = item.calls.map((call) => ({
        id: call.id,
        name: call.name,
        arguments: call.arguments,
        ok: call.ok ?? false,
        result: call.result ?? 'It was not run.',
      }));
      turns.push({ text: item.text, toolCalls, feedback: item.feedback });
    } else if (item.kind === 'said') {
      // A message that was said after a turn stays there; the first one is the task.
      const last = turns.at(-1);
      if (last) last.feedback = last.feedback === null ? item.text : `${last.feedback}\n\n${item.text}`;
    }
  }
  return turns.length > 0 ? { task: state.task, turns, artifacts: state.artifacts } : undefined;
}
