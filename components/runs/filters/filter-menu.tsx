'use client';
import { ListFilter } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { DropdownMenu, MenuCheckItem, MenuLabel, MenuSeparator } from '@/components/ui/dropdown-menu';
import { ROLE_CHOICES } from './role-label';
import { REASON_LABELS, RUN_SORTS, SINCE_LABELS } from './run-query';
import type { RunFilters } from './use-run-filters';

const SORT_LABELS: Record<(typeof RUN_SORTS)[number], string> = {
  created: 'Newest first',
  spent: 'Costliest first',
  duration: 'Longest first',
  failed: 'Most failed tasks first',
};

/** Filters beside search and status. Under 1024 px, where the table has no head, the order too. */
export function FilterMenu({ filters }: { filters: RunFilters }) {
  const { query, set } = filters;
  const one = (value: string | null, own: string) => (value?.toLowerCase() === own ? null : own);
  return (
    <DropdownMenu
      align="start"
      className="scroll-quiet max-h-(--radix-dropdown-menu-content-available-height) w-60 overflow-y-auto"
      trigger={
        <Button variant="quiet">
          <ListFilter size={14} aria-hidden />
          Filter
        </Button>
      }
    >
      <div className="lg:hidden">
        <MenuLabel>Order</MenuLabel>
        {RUN_SORTS.map((sort) => (
          <MenuCheckItem key={sort} checked={query.sort === sort && query.dir === 'desc'} onSelect={() => set({ sort, dir: 'desc' })}>
            {SORT_LABELS[sort]}
          </MenuCheckItem>
        ))}
        <MenuSeparator />
      </div>
      <MenuLabel>Started</MenuLabel>
      {Object.entries(SINCE_LABELS).map(([span, label]) => (
        <MenuCheckItem key={span} checked={query.since === span} onSelect={() => set({ since: one(query.since, span) })}>
          {label}
        </MenuCheckItem>
      ))}
      <MenuSeparator />
      <MenuCheckItem checked={query.failing} onSelect={() => set({ failing: !query.failing })}>
        With failed tasks
      </MenuCheckItem>
      <MenuSeparator />
      <MenuLabel>Reason</MenuLabel>
      {Object.entries(REASON_LABELS).map(([reason, label]) => (
        <MenuCheckItem key={reason} checked={query.reason === reason} onSelect={() => set({ reason: one(query.reason, reason) })}>
          {label}
        </MenuCheckItem>
      ))}
      <MenuSeparator />
      <MenuLabel>Role at work in it</MenuLabel>
      {ROLE_CHOICES.map(([role, label]) => (
        <MenuCheckItem key={role} checked={query.role === role} onSelect={() => set({ role: one(query.role, role) })}>
          {label}
        </MenuCheckItem>
      ))}
    </DropdownMenu>
  );
}
