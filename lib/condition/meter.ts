import type { ASTNode } from '@marcbachmann/cel-js';

/** Steps that one evaluation may take: 200,000 take about 30 ms. */
const MAX_STEPS = 200_000;
/** Nothing that a condition makes out of its values may be longer. */
const MAX_MADE = 100_000;

export class TooMuchWork extends Error {}

type Evaluate = (evaluator: unknown, node: unknown, context: unknown) => unknown;

/**
 * Counts the steps of an evaluation, for a condition that goes through lists within lists would hold the process. The library has no
 * such bound: each node's own `evaluate`, which it replaces on first use, is put behind a counter.
 */
export function meter(nodes: readonly ASTNode[]): void {
  let steps = 0;
  for (const node of new Set(nodes)) {
    let inner = (node as unknown as { evaluate: Evaluate }).evaluate;
    const counted: Evaluate = (evaluator, ast, context) => {
      if (steps > MAX_STEPS) throw new TooMuchWork();
      const value = inner.call(node, evaluator, ast, context);
      steps += 1 + sizeOf(value);
      return value;
    };
    Object.defineProperty(node, 'evaluate', {
      configurable: true,
      get: () => counted,
      set: (next: Evaluate) => {
        inner = next;
      },
    });
  }
}

/** What looking at the value costs, in steps. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') {
    if (value.length > MAX_MADE) throw new TooMuchWork();
    return value.length >> 8;
  }
  if (!Array.isArray(value)) return typeof value === 'object' && value !== null ? 10 : 0;
  if (value.length > MAX_MADE) throw new TooMuchWork();
  return value.length >> 3;
}
