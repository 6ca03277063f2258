import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';

const PARSERS = {
  q: parseAsString.withDefault(''),
  status: parseAsStringLiteral(['open', 'closed', 'all'] as const).withDefault('open'),
  /** Of one run alone. */
  run: parseAsString,
};

/** The filters of the list of incidents. They live in the URL. */
export function useIncidentFilters() {
  const [url, set] = useQueryStates(PARSERS, { history: 'replace' });
  return {
    ...url,
    set: (next: Partial<typeof url>) => void set(next),
    clear: () => void set({ q: null, status: null, run: null }),
    isFiltered: url.q !== '' || url.run !== null,
  };
}
export type IncidentFilters = ReturnType<typeof useIncidentFilters>;
