import { debounce, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { type InboxQuery, PRIORITY_WORDS, SHOW_WORDS, TYPE_WORDS } from './inbox-query';

const PARSERS = {
  /** The one that is read. */
  item: parseAsString,
  q: parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(250) }),
  type: parseAsStringLiteral(TYPE_WORDS),
  priority: parseAsStringLiteral(PRIORITY_WORDS),
  show: parseAsStringLiteral(SHOW_WORDS).withDefault('all'),
  run: parseAsString,
  view: parseAsString,
};

/** What is looked for and which one is read. It lives in the URL, so that it can be sent to somebody. */
export function useInboxUrl() {
  const [{ item, view, ...query }, set] = useQueryStates(PARSERS, { history: 'replace' });
  return {
    item,
    view,
    query,
    open: (id: string | null) => void set({ item: id }),
    /** The first of what is found then is read. */
    filter: (part: Partial<InboxQuery>) => void set({ ...part, item: null }),
    show: (next: InboxQuery, named: string | null) => void set({ ...next, view: named, item: null }),
    clear: () => void set({ q: null, type: null, priority: null, show: null, run: null, view: null }),
    isFiltered: query.q !== '' || query.type !== null || query.priority !== null || query.show !== 'all' || query.run !== null,
  };
}
export type InboxUrl = ReturnType<typeof useInboxUrl>;
