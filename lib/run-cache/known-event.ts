import type { EventType, EventView, RunEvent } from '@/lib/contracts/event';

/** Of the contract's types alone: its schemas would bring the validator into the page's first script. */
const KNOWN: Record<EventType, true> = {
  'run.created': true,
  'run.planned': true,
  'run.replanned': true,
  'run.paused': true,
  'run.resumed': true,
  'run.cancelled': true,
  'run.succeeded': true,
  'run.failed': true,
  'run.revived': true,
  'run.rewound': true,
  'run.forked': true,
  'run.edited': true,
  'run.budget_changed': true,
  'task.started': true,
  'task.succeeded': true,
  'task.sent_back': true,
  'task.failed': true,
  'task.retry_scheduled': true,
  'task.postponed': true,
  'task.released': true,
  'task.waiting': true,
  'task.resumed': true,
  'task.replayed': true,
  'task.resolved': true,
  'task.hold_decided': true,
  'task.turn': true,
  'task.decided': true,
  'escalation.opened': true,
  'escalation.moved': true,
  'escalation.consulted': true,
  'escalation.asked': true,
  'escalation.answered': true,
  'escalation.assigned': true,
  'escalation.snoozed': true,
  'escalation.decided': true,
  'escalation.revoked': true,
  'edit.proposed': true,
  'edit.decided': true,
  'artifact.written': true,
};

/** The event with its data typed, or null where a newer server sent a type that this page does not know. */
export function knownEvent(view: EventView): RunEvent | null {
  // The server wrote `data` by the same map of types; only the type itself can be new to us.
  return Object.hasOwn(KNOWN, view.type) ? (view as unknown as RunEvent) : null;
}
