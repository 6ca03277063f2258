'use client';
import { ListChecks } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { DataTable } from '@/components/data-table/data-table';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { ListFooter } from '@/components/ui/list-footer';
import { useShortcut } from '@/components/ui/shortcuts';
import { plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { TASK_CARD, TASK_COLUMNS, taskHref, taskRowKey } from './task-columns';
import { TaskListSkeleton } from './task-list-skeleton';
import { TaskToolbar } from './task-toolbar';
import { useTaskFilters } from './use-task-filters';
import { useTaskList } from './use-task-list';

/** Tasks of all runs. */
export function TaskList() {
  const router = useRouter();
  const filters = useTaskFilters();
  const list = useTaskList(filters);
  const scrollRef = useRef<HTMLDivElement>(null);
  const [currentKey, setCurrentKey] = useState<string | null>(null);
  const { rows } = list;
  const current = rows.find((task) => taskRowKey(task) === currentKey);
  const move = (step: 1 | -1) => {
    const at = current ? rows.indexOf(current) : -1;
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
    if (next) setCurrentKey(taskRowKey(next));
  };
  useShortcut('j', 'Next task', () => move(1), { group: 'Tasks' });
  useShortcut('k', 'Previous task', () => move(-1), { group: 'Tasks' });
  useShortcut('enter', 'Open the task', () => current && router.push(taskHref(current)), {
    group: 'Tasks',
    enabled: current !== undefined,
  });
  useShortcut('esc', 'Let go of the task', () => setCurrentKey(null), { group: 'Tasks', enabled: current !== undefined });

  const content = () => {
    if (list.isError && rows.length === 0) {
      return (
        <ErrorState title="Could not load the tasks" onRetry={() => void list.refetch()} retrying={list.isFetching}>
          {explainError(readError(list.error))}
        </ErrorState>
      );
    }
    if (list.isPending) return <TaskListSkeleton />;
    if (rows.length === 0) return <NoTasks filters={filters} />;
    return (
      <DataTable
        label="Tasks"
        columns={TASK_COLUMNS}
        rows={rows}
        rowKey={taskRowKey}
        currentKey={currentKey}
        cardClassName={TASK_CARD}
        scrollRef={scrollRef}
        stale={list.isPlaceholderData}
        footer={<ListFooter list={list} soFar={`${plural(rows.length, 'task')} so far`} all={plural(rows.length, 'task')} />}
      />
    );
  };
  return (
    <>
      <TaskToolbar filters={filters} />
      {content()}
    </>
  );
}

function NoTasks({ filters }: { filters: ReturnType<typeof useTaskFilters> }) {
  const icon = <ListChecks size={20} strokeWidth={1.6} aria-hidden />;
  if (filters.isFiltered) {
    return (
      <EmptyState icon={icon} title="No task matches" action={<Button onClick={filters.clear}>Clear the filters</Button>}>
        {filters.since === null ? 'No task of a run under way is like this.' : 'Nothing like this ended in this time.'}
      </EmptyState>
    );
  }
  if (filters.since === null) {
    return (
      <EmptyState
        icon={icon}
        title="No run is under way"
        action={<Button onClick={() => filters.setSince('24h')}>Show what ended in 24 h</Button>}
      >
        The tasks of all runs under way will be here, live.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={icon}
      title="Nothing ended in this time"
      action={<Button onClick={() => filters.setSince(null)}>Show what is under way</Button>}
    >
      Each attempt that ends is listed here, newest first.
    </EmptyState>
  );
}
