import type { ListView } from '@/components/runs/views/default-views';
import type { EscalationPriority } from '@/lib/contracts/escalation';
import type { InboxType, ReadInbox } from '@/lib/contracts/escalation-inbox';

// Of the contract only types: its schemas would bring the validator into the page's first script.
export const TYPE_WORDS = [
  'gate_approval',
  'budget_override',
  'security_review',
  'error_resolution',
  'ambiguous_requirement',
  'quality_concern',
  'sensitive_data',
  'tool_call',
  'proposed_edit',
] as const satisfies readonly InboxType[];
export const PRIORITY_WORDS = ['critical', 'high', 'medium', 'low'] as const satisfies readonly Lowercase<EscalationPriority>[];
/** people: come up to tier HUMAN. mine: assigned to me. snoozed: put off. */
export const SHOW_WORDS = ['all', 'people', 'mine', 'snoozed'] as const;

/** What is looked for. */
export interface InboxQuery {
  q: string;
  type: (typeof TYPE_WORDS)[number] | null;
  priority: (typeof PRIORITY_WORDS)[number] | null;
  show: (typeof SHOW_WORDS)[number];
  run: string | null;
}

const NAMES = ['q', 'type', 'priority', 'show', 'run'] as const;
const PRIORITIES = { critical: 'CRITICAL', high: 'HIGH', medium: 'MEDIUM', low: 'LOW' } as const;
const EVERYTHING: InboxQuery = { q: '', type: null, priority: null, show: 'all', run: null };

/** As a query string: only what differs from everything, always in the same order. */
export function toInboxSearch(query: InboxQuery): string {
  const search = new URLSearchParams();
  for (const name of NAMES) {
    const value = query[name];
    if (value !== null && value !== EVERYTHING[name]) search.set(name, value);
  }
  return search.toString();
}

/** Reads a query string; what is not known is left out. */
export function fromInboxSearch(text: string): InboxQuery {
  const search = new URLSearchParams(text);
  const one = <V extends string>(values: readonly V[], name: string): V | null =>
    values.find((known) => known === search.get(name)) ?? null;
  return {
    q: search.get('q') ?? '',
    type: one(TYPE_WORDS, 'type'),
    priority: one(PRIORITY_WORDS, 'priority'),
    show: one(SHOW_WORDS, 'show') ?? 'all',
    run: search.get('run'),
  };
}

export const INBOX_VIEWS: readonly ListView[] = [
  { id: 'all', name: 'All open', query: '', own: false },
  { id: 'people', name: 'For people', query: 'show=people', own: false },
  { id: 'mine', name: 'Mine', query: 'show=mine', own: false },
  { id: 'snoozed', name: 'Snoozed', query: 'show=snoozed', own: false },
];

/** As the server is asked. */
export function toInboxInput({ q, type, priority, show, run }: InboxQuery): Partial<ReadInbox> {
  return {
    ...(q === '' ? {} : { q }),
    ...(type === null ? {} : { types: [type] }),
    ...(priority === null ? {} : { priorities: [PRIORITIES[priority]] }),
    ...(run === null ? {} : { runId: run }),
    ...(show === 'people' ? { tiers: ['HUMAN'] } : {}),
    ...(show === 'mine' ? { assignedTo: 'me' } : {}),
    ...(show === 'snoozed' ? { snoozed: 'only' } : {}),
  };
}
