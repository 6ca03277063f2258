'use client';
import { Search, X } from 'lucide-react';
import { useRef } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Kbd } from '@/components/ui/kbd';
import { useShortcut } from '@/components/ui/shortcuts';
import type { IncidentFilters } from './use-incident-filters';

const chip =
  'inline-flex h-7 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-md border border-transparent px-2 font-medium text-muted transition-colors duration-120 hover:bg-hover hover:text-fg aria-pressed:border-line-strong aria-pressed:bg-surface aria-pressed:text-fg pointer-coarse:h-10 pointer-coarse:px-3 -outline-offset-2';
const STATUSES = [
  ['open', 'Open'],
  ['closed', 'Closed'],
  ['all', 'All'],
] as const;

/** Search, open or closed, and the run that the list is narrowed to. */
export function IncidentToolbar({ filters }: { filters: IncidentFilters }) {
  const inputRef = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Search', () => inputRef.current?.select(), { group: 'Dead letters' });
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-y bg-canvas px-4 py-2 sm:px-5">
      <search className="relative w-full sm:w-64">
        <Search size={14} aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-faint" />
        <Input
          ref={inputRef}
          value={filters.q}
          onChange={(event) => filters.set({ q: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
          maxLength={200}
          placeholder="Error message, code or status"
          aria-label="Search incidents"
          enterKeyHint="search"
          className="px-8"
        />
        <span className="absolute inset-y-0 right-1.5 flex items-center">
          {filters.q ? (
            <IconButton label="Clear the search" size="sm" onClick={() => filters.set({ q: '' })}>
              <X size={14} aria-hidden />
            </IconButton>
          ) : (
            <Kbd>/</Kbd>
          )}
        </span>
      </search>
      <fieldset aria-label="Status" className="flex gap-0.5">
        {STATUSES.map(([status, label]) => (
          <button
            key={status}
            type="button"
            aria-pressed={filters.status === status}
            onClick={() => filters.set({ status })}
            className={chip}
          >
            {label}
          </button>
        ))}
      </fieldset>
      {filters.run ? (
        <span className="inline-flex h-7 items-center gap-1 rounded-md border border-line-strong bg-surface pl-2 text-muted">
          Run
          <code className="text-xs" title={filters.run}>
            {filters.run.slice(0, 4)}…{filters.run.slice(-4)}
          </code>
          <IconButton label="Show all runs" size="sm" onClick={() => filters.set({ run: null })}>
            <X size={14} aria-hidden />
          </IconButton>
        </span>
      ) : null}
    </div>
  );
}
