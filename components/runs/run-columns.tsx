import Link from 'next/link';
import type { Column } from '@/components/data-table/data-table';
import { Badge } from '@/components/ui/badge';
import { Duration } from '@/components/ui/duration';
import { RelativeTime } from '@/components/ui/relative-time';
import type { RunListItem } from '@/lib/contracts/run';
import { goalTitle } from './goal-title';
import { RunState } from './run-state';
import { Spend } from './spend';
import { TaskProgress } from './task-progress';

/** A card under 640 px: state, then goal over tasks and spend, times at the right. */
export const RUN_CARD = 'max-sm:grid-cols-[auto_minmax(0,1fr)_auto] max-sm:gap-x-3 max-sm:gap-y-1 max-sm:py-2.5';

export const RUN_COLUMNS: readonly Column<RunListItem>[] = [
  {
    id: 'state',
    header: 'State',
    track: '128px',
    className: 'max-sm:col-start-1 max-sm:row-start-1',
    cell: (run) => <RunState status={run.status} reason={run.statusReason} />,
  },
  {
    id: 'goal',
    header: 'Goal',
    track: 'minmax(0,1fr)',
    className: 'max-sm:col-span-3 max-sm:row-start-2',
    cell: (run) => (
      <span className="flex min-w-0 items-center gap-2">
        <Link
          href={`/runs/${run.id}`}
          title={run.goal.slice(0, 600)}
          className="min-w-0 truncate font-medium outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:-outline-offset-2"
        >
          {goalTitle(run.goal)}
        </Link>
        {run.offlineModel ? (
          <Badge tone="warn" className="shrink-0" title="The offline model spoke for this run: its words are invented">
            offline model
          </Badge>
        ) : null}
      </span>
    ),
  },
  {
    id: 'tasks',
    header: 'Tasks',
    track: '116px',
    className: 'max-sm:col-start-1 max-sm:row-start-3 sm:[th&]:pl-5',
    cell: (run) => <TaskProgress counts={run.counts} />,
  },
  {
    id: 'spend',
    header: 'Spend',
    track: '168px',
    className: 'sm:text-right max-sm:col-start-2 max-sm:row-start-3 max-lg:max-w-full',
    cell: (run) => <Spend spentUsd={run.spentUsd} budgetUsd={run.budgetUsd} unpricedCalls={run.unpricedCalls} meter />,
  },
  {
    id: 'started',
    header: 'Started',
    track: '88px',
    className: 'text-right text-muted max-sm:col-start-3 max-sm:row-start-1 max-sm:text-xs',
    cell: (run) => <RelativeTime at={run.startedAt ?? run.createdAt} className="num whitespace-nowrap" />,
  },
  {
    id: 'duration',
    header: 'Duration',
    track: '72px',
    className: 'text-right text-muted max-sm:col-start-3 max-sm:row-start-3',
    cell: (run) => <Duration from={run.startedAt} to={run.finishedAt} />,
  },
];
