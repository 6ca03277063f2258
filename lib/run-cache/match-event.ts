import type { EventGroup, EventView } from '@/lib/contracts/event';

/** What the log is narrowed to. Empty text and null take everything. */
export interface EventFilter {
  group: EventGroup | null;
  taskKey: string | null;
  /** A whole actor, `user:ada@example.com`, or a kind of actor, `user`. */
  actor: string | null;
  text: string;
}

export const isFiltered = ({ group, taskKey, actor, text }: EventFilter): boolean =>
  group !== null || taskKey !== null || actor !== null || text.trim() !== '';

const PROBLEMS: ReadonlySet<string> = new Set(['task.failed', 'task.retry_scheduled', 'run.failed']);

function inGroup(event: EventView, group: EventGroup): boolean {
  switch (group) {
    case 'problem':
      return PROBLEMS.has(event.type) || (event.type === 'task.released' && event.data.reason === 'worker_lost');
    case 'turn':
      return event.type === 'task.turn';
    case 'task':
      return event.type.startsWith('task.') && event.type !== 'task.turn';
    case 'run':
    case 'artifact':
      return event.type.startsWith(`${group}.`);
  }
}

/** The same question as the event repository's: what comes live is judged here, what is read is judged there. Every word must occur. */
export function matchesEvent(event: EventView, { group, taskKey, actor, text }: EventFilter): boolean {
  if (group && !inGroup(event, group)) return false;
  if (taskKey && event.taskKey !== taskKey) return false;
  if (actor && event.actor !== actor && !event.actor.startsWith(`${actor}:`)) return false;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const held = `${event.type} ${event.actor} ${event.taskKey ?? ''} ${JSON.stringify(event.data)}`.toLowerCase();
  return words.every((word) => held.includes(word));
}
