'use client';
import { debounce, parseAsString, useQueryStates } from 'nuqs';

const typed = parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(250) });
const parsers = { q: typed, actor: typed, action: parseAsString.withDefault(''), since: parseAsString.withDefault(''), target: typed };

export const AUDIT_PERIODS = [
  { value: 'all', label: 'Any time' },
  { value: '1', label: 'Last 24 h' },
  { value: '7', label: 'Last 7 d' },
  { value: '30', label: 'Last 30 d' },
] as const;

export const AUDIT_NOUNS = [
  'run',
  'session',
  'user',
  'invitation',
  'token',
  'settings',
  'workflow',
  'agent',
  'endpoint',
  'approval',
] as const;

/** The filters live in the URL, so that a view can be sent to somebody. `since` counts days back. */
export function useAuditFilters() {
  const [filters, setFilters] = useQueryStates(parsers);
  const set = (change: Partial<Record<keyof typeof parsers, string>>) =>
    void setFilters(Object.fromEntries(Object.entries(change).map(([key, value]) => [key, value || null])));
  return {
    filters,
    set,
    clear: () => void setFilters(null),
    isFiltered: Object.values(filters).some((value) => value !== ''),
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The same, as the server takes them. To the hour, so that the list keeps its key while it is read. */
export function auditQuery(filters: { q: string; actor: string; action: string; since: string; target: string }, nowMs: number) {
  const days = Number(filters.since);
  const hour = 60 * 60 * 1000;
  const since = days > 0 ? new Date(Math.floor((nowMs - days * DAY_MS) / hour) * hour).toISOString() : undefined;
  return {
    ...(filters.q ? { q: filters.q } : {}),
    ...(filters.actor ? { actor: filters.actor } : {}),
    ...(filters.action ? { action: filters.action } : {}),
    ...(filters.target ? { targetId: filters.target } : {}),
    ...(since ? { since } : {}),
  };
}
