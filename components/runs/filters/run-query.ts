import type { RunSort, SinceSpan, SortDir } from '@/lib/contracts/run-query';

// Of the contract only types: its schemas would bring the validator into the page's first script.
export const RUN_FILTER_STATUSES = ['running', 'planning', 'paused', 'succeeded', 'failed', 'cancelled'] as const;
export type RunFilterStatus = (typeof RUN_FILTER_STATUSES)[number];
export const RUN_SORTS = ['created', 'spent', 'duration', 'failed'] as const satisfies readonly RunSort[];
export const SORT_DIRS = ['asc', 'desc'] as const satisfies readonly SortDir[];
export const SINCE_LABELS: Record<SinceSpan, string> = { '24h': 'Last 24 hours', '7d': 'Last 7 days', '30d': 'Last 30 days' };
export const REASON_LABELS: Record<string, string> = {
  budget: 'Budget reached',
  budget_forecast: 'Forecast over budget',
  plan_review: 'Plan to review',
  tasks_failed: 'Tasks failed',
};

/** What of the list the URL says. `since` and `reason` may hold what a link from elsewhere asks for. */
export interface RunQuery {
  q: string;
  status: RunFilterStatus[];
  since: string | null;
  reason: string | null;
  role: string | null;
  failing: boolean;
  sort: RunSort;
  dir: SortDir;
}

export const EVERY_RUN: RunQuery = {
  q: '',
  status: [],
  since: null,
  reason: null,
  role: null,
  failing: false,
  sort: 'created',
  dir: 'desc',
};

export const isFiltered = (query: RunQuery): boolean =>
  query.q !== '' || query.status.length > 0 || query.failing || [query.since, query.reason, query.role].some((value) => value !== null);

/** The query string of a list: only what differs from the list of every run, always in the same order. */
export function toSearch(query: RunQuery): string {
  const search = new URLSearchParams();
  if (query.q !== '') search.set('q', query.q);
  if (query.status.length > 0) search.set('status', RUN_FILTER_STATUSES.filter((status) => query.status.includes(status)).join(','));
  for (const name of ['since', 'reason', 'role'] as const) {
    const value = query[name];
    if (value !== null) search.set(name, value);
  }
  if (query.failing) search.set('failing', '1');
  if (query.sort !== EVERY_RUN.sort) search.set('sort', query.sort);
  if (query.dir !== EVERY_RUN.dir) search.set('dir', query.dir);
  return search.toString();
}

/** Reads a query string; what is not known is left out. */
export function fromSearch(text: string): RunQuery {
  const search = new URLSearchParams(text);
  const one = <V extends string>(values: readonly V[], value: string | null): V | null => values.find((known) => known === value) ?? null;
  return {
    q: search.get('q') ?? '',
    status: (search.get('status') ?? '').split(',').flatMap((name) => one(RUN_FILTER_STATUSES, name.trim().toLowerCase()) ?? []),
    since: search.get('since'),
    reason: search.get('reason'),
    role: search.get('role'),
    failing: search.get('failing') === '1',
    sort: one(RUN_SORTS, search.get('sort')) ?? EVERY_RUN.sort,
    dir: one(SORT_DIRS, search.get('dir')) ?? EVERY_RUN.dir,
  };
}

/** As `runs.list` and `runs.count` take it. */
export function toFilter(query: RunQuery, q: string) {
  return {
    q: q || undefined,
    status: query.status.join(',') || undefined,
    since: query.since ?? undefined,
    reason: query.reason ?? undefined,
    role: query.role ?? undefined,
    failing: query.failing || undefined,
  };
}
