import Link from 'next/link';
import type { Column } from '@/components/data-table/data-table';
import { roleLabel } from '@/components/runs/filters/role-label';
import { goalTitle } from '@/components/runs/goal-title';
import { Duration } from '@/components/ui/duration';
import { Money } from '@/components/ui/money';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateLabel } from '@/components/ui/state-label';
import { stateLabel, toState } from '@/components/ui/states';
import type { TaskListItem } from '@/lib/contracts/task-list';

/** The run page with the task's drawer open. */
export const taskHref = (task: Pick<TaskListItem, 'runId' | 'key'>): string => `/runs/${task.runId}?task=${encodeURIComponent(task.key)}`;

/** A task is in an ended list once for each of its attempts. */
export const taskRowKey = (task: TaskListItem): string => `${task.id} ${task.attempt} ${task.outcome} ${task.finishedAt}`;

export const TASK_CARD = 'max-lg:grid-cols-[minmax(0,1fr)_auto] max-lg:gap-y-0.5 max-lg:py-2.5';

/** An attempt that was tried again is told by itself, whatever the task has come to since. */
function TaskState({ task }: { task: TaskListItem }) {
  if (task.outcome === 'retried') return <StateLabel state="waiting" text="Tried again" />;
  const state = toState(task.outcome ?? task.status);
  return (
    <StateLabel
      state={state}
      text={task.status === 'WAITING' && task.waitingFor ? `${stateLabel(state)}: ${task.waitingFor}` : undefined}
    />
  );
}

export const TASK_COLUMNS: readonly Column<TaskListItem>[] = [
  {
    id: 'state',
    header: 'State',
    track: '136px',
    className: 'max-lg:col-start-1 max-lg:row-start-1',
    cell: (task) => <TaskState task={task} />,
  },
  {
    id: 'task',
    header: 'Task',
    track: 'minmax(0,2fr)',
    className: 'max-lg:col-span-2 max-lg:row-start-2',
    cell: (task) => (
      <span className="flex min-w-0 flex-col py-1">
        <Link
          href={taskHref(task)}
          prefetch={false}
          className="truncate font-medium outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:-outline-offset-2"
        >
          {task.title}
        </Link>
        {task.error ? (
          <span className="truncate text-failed text-xs" title={task.error.message}>
            {task.error.message || task.error.code}
          </span>
        ) : null}
      </span>
    ),
  },
  {
    id: 'run',
    header: 'Run',
    track: 'minmax(0,1fr)',
    className: 'text-muted max-lg:col-span-2 max-lg:row-start-3 max-lg:text-xs',
    cell: (task) => (
      <span className="truncate" title={task.runGoal}>
        {goalTitle(task.runGoal)}
      </span>
    ),
  },
  {
    id: 'role',
    header: 'Role',
    track: '136px',
    className: 'text-muted max-lg:hidden',
    cell: (task) => <span className="truncate">{roleLabel(task.role)}</span>,
  },
  {
    id: 'attempt',
    header: 'Attempt',
    track: '56px',
    className: 'num justify-end text-right text-muted max-lg:hidden',
    cell: (task) => (task.attempt > 0 ? `${task.attempt} of ${task.maxAttempts}` : '–'),
  },
  {
    id: 'duration',
    header: 'Duration',
    track: '64px',
    className: 'justify-end text-right text-muted max-lg:col-start-2 max-lg:row-start-1 max-lg:text-xs',
    cell: (task) => <Duration from={task.startedAt} to={task.finishedAt} />,
  },
  {
    id: 'cost',
    header: 'Cost',
    track: '72px',
    className: 'justify-end text-right max-lg:hidden',
    cell: (task) => <Money usd={task.costUsd} />,
  },
  {
    id: 'ended',
    header: 'Ended',
    track: '84px',
    className: 'justify-end text-right text-muted max-lg:hidden',
    cell: (task) => (task.finishedAt ? <RelativeTime at={task.finishedAt} className="num whitespace-nowrap" /> : '–'),
  },
];
