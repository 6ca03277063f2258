import { FilterChip } from './chip';
import { roleLabel } from './role-label';
import { REASON_LABELS, SINCE_LABELS } from './run-query';
import type { RunFilters } from './use-run-filters';

/** The filters of the menu that are on, each removable. */
export function FilterChips({ filters }: { filters: RunFilters }) {
  const { since, reason, role, failing } = filters.query;
  if (!since && !reason && !role && !failing) return null;
  const sinceText = since && ((SINCE_LABELS as Record<string, string>)[since] ?? `Since ${new Date(since).toLocaleString()}`);
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {sinceText ? (
        <FilterChip name={sinceText} onRemove={() => filters.set({ since: null })}>
          {sinceText}
        </FilterChip>
      ) : null}
      {failing ? (
        <FilterChip name="with failed tasks" onRemove={() => filters.set({ failing: false })}>
          With failed tasks
        </FilterChip>
      ) : null}
      {reason ? (
        <FilterChip name={`reason ${reason}`} onRemove={() => filters.set({ reason: null })}>
          {REASON_LABELS[reason.toLowerCase()] ?? reason}
        </FilterChip>
      ) : null}
      {role ? (
        <FilterChip name={`role ${role}`} onRemove={() => filters.set({ role: null })}>
          {roleLabel(role)}
        </FilterChip>
      ) : null}
    </div>
  );
}
