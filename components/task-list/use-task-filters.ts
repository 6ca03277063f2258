import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { RANGES } from '@/components/overview/ranges';
import type { Outcome } from '@/lib/contracts/dashboard';
import type { TaskStatus } from '@/lib/contracts/task';

export const SHOWN_STATUSES = [
  'running',
  'waiting',
  'ready',
  'pending',
  'succeeded',
  'failed',
  'skipped',
  'cancelled',
] as const satisfies readonly Lowercase<TaskStatus>[];
export const SHOWN_OUTCOMES = ['failed', 'retried', 'succeeded', 'cancelled'] as const satisfies readonly Outcome[];

const PARSERS = {
  /** Absent: what is under way now. */
  since: parseAsStringLiteral(RANGES),
  status: parseAsStringLiteral(SHOWN_STATUSES),
  outcome: parseAsStringLiteral(SHOWN_OUTCOMES),
  role: parseAsString,
  waitingFor: parseAsString,
};

/** The filters of the list of tasks. They live in the URL: figures of the overview lead here by it. */
export function useTaskFilters() {
  const [url, set] = useQueryStates(PARSERS);
  const since = url.since ?? (url.outcome ? '24h' : null);
  return {
    since,
    status: since === null ? url.status : null,
    outcome: url.outcome,
    role: url.role,
    waitingFor: since === null ? url.waitingFor : null,
    /** Null: what is under way now. */
    setSince: (next: typeof since) =>
      void set(next === null ? { since: null, outcome: null } : { since: next, status: null, waitingFor: null }),
    setStatus: (status: (typeof SHOWN_STATUSES)[number] | null) => void set({ status, waitingFor: null }),
    setOutcome: (outcome: (typeof SHOWN_OUTCOMES)[number] | null) => void set({ outcome, since: since ?? '24h' }),
    setRole: (role: string | null) => void set({ role }),
    clear: () => void set({ status: null, outcome: null, role: null, waitingFor: null, since }),
    isFiltered: url.role !== null || url.outcome !== null || (since === null && (url.status !== null || url.waitingFor !== null)),
  };
}
export type TaskFilters = ReturnType<typeof useTaskFilters>;
