'use client';
import { debounce, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';

export const RUN_FILTER_STATUSES = ['running', 'planning', 'paused', 'succeeded', 'failed', 'cancelled'] as const;
export type RunFilterStatus = (typeof RUN_FILTER_STATUSES)[number];

const parsers = {
  q: parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(250) }),
  status: parseAsStringLiteral(RUN_FILTER_STATUSES),
};

/** The filters of the list of runs. They live in the URL, so that a view can be sent to somebody. */
export function useRunFilters() {
  const [filters, setFilters] = useQueryStates(parsers);
  return {
    q: filters.q,
    status: filters.status,
    setQ: (q: string) => void setFilters({ q: q || null }),
    setStatus: (status: RunFilterStatus | null) => void setFilters({ status }),
    clear: () => void setFilters({ q: null, status: null }),
    isFiltered: filters.q !== '' || filters.status !== null,
  };
}
