'use client';
import { X } from 'lucide-react';
import { IconButton } from '@/components/ui/icon-button';
import { SearchField } from '@/components/ui/search-field';
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
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-y bg-canvas px-4 py-2 sm:px-5">
      <SearchField
        value={filters.q}
        onChange={(q) => filters.set({ q })}
        label="Search incidents"
        placeholder="Error message, code or status"
        group="Dead letters"
      />
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
