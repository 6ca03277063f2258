'use client';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import type { RunSort } from '@/lib/contracts/run-query';
import type { RunFilters } from './filters/use-run-filters';

/** The head of a column that the list can be sorted by: a press sorts by it, another turns the order round. */
export function SortHeader({ label, sort, filters }: { label: string; sort: RunSort; filters: RunFilters }) {
  const { query, set } = filters;
  const isSorted = query.sort === sort;
  const Arrow = query.dir === 'asc' ? ArrowUp : ArrowDown;
  return (
    <button
      type="button"
      onClick={() => set({ sort, dir: isSorted && query.dir === 'desc' ? 'asc' : 'desc' })}
      className={cn('-mx-1 inline-flex items-center gap-1 rounded-sm px-1 py-0.5 hover:text-fg', isSorted && 'font-medium text-fg')}
    >
      {label}
      <Arrow size={12} aria-hidden className={cn('shrink-0', !isSorted && 'hidden')} />
    </button>
  );
}
