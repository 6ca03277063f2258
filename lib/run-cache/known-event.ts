import { EVENT_TYPES, type EventView, type RunEvent } from '@/lib/contracts/event';

const KNOWN: ReadonlySet<string> = new Set(EVENT_TYPES);

/** The event with its data typed, or null where a newer server sent a type that this page does not know. */
export function knownEvent(view: EventView): RunEvent | null {
  // The server wrote `data` by the same map of types; only the type itself can be new to us.
  return KNOWN.has(view.type) ? (view as unknown as RunEvent) : null;
}
