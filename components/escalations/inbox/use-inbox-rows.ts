'use client';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { InboxItem, InboxPage } from '@/lib/contracts/escalation-inbox';
import { useDebounced } from '@/lib/query/use-debounced';
import { useListLive } from '@/lib/realtime/use-run-live';
import { useTRPC } from '@/lib/trpc/context';
import { arrangeInbox, keepInPlace } from './arrange-inbox';
import { type InboxQuery, toInboxInput } from './inbox-query';

const DEBOUNCE_MS = 200;
/** For a line that dropped what it should have told. */
const STALE_AFTER_MS = 10_000;
/** How long what was decided elsewhere stays in sight, greyed. */
const GREY_MS = 30_000;

/** What was there a moment ago and is not any more, since when. */
interface Seen {
  key: string;
  page: InboxPage;
  /** As they stood, those that have left among them. */
  rows: readonly InboxItem[];
  left: ReadonlyMap<string, number>;
}

function seeNext(seen: Seen | undefined, key: string, page: InboxPage, gone: ReadonlySet<string>): Seen {
  if (seen?.key !== key) return { key, page, rows: page.items, left: new Map() };
  const nowMs = Date.now();
  const open = new Set(page.items.map(({ id }) => id));
  const left = new Map(
    seen.rows.flatMap(({ id }) => {
      const sinceMs = seen.left.get(id) ?? nowMs;
      return open.has(id) || gone.has(id) || nowMs - sinceMs > GREY_MS ? [] : [[id, sinceMs] as const];
    }),
  );
  return { key, page, rows: keepInPlace(seen.rows, page.items, new Set(left.keys())), left };
}

/** What is open, as the query says, what matters first; what was decided elsewhere meanwhile stays for a while, greyed. */
export function useInboxRows(query: InboxQuery, gone: ReadonlySet<string>, refresh: () => Promise<void>) {
  const trpc = useTRPC();
  useListLive(refresh);
  const q = useDebounced(query.q.trim(), DEBOUNCE_MS);
  const input = toInboxInput({ ...query, q });
  const found = useQuery(
    trpc.escalations.inbox.queryOptions(input, { refetchInterval: STALE_AFTER_MS, staleTime: 0, placeholderData: keepPreviousData }),
  );
  const key = JSON.stringify(input);
  const [last, setLast] = useState<Seen>();
  let seen = last;
  if (found.data && !found.isPlaceholderData && (found.data !== last?.page || key !== last.key)) {
    seen = seeNext(last, key, found.data, gone);
    setLast(seen);
  }
  const leftIds = (seen?.rows ?? []).flatMap(({ id, kind }) => (kind === 'escalation' && seen?.left.has(id) ? [id] : []));
  // Put off, or passed to somebody else: it has left the list and is open all the same.
  const stillOpen = useQueries({
    // What was read of it while it was open says nothing any more.
    queries: leftIds.map((escalationId) => trpc.escalations.get.queryOptions({ escalationId }, { staleTime: 0 })),
    combine: (answers) => new Set(answers.flatMap(({ data }) => (data?.status === 'OPEN' ? [data.id] : []))),
  });
  const shown = (seen?.rows ?? []).filter(({ id }) => !gone.has(id) && !(seen?.left.has(id) && stillOpen.has(id)));
  const sections = arrangeInbox(shown);
  return {
    sections,
    rows: sections.flatMap((section) => section.rows),
    /** How many match, of all; without those that are decided here. */
    total: found.data ? Math.max(0, found.data.total - found.data.items.filter(({ id }) => gone.has(id)).length) : 0,
    counts: found.data?.counts ?? null,
    isGrey: (id: string) => seen?.left.has(id) ?? false,
    isPending: found.isPending,
    isFetching: found.isFetching,
    error: found.isError && !found.data ? found.error : null,
    refetch: found.refetch,
  };
}
