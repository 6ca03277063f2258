import type { RunEvent } from '@/lib/contracts/event';

/** What a run might spend, behind the last of these events. `first`: what it was created with. */
export function budgetAt(events: readonly RunEvent[], first: number | null): number | null {
  const last = events.findLast((event) => event.type === 'run.budget_changed');
  return last?.type === 'run.budget_changed' ? last.data.budgetUsd : first;
}

/** Turns that nobody has a price for, with what the log counts them as. */
export function unpricedAt(events: readonly RunEvent[]): { node: number; conversation: number; turn: number; costUsd: number }[] {
  return events.flatMap((event) => {
    if (event.type !== 'task.turn' || event.data.priced || event.node === undefined) return [];
    const { conversation, turn, costUsd } = event.data;
    return [{ node: event.node, conversation, turn, costUsd }];
  });
}
