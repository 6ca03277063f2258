'use client';
import { Search, X } from 'lucide-react';
import { useRef } from 'react';
import { cn } from '@/components/ui/cn';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Kbd } from '@/components/ui/kbd';
import { useShortcut } from '@/components/ui/shortcuts';
import { StateIcon } from '@/components/ui/state-icon';
import { stateLabel } from '@/components/ui/states';
import { RUN_FILTER_STATUSES, type useRunFilters } from './use-run-filters';

const chipStyle =
  'inline-flex h-7 shrink-0 items-center gap-1.5 rounded-md border border-transparent px-2 font-medium text-muted transition-colors duration-120 hover:bg-hover hover:text-fg aria-pressed:border-line-strong aria-pressed:bg-surface aria-pressed:text-fg pointer-coarse:h-9 pointer-coarse:px-2.5 -outline-offset-2';

/** Search and status of the list of runs. `/` comes here, Escape leaves. */
export function RunToolbar({ filters }: { filters: ReturnType<typeof useRunFilters> }) {
  const inputRef = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Search', () => inputRef.current?.select(), { group: 'Runs' });
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-y bg-canvas px-4 py-2 sm:px-5">
      <search className="relative w-full sm:w-72">
        <Search size={14} aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-faint" />
        <Input
          ref={inputRef}
          value={filters.q}
          onChange={(event) => filters.setQ(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
          maxLength={200}
          placeholder="Search goals"
          aria-label="Search runs"
          enterKeyHint="search"
          className="px-8"
        />
        <span className="absolute inset-y-0 right-1.5 flex items-center">
          {filters.q ? (
            <IconButton label="Clear the search" size="sm" onClick={() => filters.setQ('')}>
              <X size={14} aria-hidden />
            </IconButton>
          ) : (
            <Kbd>/</Kbd>
          )}
        </span>
      </search>
      <fieldset aria-label="Status" className="-mx-4 flex min-w-0 gap-0.5 overflow-x-auto px-4 [scrollbar-width:none] sm:mx-0 sm:px-0">
        <button type="button" aria-pressed={filters.status === null} onClick={() => filters.setStatus(null)} className={chipStyle}>
          All
        </button>
        {RUN_FILTER_STATUSES.map((status) => (
          <button
            key={status}
            type="button"
            aria-pressed={filters.status === status}
            onClick={() => filters.setStatus(filters.status === status ? null : status)}
            className={cn(chipStyle)}
          >
            <StateIcon state={status} decorative className="animate-none" />
            {stateLabel(status)}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
