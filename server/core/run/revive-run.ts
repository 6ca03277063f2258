import type { EventData } from '@/lib/contracts/event';
import { isOverBudget } from '../budget/budget';
import type { HeadPatch, NewEvent, RunHead } from './head';

/** A run that had FAILED goes on: as a paused one where its budget is spent. */
export function reviveRun(
  head: RunHead,
  by: EventData['run.revived']['by'],
  blockThreshold: number,
): { patch: HeadPatch; events: NewEvent[] } {
  if (head.status !== 'FAILED') return { patch: {}, events: [] };
  const events: NewEvent[] = [{ type: 'run.revived', data: { by } }];
  if (!isOverBudget(head, blockThreshold)) return { patch: { status: head.planned ? 'RUNNING' : 'PLANNING', statusReason: null }, events };
  events.push({ type: 'run.paused', data: { reason: 'budget' } });
  return { patch: { status: 'PAUSED', statusReason: 'budget' }, events };
}
