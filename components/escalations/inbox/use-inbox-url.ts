import { debounce, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';

const PRIORITY_WORDS = ['low', 'medium', 'high', 'critical'] as const;
const TYPE_WORDS = [
  'gate_approval',
  'budget_override',
  'security_review',
  'error_resolution',
  'ambiguous_requirement',
  'quality_concern',
  'sensitive_data',
] as const;

const PARSERS = {
  /** The one that is read. */
  item: parseAsString,
  q: parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(250) }),
  type: parseAsStringLiteral(TYPE_WORDS),
  priority: parseAsStringLiteral(PRIORITY_WORDS),
  /** mine: assigned to me. people: come up to tier HUMAN. snoozed: put off. */
  show: parseAsStringLiteral(['all', 'people', 'mine', 'snoozed'] as const).withDefault('all'),
  run: parseAsString,
};

/** What is looked for and which one is read. It lives in the URL, so that it can be sent to somebody. */
export function useInboxUrl() {
  const [url, set] = useQueryStates(PARSERS, { history: 'replace' });
  return {
    ...url,
    set: (part: Partial<typeof url>) => void set(part),
    clear: () => void set({ q: null, type: null, priority: null, show: null, run: null }),
    isFiltered: url.q !== '' || url.type !== null || url.priority !== null || url.show !== 'all' || url.run !== null,
  };
}
export type InboxUrl = ReturnType<typeof useInboxUrl>;
