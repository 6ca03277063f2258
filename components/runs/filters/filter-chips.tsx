import { FilterChip } from './chip';
import { roleLabel } from './role-label';
import { REASON_LABELS, SINCE_LABELS } from './run-query';
import type { RunFilters } from './use-run-filters';

/** The filters of the menu that are on, each removable. */
export function FilterChips({ filters }: { filters: RunFilters }) {
  const { since, reason, role, failing } = filters.query;
  if (!since && !reason && !role && !failing) return null;
  const sinceLabel = since && ((SINCE_LABELS as Record<string, string>)[since] ?? `Since ${new Date(since).toLocaleString()}`);
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {sinceLabel ? <FilterChip label={sinceLabel} onRemove={() => filters.set({ since: null })} /> : null}
      {failing ? <FilterChip label="With failed tasks" onRemove={() => filters.set({ failing: false })} /> : null}
      {reason ? <FilterChip label={REASON_LABELS[reason.toLowerCase()] ?? reason} onRemove={() => filters.set({ reason: null })} /> : null}
      {role ? <FilterChip label={roleLabel(role)} onRemove={() => filters.set({ role: null })} /> : null}
    </div>
  );
}
