'use client';
import { X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { useShortcut } from '@/components/ui/shortcuts';
import type { EventGroup } from '@/lib/contracts/event';
import type { TaskView } from '@/lib/contracts/task';
import { type EventFilter, isFiltered } from '@/lib/run-cache/match-event';
import { EVENT_GROUPS } from './use-event-filter';

const LABELS: Record<EventGroup, string> = {
  run: 'Run',
  task: 'Tasks',
  turn: 'Turns',
  artifact: 'Artifacts',
  problem: 'Problems',
};
// A key or an actor holds no colon in front, so this value cannot be one.
const ALL = ':all';
const GROUP_OPTIONS = [{ value: ALL, label: 'All events' }, ...EVENT_GROUPS.map((value) => ({ value, label: LABELS[value] }))];
const ACTOR_KINDS = [
  { value: ALL, label: 'Anybody' },
  { value: 'user', label: 'People' },
  { value: 'token', label: 'Tokens' },
  { value: 'worker', label: 'Workers' },
  { value: 'engine', label: 'Engine' },
];

interface EventFiltersProps {
  filter: EventFilter;
  onFilter: (change: Partial<EventFilter>) => void;
  tasks: readonly TaskView[];
  /** How many match; null where nothing is narrowed. */
  found: string | null;
  actions: ReactNode;
}

export function EventFilters({ filter, onFilter, tasks, found, actions }: EventFiltersProps) {
  const field = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Filter the events', () => field.current?.select(), { group: 'Events' });
  const isKnownActor = ACTOR_KINDS.some(({ value }) => value === (filter.actor ?? ALL));
  const actors = isKnownActor ? ACTOR_KINDS : [...ACTOR_KINDS, { value: filter.actor ?? ALL, label: filter.actor ?? '' }];
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-b bg-surface px-4 py-2 sm:px-5">
      <Input
        ref={field}
        type="search"
        value={filter.text}
        onChange={(event) => onFilter({ text: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
        maxLength={200}
        placeholder="Words in type, task, actor, data"
        aria-label="Filter events by words"
        className="h-7 min-w-24 max-w-64 flex-1 max-sm:max-w-none max-sm:flex-[1_1_100%]"
      />
      <Select
        aria-label="Kind of event"
        className="h-7 w-28 max-sm:w-[104px]"
        value={filter.group ?? ALL}
        onValueChange={(value) => onFilter({ group: EVENT_GROUPS.find((group) => group === value) ?? null })}
        options={GROUP_OPTIONS}
      />
      <Select
        aria-label="Task"
        className="h-7 w-36 max-sm:w-[104px]"
        value={filter.taskKey ?? ALL}
        onValueChange={(value) => onFilter({ taskKey: value === ALL ? null : value })}
        options={taskOptions(tasks, filter.taskKey)}
      />
      <Select
        aria-label="Actor"
        className="h-7 w-28 max-sm:w-[104px]"
        value={filter.actor ?? ALL}
        onValueChange={(value) => onFilter({ actor: value === ALL ? null : value })}
        options={actors}
      />
      {isFiltered(filter) ? (
        <Button variant="quiet" size="sm" onClick={() => onFilter({ group: null, taskKey: null, actor: null, text: '' })}>
          <X size={14} aria-hidden /> Clear
        </Button>
      ) : null}
      <span className="num ml-auto text-faint text-xs" aria-live="polite">
        {found}
      </span>
      {actions}
    </div>
  );
}

/** A list of thousands is no choice: beyond this many tasks only those that somebody would look for are in it. */
const OPTIONS = 300;

function taskOptions(tasks: readonly TaskView[], chosen: string | null) {
  const shown =
    tasks.length > OPTIONS ? tasks.filter((task) => task.status === 'FAILED' || task.status === 'RUNNING').slice(0, OPTIONS) : tasks;
  const options = shown.map((task) => ({ value: task.key, label: task.title }));
  if (chosen !== null && !shown.some((task) => task.key === chosen)) options.unshift({ value: chosen, label: chosen });
  return [{ value: ALL, label: tasks.length > OPTIONS ? 'All tasks (or type a key)' : 'All tasks' }, ...options];
}
