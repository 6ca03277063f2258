'use client';
import { Search, X } from 'lucide-react';
import { useRef } from 'react';
import { ViewBar } from '@/components/runs/views/view-bar';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Kbd } from '@/components/ui/kbd';
import { useNowText } from '@/components/ui/now';
import { useShortcut } from '@/components/ui/shortcuts';
import { formatCount } from '@/lib/format/count';
import { isHighRisk } from '../escalation-words';
import { InboxTabs } from '../history/inbox-tabs';
import { InboxFilterChips, InboxFilterMenu } from './inbox-filters';
import { fromInboxSearch, INBOX_VIEWS, toInboxSearch } from './inbox-query';
import type { Inbox } from './use-inbox';

/** How much there is, and which of it is looked for. */
export function InboxHeader({ inbox: { url, list, held } }: { inbox: Inbox }) {
  const inputRef = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Search', () => inputRef.current?.select(), { group: 'Inbox' });
  return (
    <header className="grid grid-cols-[minmax(0,1fr)] gap-2 border-line border-b px-4 pt-3.5 pb-2.5">
      <div>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <h1 className="text-xl leading-7">Inbox</h1>
          <InboxTabs />
        </div>
        <Figures rows={list.open} isPending={list.isPending} isMore={list.isMore} held={held.length} />
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

interface FiguresProps {
  rows: Inbox['list']['open'];
  isPending: boolean;
  isMore: boolean;
  held: number;
}

function Figures({ rows, isPending, isMore }: FiguresProps) {
  const overdue = useNowText(
    (nowMs) => formatCount(rows.filter(({ deadlineAt }) => deadlineAt !== null && Date.parse(deadlineAt) < nowMs).length),
    '0',
  );
  const high = rows.filter(isHighRisk).length;
  if (isPending) return <p className="mt-0.5 text-faint">&nbsp;</p>;
  return (
    <p data-testid="inbox-figures" className="mt-0.5 text-muted">
      {high > 0 ? (
        <>
          <b className="text-failed">{high} high</b> ·{' '}
        </>
      ) : null}
      <span className="num">
        {formatCount(rows.length)}
        {isMore ? '+' : ''} open
      </span>
      {overdue === '0' ? '' : ` · ${overdue} overdue`}
    </p>
  );
}
