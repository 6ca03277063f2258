'use client';
import { X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { TaskView } from '@/lib/contracts/task';
import { EVENT_GROUPS, type EventFilter, type EventGroup } from './filter-events';

const ALL = 'all';
const LABELS: Record<EventGroup, string> = {
  run: 'Run',
  task: 'Tasks',
  turn: 'Turns',
  artifact: 'Artifacts',
  problem: 'Problems',
};
const GROUP_OPTIONS = [{ value: ALL, label: 'All events' }, ...EVENT_GROUPS.map((value) => ({ value, label: LABELS[value] }))];

interface EventFiltersProps {
  filter: EventFilter;
  onFilter: (filter: EventFilter) => void;
  tasks: readonly TaskView[];
}

export function EventFilters({ filter, onFilter, tasks }: EventFiltersProps) {
  const isFiltered = filter.group !== null || filter.taskKey !== null || filter.text !== '';
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-b bg-surface px-4 py-2 sm:px-5">
      <Input
        type="search"
        value={filter.text}
        onChange={(event) => onFilter({ ...filter, text: event.target.value })}
        placeholder="Filter by words"
        aria-label="Filter events by words"
        className="h-7 min-w-24 max-w-64 flex-1"
      />
      <Select
        aria-label="Kind of event"
        className="h-7 w-32 max-sm:w-[104px]"
        value={filter.group ?? ALL}
        onValueChange={(value) => onFilter({ ...filter, group: EVENT_GROUPS.find((group) => group === value) ?? null })}
        options={GROUP_OPTIONS}
      />
      <Select
        aria-label="Task"
        className="h-7 w-40 max-sm:w-[104px]"
        // A key holds no colon, so this value cannot be a task's.
        value={filter.taskKey ?? ':all'}
        onValueChange={(value) => onFilter({ ...filter, taskKey: value === ':all' ? null : value })}
        options={[{ value: ':all', label: 'All tasks' }, ...tasks.map((task) => ({ value: task.key, label: task.title }))]}
      />
      {isFiltered ? (
        <Button variant="quiet" onClick={() => onFilter({ group: null, taskKey: null, text: '' })}>
          <X size={14} aria-hidden /> Clear
        </Button>
      ) : null}
    </div>
  );
}
