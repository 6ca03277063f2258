'use client';
import { Search, X } from 'lucide-react';
import { useRef } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Kbd } from '@/components/ui/kbd';
import { useShortcut } from '@/components/ui/shortcuts';
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
  const inputRef = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Search', () => inputRef.current?.select(), { group: 'Runs' });
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-y bg-canvas px-4 py-2 sm:px-5">
      <search className="relative w-full sm:w-64">
        <Search size={14} aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-faint" />
        <Input
          ref={inputRef}
          value={query.q}
          onChange={(event) => set({ q: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
          maxLength={200}
          placeholder="Goal, id, role, task or artifact"
          aria-label="Search runs"
          enterKeyHint="search"
          className="px-8"
        />
        <span className="absolute inset-y-0 right-1.5 flex items-center">
          {query.q ? (
            <IconButton label="Clear the search" size="sm" onClick={() => set({ q: '' })}>
              <X size={14} aria-hidden />
            </IconButton>
          ) : (
            <Kbd>/</Kbd>
          )}
        </span>
      </search>
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
