'use client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { debounce, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';

const PAGE_SIZE = 50;

export const OUTCOMES = ['approved', 'approved_with_conditions', 'rejected', 'auto_decided', 'revoked'] as const;
type Outcome = (typeof OUTCOMES)[number];
const STATUS = {
  approved: 'APPROVED',
  approved_with_conditions: 'APPROVED_WITH_CONDITIONS',
  rejected: 'REJECTED',
  auto_decided: 'AUTO_DECIDED',
  revoked: 'REVOKED',
} as const satisfies Record<Outcome, string>;

export const TYPES = [
  'gate_approval',
  'budget_override',
  'security_review',
  'error_resolution',
  'ambiguous_requirement',
  'quality_concern',
  'sensitive_data',
] as const;

const PARSERS = {
  q: parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(250) }),
  type: parseAsStringLiteral(TYPES),
  outcome: parseAsStringLiteral(OUTCOMES),
  by: parseAsStringLiteral(['people', 'leads', 'clock'] as const),
};

/** What was decided, page after page; what is looked for lives in the URL. */
export function useHistory() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [url, set] = useQueryStates(PARSERS, { history: 'replace' });
  const input = {
    ...(url.q.trim() === '' ? {} : { q: url.q.trim() }),
    ...(url.type ? { types: [url.type] } : {}),
    ...(url.outcome ? { statuses: [STATUS[url.outcome]] } : {}),
    ...(url.by ? { by: url.by } : {}),
    limit: PAGE_SIZE,
  };
  const query = useInfiniteQuery({
    queryKey: trpc.escalations.history.infiniteQueryKey(input),
    queryFn: ({ pageParam, signal }) => client.escalations.history.query({ ...input, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
  return {
    query,
    rows: (query.data?.pages ?? []).flatMap((page) => page.items),
    url,
    set: (part: Partial<typeof url>) => void set(part),
    clear: () => void set({ q: null, type: null, outcome: null, by: null }),
    isFiltered: url.q !== '' || url.type !== null || url.outcome !== null || url.by !== null,
  };
}
export type History = ReturnType<typeof useHistory>;
