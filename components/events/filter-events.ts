import type { EventView } from '@/lib/contracts/event';
import { eventSentence } from './event-sentence';

/** What the log is narrowed to. Empty text and null take everything. */
export interface EventFilter {
  group: EventGroup | null;
  taskKey: string | null;
  text: string;
}

export const EVENT_GROUPS = ['run', 'task', 'turn', 'artifact', 'problem'] as const;
export type EventGroup = (typeof EVENT_GROUPS)[number];

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

/** Keeps the order. Text is looked for in the sentence, the task's key, the type and the actor, ignoring case. */
export function filterEvents(events: readonly EventView[], filter: EventFilter): readonly EventView[] {
  const text = filter.text.trim().toLowerCase();
  if (!filter.group && !filter.taskKey && text === '') return events;
  return events.filter((event) => {
    if (filter.group && !inGroup(event, filter.group)) return false;
    if (filter.taskKey && event.taskKey !== filter.taskKey) return false;
    if (text === '') return true;
    return `${eventSentence(event)} ${event.taskKey ?? ''} ${event.type} ${event.actor}`.toLowerCase().includes(text);
  });
}
