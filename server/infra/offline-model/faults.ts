/** Faults on demand; docs/offline-model.md is the manual. */
export const FAULT_KINDS = [
  '400',
  '401',
  '429',
  '500',
  '503',
  'stall',
  'break',
  'bad-chunk',
  'context-length',
  'slow',
  'refusal',
  'empty',
  'bad-json',
  'wrong-tool',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  kind: FaultKind;
  /** What it happens to is counted by `countOf`; null: every time. */
  times: number | null;
  retryAfterSeconds: number | null;
  charsPerSecond: number;
}

/** Answers that the agent loop mends within a conversation: once is the interesting case. */
const ONCE: readonly FaultKind[] = ['empty', 'bad-json', 'wrong-tool'];
const SLOW_CHARS_PER_SECOND = 25;

/** `[[offline: 429 times=2 retry-after=1]]` in a text. */
export function faultIn(text: string): Fault | null {
  const marker = /\[\[offline:\s*([^\]]+)\]\]/i.exec(text);
  return marker ? parseFault(marker[1] ?? '') : null;
}

/** `429 times=2`, as in a marker, a header or after the `+` of a model id. */
export function parseFault(words: string): Fault | null {
  const [name = '', ...options] = words
    .trim()
    .toLowerCase()
    .split(/[\s,;+]+/);
  const kind = FAULT_KINDS.find((candidate) => candidate === name);
  if (!kind) return null;
  const option = (key: string): number | null => {
    const value = Number(options.find((one) => one.startsWith(`${key}=`))?.slice(key.length + 1));
    return Number.isFinite(value) && value > 0 ? value : null;
  };
  return {
    kind,
    times: option('times') ?? (ONCE.includes(kind) ? 1 : null),
    retryAfterSeconds: option('retry-after') ?? (kind === '429' ? 1 : null),
    charsPerSecond: option('chars-per-second') ?? SLOW_CHARS_PER_SECOND,
  };
}

/**
 * Whether the fault happens to this request. What the loop mends within a conversation is counted by the answers in it, what ends
 * an attempt by the attempt: both stand in the request, so no process has to remember, and none can forget.
 */
export function strikes(fault: Fault, request: { answers: number; attempt: number }): boolean {
  if (fault.kind === 'slow' || fault.times === null) return true;
  return ONCE.includes(fault.kind) ? request.answers < fault.times : request.attempt <= fault.times;
}

/** The attempt, from an idempotency key such as `run:3:c1:t2:a4`; 1 for callers that send none. */
export function attemptOf(idempotencyKey: string | undefined): number {
  return Number(/:a(\d+)$/.exec(idempotencyKey ?? '')?.[1] ?? 1);
}
