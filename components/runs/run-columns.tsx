import type { Column } from '@/components/data-table/data-table';
import { CheckMark } from '@/components/ui/check-mark';
import { Duration } from '@/components/ui/duration';
import { RelativeTime } from '@/components/ui/relative-time';
import type { RunListItem } from '@/lib/contracts/run';
import type { RunSort } from '@/lib/contracts/run-query';
import type { RunFilters } from './filters/use-run-filters';
import { goalTitle } from './goal-title';
import { OfflineRunMark } from './offline-run-mark';
import { RunLink } from './run-link';
import { RunState } from './run-state';
import { SortHeader } from './sort-header';
import { Spend } from './spend';
import { TaskProgress } from './task-progress';

/** A card under 1024 px: two lines, on a phone three, since the goal then takes one of its own. */
export const RUN_CARD =
  'max-lg:grid-cols-[20px_128px_minmax(0,1fr)_auto] max-lg:gap-y-1 max-lg:py-2.5 max-sm:grid-cols-[20px_104px_minmax(0,1fr)_auto] max-sm:gap-x-3';

/** Columns that a person may hide, with what the menu calls them. */
export const CHOSEN_COLUMNS = [
  { id: 'tasks', label: 'Tasks' },
  { id: 'failed', label: 'Failed tasks' },
  { id: 'spend', label: 'Spend' },
  { id: 'by', label: 'Started by' },
  { id: 'started', label: 'Started' },
  { id: 'duration', label: 'Duration' },
] as const;
export type ChosenColumn = (typeof CHOSEN_COLUMNS)[number]['id'];
export const USUAL_COLUMNS: readonly ChosenColumn[] = ['tasks', 'spend', 'started', 'duration'];

interface ColumnsOptions {
  filters: RunFilters;
  shown: readonly ChosenColumn[];
  isSelected: (id: string) => boolean;
  onToggle: (id: string, range: boolean) => void;
}

type RunColumn = Column<RunListItem>;

/** The columns of the list from left to right, those left out that the person has hidden. */
export function runColumns({ filters, shown, isSelected, onToggle }: ColumnsOptions): RunColumn[] {
  const sortable = (sort: RunSort, label: string): Pick<RunColumn, 'header' | 'sorted'> => {
    const order = filters.query.dir === 'asc' ? 'ascending' : 'descending';
    return { header: <SortHeader label={label} sort={sort} filters={filters} />, sorted: filters.query.sort === sort ? order : 'none' };
  };
  const select: RunColumn = {
    id: 'select',
    header: <span className="sr-only">Selected</span>,
    track: '20px',
    className: 'relative z-10 max-lg:col-start-1 max-lg:row-span-3 max-lg:row-start-1',
    cell: (run) => (
      <CheckMark
        label={`Select ${goalTitle(run.goal)}`}
        checked={isSelected(run.id)}
        onToggle={(event) => onToggle(run.id, event.shiftKey)}
        className="-mx-1 shrink-0 pointer-coarse:-mx-2.5"
      />
    ),
  };
  const chosen = CHOSEN_COLUMNS.filter(({ id }) => shown.includes(id)).map(({ id }) => ({ id, ...CHOSEN[id](sortable) }));
  return [select, ...FIXED, ...chosen];
}

const FIXED: readonly RunColumn[] = [
  {
    id: 'state',
    header: 'State',
    track: '148px',
    className: 'max-lg:col-start-2 max-lg:row-start-1 max-sm:col-span-2',
    cell: (run) => <RunState status={run.status} reason={run.statusReason} />,
  },
  {
    id: 'goal',
    header: 'Goal',
    track: 'minmax(0,1fr)',
    className: 'max-lg:col-start-3 max-lg:row-start-1 max-sm:col-span-3 max-sm:col-start-2 max-sm:row-start-2',
    cell: (run) => (
      <span className="flex min-w-0 items-center gap-2">
        <RunLink runId={run.id} goal={run.goal} />
        {run.offlineModel ? <OfflineRunMark /> : null}
      </span>
    ),
  },
];

type Sortable = (sort: RunSort, label: string) => Pick<RunColumn, 'header' | 'sorted'>;

const CHOSEN: Record<ChosenColumn, (sortable: Sortable) => Omit<RunColumn, 'id'>> = {
  tasks: () => ({
    header: 'Tasks',
    track: '116px',
    className: 'max-lg:col-start-2 max-lg:row-start-2 max-sm:row-start-3',
    cell: (run) => <TaskProgress counts={run.counts} />,
  }),
  failed: (sortable) => ({
    ...sortable('failed', 'Failed'),
    track: '64px',
    className: 'justify-end text-right max-lg:hidden',
    cell: (run) => <span className={run.counts.failed > 0 ? 'num text-failed' : 'num text-faint'}>{run.counts.failed}</span>,
  }),
  spend: (sortable) => ({
    ...sortable('spent', 'Spend'),
    track: '252px',
    className: 'max-lg:col-start-3 max-lg:row-start-2 max-sm:row-start-3 [th&]:pl-5',
    cell: (run) => <Spend spentUsd={run.spentUsd} budgetUsd={run.budgetUsd} unpricedCalls={run.unpricedCalls} />,
  }),
  by: () => ({
    header: 'Started by',
    track: '148px',
    className: 'text-muted max-lg:hidden',
    cell: (run) => (
      <span className="truncate" title={run.createdBy}>
        {run.createdBy.replace(/^(user|token):/, '')}
      </span>
    ),
  }),
  started: (sortable) => ({
    ...sortable('created', 'Started'),
    track: '88px',
    className: 'justify-end text-right text-muted max-lg:col-start-4 max-lg:row-start-1 max-sm:text-xs',
    cell: (run) => <RelativeTime at={run.startedAt ?? run.createdAt} className="num whitespace-nowrap" />,
  }),
  duration: (sortable) => ({
    ...sortable('duration', 'Duration'),
    track: '80px',
    className: 'justify-end text-right text-muted max-lg:col-start-4 max-lg:row-start-2 max-sm:row-start-3',
    cell: (run) => <Duration from={run.startedAt} to={run.finishedAt} />,
  }),
};
