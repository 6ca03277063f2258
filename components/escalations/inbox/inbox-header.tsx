'use client';
import { useQuery } from '@tanstack/react-query';
import { Search, X } from 'lucide-react';
import { useRef } from 'react';
import { ViewBar } from '@/components/runs/views/view-bar';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Kbd } from '@/components/ui/kbd';
import { useShortcut } from '@/components/ui/shortcuts';
import { formatCount } from '@/lib/format/count';

import { useTRPC } from '@/lib/trpc/context';
import { InboxTabs } from '../history/inbox-tabs';

import { InboxFilterChips, InboxFilterMenu } from './inbox-filters';
import { fromInboxSearch, INBOX_VIEWS, toInboxSearch } from './inbox-query';
import { spanWords } from './inbox-words';
import type { Inbox } from './use-inbox';

const STATS_STALE_MS = 300_000;

/** How much there is, and which of it is looked for. */
export function InboxHeader({ inbox }: { inbox: Inbox }) {
  const { url } = inbox;
  const inputRef = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Search', () => inputRef.current?.select(), { group: 'Inbox' });
  return (
    <header className="grid grid-cols-[minmax(0,1fr)] gap-2 border-line border-b px-4 pt-3.5 pb-2.5">
      <div>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <h1 className="text-xl leading-7">Inbox</h1>
          <InboxTabs />
        </div>
        <Figures inbox={inbox} />
      </div>
      <div className="flex items-center gap-1.5">
        <search className="relative min-w-0 flex-1">
          <Search size={14} aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-faint" />
          <Input
            ref={inputRef}
            value={url.query.q}
            onChange={(event) => url.filter({ q: event.target.value })}
            onKeyDown={(event) => {
              if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
            }}
            maxLength={200}
            placeholder="Question, run, task or type"
            aria-label="Search the inbox"
            enterKeyHint="search"
            className="px-8"
          />
          <span className="absolute inset-y-0 right-1.5 flex items-center">
            {url.query.q ? (
              <IconButton label="Clear the search" size="sm" onClick={() => url.filter({ q: '' })}>
                <X size={14} aria-hidden />
              </IconButton>
            ) : (
              <Kbd>/</Kbd>
            )}
          </span>
        </search>
        <InboxFilterMenu url={url} />
      </div>
      <InboxFilterChips url={url} />
      <ViewBar
        page="inbox"
        defaults={INBOX_VIEWS}
        search={toInboxSearch(url.query)}
        named={url.view}
        onShow={(search, view) => url.show(fromInboxSearch(search), view)}
        className="-mb-2.5"
      />
    </header>
  );
}

/** Of all that waits; how many of them are looked at where something is looked for. */
function Figures({ inbox: { url, list } }: { inbox: Inbox }) {
  const trpc = useTRPC();
  const median = useQuery(trpc.escalations.stats.queryOptions({}, { staleTime: STATS_STALE_MS })).data?.all.medianSeconds ?? null;
  const { counts } = list;
  if (!counts) return <p className="mt-0.5 text-faint">&nbsp;</p>;
  const open = url.isFiltered ? `${formatCount(list.total)} of ${formatCount(counts.open)} open` : `${formatCount(list.total)} open`;
  return (
    <p data-testid="inbox-figures" className="num mt-0.5 truncate text-muted">
      {counts.high > 0 ? (
        <>
          <b className="text-failed">{formatCount(counts.high)} high</b> ·{' '}
        </>
      ) : null}
      {open}
      {counts.soon > 0 ? ` · ${formatCount(counts.soon)} within the hour` : ''}
      {median === null ? '' : ` · median decision ${spanWords(median)}`}
    </p>
  );
}
