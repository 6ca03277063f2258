'use client';
import { OUTCOME_LABELS } from '@/components/charts/outcome-style';
import { RANGES, type Range } from '@/components/overview/ranges';
import { ROLE_CHOICES, roleLabel } from '@/components/runs/filters/role-label';
import { Select } from '@/components/ui/select';
import { StateIcon } from '@/components/ui/state-icon';
import { type State, stateLabel } from '@/components/ui/states';
import type { Outcome } from '@/lib/contracts/dashboard';
import { SHOWN_OUTCOMES, SHOWN_STATUSES, type TaskFilters } from './use-task-filters';

const ROLES: readonly string[] = ROLE_CHOICES.map(([role]) => role);
const ANY_ROLE = 'any';
const RANGE_LABELS: Record<Range, string> = { '24h': '24 h', '7d': '7 d', '30d': '30 d' };
const OUTCOME_STATE: Record<Outcome, State> = { succeeded: 'succeeded', failed: 'failed', retried: 'waiting', cancelled: 'cancelled' };

const chip =
  'inline-flex h-7 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-md border border-transparent px-2 font-medium text-muted transition-colors duration-120 hover:bg-hover hover:text-fg aria-pressed:border-line-strong aria-pressed:bg-surface aria-pressed:text-fg pointer-coarse:h-9 pointer-coarse:px-2.5 -outline-offset-2';
const when =
  'h-6 shrink-0 whitespace-nowrap rounded-sm px-2.5 font-medium text-muted text-xs -outline-offset-1 transition-colors duration-120 hover:text-fg aria-pressed:bg-accent-soft aria-pressed:text-accent pointer-coarse:h-9 pointer-coarse:px-3';

/** The tasks of runs under way, or what ended within a range; then by state and role. */
export function TaskToolbar({ filters }: { filters: TaskFilters }) {
  const roles = filters.role && !ROLES.includes(filters.role) ? [...ROLES, filters.role] : ROLES;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-y bg-canvas px-4 py-2 sm:px-5">
      <fieldset aria-label="When" className="inline-flex rounded-md border border-line-strong bg-surface p-0.5">
        <button type="button" aria-pressed={filters.since === null} onClick={() => filters.setSince(null)} className={when}>
          Runs under way
        </button>
        {RANGES.map((range) => (
          <button key={range} type="button" aria-pressed={filters.since === range} onClick={() => filters.setSince(range)} className={when}>
            <span className="max-sm:sr-only">Ended, </span>
            {RANGE_LABELS[range]}
          </button>
        ))}
      </fieldset>
      <Select
        aria-label="Role"
        value={filters.role ?? ANY_ROLE}
        onValueChange={(role) => filters.setRole(role === ANY_ROLE ? null : role)}
        options={[{ value: ANY_ROLE, label: 'Any role' }, ...roles.map((role) => ({ value: role, label: roleLabel(role) }))]}
        className="h-7 w-40 pointer-coarse:h-9"
      />
      <fieldset aria-label="State" className="-mx-4 flex min-w-0 gap-0.5 overflow-x-auto px-4 [scrollbar-width:none] sm:mx-0 sm:px-0">
        {filters.since === null ? (
          <>
            <button type="button" aria-pressed={filters.status === null} onClick={() => filters.setStatus(null)} className={chip}>
              All
            </button>
            {SHOWN_STATUSES.map((status) => (
              <button
                key={status}
                type="button"
                aria-pressed={filters.status === status}
                onClick={() => filters.setStatus(filters.status === status ? null : status)}
                className={chip}
              >
                <StateIcon state={status} decorative className="animate-none" />
                {stateLabel(status)}
              </button>
            ))}
          </>
        ) : (
          <>
            <button type="button" aria-pressed={filters.outcome === null} onClick={() => filters.setOutcome(null)} className={chip}>
              All
            </button>
            {SHOWN_OUTCOMES.map((outcome) => (
              <button
                key={outcome}
                type="button"
                aria-pressed={filters.outcome === outcome}
                onClick={() => filters.setOutcome(filters.outcome === outcome ? null : outcome)}
                className={chip}
              >
                <StateIcon state={OUTCOME_STATE[outcome]} decorative />
                {OUTCOME_LABELS[outcome]}
              </button>
            ))}
          </>
        )}
      </fieldset>
    </div>
  );
}
