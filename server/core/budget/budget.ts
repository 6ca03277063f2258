import type { HeadPatch, NewEvent, RunHead } from '../run/head';

/** At `spent ≥ budget × threshold` no new call starts. `threshold` is COST_BLOCK_THRESHOLD. */
export function isOverBudget(head: Pick<RunHead, 'spentMicroUsd' | 'budgetMicroUsd'>, blockThreshold: number): boolean {
  return head.budgetMicroUsd !== null && head.spentMicroUsd >= head.budgetMicroUsd * blockThreshold;
}

/**
 * Adds what a call cost. A call without a price is counted apart; where there is a budget, its assumed cost counts against it,
 * so that a budget holds for models nobody has prices for.
 */
export function decideSpend(
  head: RunHead,
  call: { costMicroUsd: number; priced: boolean },
  blockThreshold: number,
): { patch: HeadPatch; events: NewEvent[] } {
  const counted = call.priced || head.budgetMicroUsd !== null ? call.costMicroUsd : 0;
  const patch: HeadPatch = {
    spentMicroUsd: head.spentMicroUsd + counted,
    unpricedCalls: head.unpricedCalls + (call.priced ? 0 : 1),
  };
  const running = head.status === 'RUNNING' || head.status === 'PLANNING';
  if (!running || !isOverBudget({ ...head, ...patch }, blockThreshold)) return { patch, events: [] };
  return { patch: { ...patch, status: 'PAUSED', statusReason: 'budget' }, events: [{ type: 'run.paused', data: { reason: 'budget' } }] };
}
