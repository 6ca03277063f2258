'use client';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Me } from '@/lib/contracts/access';
import { coalesce } from '@/lib/query/coalesce';
import { useListLive } from '@/lib/realtime/use-run-live';
import { useTRPC } from '@/lib/trpc/context';
import { arrangeInbox, type InboxRow } from './arrange-inbox';
import { matchesInbox } from './match-inbox';
import type { InboxUrl } from './use-inbox-url';

const MOST = 200;
const REST_MS = 500;
/** For a line that dropped what it should have told. */
const STALE_AFTER_MS = 10_000;
/** How long what was decided elsewhere stays in sight, greyed. */
const GREY_MS = 30_000;

/** Reads escalations again, soon, whoever says so and however often. */
export function useRefreshEscalations(): () => Promise<void> {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [refresh] = useState(() =>
    coalesce(
      () => client.refetchQueries({ ...trpc.escalations.pathFilter(), type: 'active' }),
      REST_MS,
      (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    ),
  );
  return refresh;
}

interface Grey {
  row: InboxRow;
  sinceMs: number;
}

/** What is open, as the filters say, in the order of what matters; what was decided elsewhere meanwhile stays for a while, greyed. */
export function useInboxRows({ url, gone, me }: { url: InboxUrl; gone: ReadonlySet<string>; me: Me | undefined }) {
  const trpc = useTRPC();
  const refresh = useRefreshEscalations();
  useListLive(refresh);
  const query = useQuery(
    trpc.escalations.list.queryOptions(
      { status: 'OPEN', limit: MOST, ...(url.query.run === null ? {} : { runId: url.query.run }) },
      { refetchInterval: STALE_AFTER_MS, staleTime: 0, placeholderData: keepPreviousData },
    ),
  );
  const items = query.data?.items;
  const [seen, setSeen] = useState<{ run: string | null; items: readonly InboxRow[]; grey: ReadonlyMap<string, Grey> }>();
  if (items && items !== seen?.items) {
    const nowMs = Date.now();
    const open = new Set(items.map(({ id }) => id));
    const left = seen?.run === url.query.run ? seen : undefined;
    const grey = new Map([...(left?.grey ?? [])].filter(([id, { sinceMs }]) => !open.has(id) && nowMs - sinceMs < GREY_MS));
    for (const row of left?.items ?? []) if (!open.has(row.id) && !gone.has(row.id)) grey.set(row.id, { row, sinceMs: nowMs });
    setSeen({ run: url.query.run, items, grey });
  }
  const grey = seen?.grey ?? new Map<string, Grey>();
  const shown = [...(items ?? []), ...[...grey.values()].map(({ row }) => row)].filter(
    (row) => !gone.has(row.id) && matchesInbox(row, url.query, me?.name ?? null, query.dataUpdatedAt),
  );
  const sections = arrangeInbox(shown);
  return {
    sections,
    rows: sections.flatMap((section) => section.rows),
    /** Of all that is open, whatever the filters say. */
    open: (items ?? []).filter((row) => !gone.has(row.id)),
    isGrey: (id: string) => grey.has(id),
    isPending: query.isPending,
    isFetching: query.isFetching,
    error: query.isError && !query.data ? query.error : null,
    refetch: query.refetch,
    refresh,
    isMore: query.data?.nextCursor != null,
  };
}
export type InboxRows = ReturnType<typeof useInboxRows>;
