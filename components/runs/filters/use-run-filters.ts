'use client';
import { debounce, parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { EVERY_RUN, isFiltered, RUN_FILTER_STATUSES, RUN_SORTS, type RunQuery, SORT_DIRS, toSearch } from './run-query';

const parsers = {
  q: parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(250) }),
  status: parseAsArrayOf(parseAsStringLiteral(RUN_FILTER_STATUSES)).withDefault([]),
  since: parseAsString,
  reason: parseAsString,
  role: parseAsString,
  failing: parseAsStringLiteral(['1']),
  sort: parseAsStringLiteral(RUN_SORTS).withDefault(EVERY_RUN.sort),
  dir: parseAsStringLiteral(SORT_DIRS).withDefault(EVERY_RUN.dir),
  view: parseAsString,
};

/** The list's filters, order and view. They live in the URL, so that what is seen can be sent to somebody. */
export function useRunFilters() {
  const [state, setState] = useQueryStates(parsers);
  const query: RunQuery = { ...state, failing: state.failing === '1' };
  const set = (change: Partial<RunQuery>) => {
    const { failing: isFailing, ...rest } = change;
    // A view whose last filter was taken off is left: its name alone in the URL means its own query.
    const view = toSearch({ ...query, ...change }) === '' ? null : state.view;
    void setState({ ...rest, view, ...(isFailing === undefined ? {} : { failing: isFailing ? '1' : null }) });
  };
  return {
    query,
    view: state.view,
    isFiltered: isFiltered(query),
    set,
    /** All of it at once, by a view's name. */
    show: (next: RunQuery, view: string | null) => void setState({ ...next, failing: next.failing ? '1' : null, view }),
    /** The order stays: it hides nothing. */
    clear: () => void setState({ q: null, status: null, since: null, reason: null, role: null, failing: null, view: null }),
  };
}
export type RunFilters = ReturnType<typeof useRunFilters>;
