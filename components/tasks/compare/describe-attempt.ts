import type { AttemptView, TaskDetail, TurnView } from '@/lib/contracts/task';

/** One attempt as it is compared with another. */
export interface AttemptFacts {
  attempt: number;
  /** Null while it runs. */
  ended: AttemptView | null;
  turns: number;
  costUsd: number;
  inputTokens: number;
  outputTokens: number;
  models: string[];
  /** Names of the tools it called, with how often, in the order of their first call. */
  tools: { name: string; count: number; failed: number }[];
  /** The first request of the conversation it was in. */
  request: string;
  /** Everything the model said. */
  answer: string;
}

/** `turns` are those of this attempt. */
export function describeAttempt(task: TaskDetail, attempt: number, turns: readonly TurnView[]): AttemptFacts {
  const ended = task.attemptList.findLast((each) => each.attempt === attempt) ?? null;
  const usage = task.turnUsage.filter((turn) => turn.attempt === attempt);
  const sum = (pick: (turn: TaskDetail['turnUsage'][number]) => number) => usage.reduce((total, turn) => total + pick(turn), 0);
  const tools = new Map<string, { name: string; count: number; failed: number }>();
  for (const call of turns.flatMap((turn) => turn.toolCalls)) {
    const tool = tools.get(call.name) ?? { name: call.name, count: 0, failed: 0 };
    tools.set(call.name, { ...tool, count: tool.count + 1, failed: tool.failed + (call.status === 'failed' ? 1 : 0) });
  }
  return {
    attempt,
    ended,
    turns: usage.length,
    costUsd: sum((turn) => turn.costUsd),
    inputTokens: sum((turn) => turn.inputTokens),
    outputTokens: sum((turn) => turn.outputTokens),
    models: [...new Set(usage.map((turn) => turn.model))],
    tools: [...tools.values()],
    request: requestOf(task, usage[0]?.conversation, ended)?.user ?? '',
    answer: turns
      .map((turn) => turn.text || turn.refusal || '')
      .filter(Boolean)
      .join('\n\n'),
  };
}

/** An attempt that failed before its first turn had asked with the newest request of its time. */
function requestOf(task: TaskDetail, conversation: number | undefined, ended: AttemptView | null) {
  const byTurn = task.conversations.find((each) => each.conversation === conversation);
  const byTime = task.conversations.findLast((each) => !ended || each.createdAt <= ended.finishedAt);
  return byTurn ?? byTime;
}

/** "1~2" of the URL as two attempts that there are; null otherwise. */
export function parseAttempts(text: string | null, known: readonly number[]): [number, number] | null {
  const [left, right] = (text ?? '').split('~').map(Number);
  if (left === undefined || right === undefined || left === right) return null;
  return known.includes(left) && known.includes(right) ? [left, right] : null;
}
