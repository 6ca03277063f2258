'use client';
import { SearchField } from '@/components/ui/search-field';
import { StateIcon } from '@/components/ui/state-icon';
import { stateLabel } from '@/components/ui/states';
import { ColumnMenu } from './column-menu';
import { FilterChips } from './filters/filter-chips';
import { FilterMenu } from './filters/filter-menu';
import { RUN_FILTER_STATUSES, type RunFilterStatus } from './filters/run-query';
import type { RunFilters } from './filters/use-run-filters';
import type { ChosenColumn } from './run-columns';

const chipStyle =
  'inline-flex h-7 shrink-0 items-center gap-1.5 rounded-md border border-transparent px-2 font-medium text-muted transition-colors duration-120 hover:bg-hover hover:text-fg aria-pressed:border-line-strong aria-pressed:bg-surface aria-pressed:text-fg pointer-coarse:h-9 pointer-coarse:px-2.5 -outline-offset-2';

interface RunToolbarProps {
  filters: RunFilters;
  columns: { shown: readonly ChosenColumn[]; toggle: (column: ChosenColumn) => void };
}

/** Search and filters of the list of runs. `/` comes here, Escape leaves. */
export function RunToolbar({ filters, columns }: RunToolbarProps) {
  const { query, set } = filters;
  const toggle = (status: RunFilterStatus) =>
    set({ status: query.status.includes(status) ? query.status.filter((one) => one !== status) : [...query.status, status] });
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-y bg-canvas px-4 py-2 sm:px-5">
      <SearchField
        value={query.q}
        onChange={(q) => set({ q })}
        label="Search runs"
        placeholder="Goal, id, role, task or artifact"
        group="Runs"
      />
      <fieldset aria-label="Status" className="-mx-4 flex min-w-0 gap-0.5 overflow-x-auto px-4 [scrollbar-width:none] sm:mx-0 sm:px-0">
        <button type="button" aria-pressed={query.status.length === 0} onClick={() => set({ status: [] })} className={chipStyle}>
          Any
        </button>
        {RUN_FILTER_STATUSES.map((status) => (
          <button
            key={status}
            type="button"
            aria-pressed={query.status.includes(status)}
            onClick={() => toggle(status)}
            className={chipStyle}
          >
            <StateIcon state={status} decorative className="animate-none" />
            {stateLabel(status)}
          </button>
        ))}
      </fieldset>
      <FilterMenu filters={filters} />
      <FilterChips filters={filters} />
      <ColumnMenu {...columns} />
    </div>
  );
}
