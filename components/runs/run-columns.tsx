import type { Column } from '@/components/data-table/data-table';
import { Duration } from '@/components/ui/duration';
import { RelativeTime } from '@/components/ui/relative-time';
import type { RunListItem } from '@/lib/contracts/run';
import { OfflineRunMark } from './offline-run-mark';
import { RunLink } from './run-link';
import { RunState } from './run-state';
import { Spend } from './spend';
import { TaskProgress } from './task-progress';

/** A card under 1024 px: two lines, on a phone three, since the goal then takes one of its own. */
export const RUN_CARD =
  'max-lg:grid-cols-[128px_minmax(0,1fr)_auto] max-lg:gap-y-1 max-lg:py-2.5 max-sm:grid-cols-[104px_minmax(0,1fr)_auto] max-sm:gap-x-3';

export const RUN_COLUMNS: readonly Column<RunListItem>[] = [
  {
    id: 'state',
    header: 'State',
    track: '128px',
    className: 'max-lg:col-start-1 max-lg:row-start-1 max-sm:col-span-2',
    cell: (run) => <RunState status={run.status} reason={run.statusReason} />,
  },
  {
    id: 'goal',
    header: 'Goal',
    track: 'minmax(0,1fr)',
    className: 'max-lg:col-start-2 max-lg:row-start-1 max-sm:col-span-3 max-sm:col-start-1 max-sm:row-start-2',
    cell: (run) => (
      <span className="flex min-w-0 items-center gap-2">
        <RunLink runId={run.id} goal={run.goal} />
        {run.offlineModel ? <OfflineRunMark /> : null}
      </span>
    ),
  },
  {
    id: 'tasks',
    header: 'Tasks',
    track: '116px',
    className: 'max-lg:col-start-1 max-lg:row-start-2 max-sm:row-start-3',
    cell: (run) => <TaskProgress counts={run.counts} />,
  },
  {
    id: 'spend',
    header: 'Spend',
    track: '252px',
    className: 'max-lg:col-start-2 max-lg:row-start-2 max-sm:row-start-3 [th&]:pl-5',
    cell: (run) => <Spend spentUsd={run.spentUsd} budgetUsd={run.budgetUsd} unpricedCalls={run.unpricedCalls} />,
  },
  {
    id: 'started',
    header: 'Started',
    track: '88px',
    className: 'justify-end text-right text-muted max-lg:col-start-3 max-lg:row-start-1 max-sm:text-xs',
    cell: (run) => <RelativeTime at={run.startedAt ?? run.createdAt} className="num whitespace-nowrap" />,
  },
  {
    id: 'duration',
    header: 'Duration',
    track: '72px',
    className: 'justify-end text-right text-muted max-lg:col-start-3 max-lg:row-start-2 max-sm:row-start-3',
    cell: (run) => <Duration from={run.startedAt} to={run.finishedAt} />,
  },
];
