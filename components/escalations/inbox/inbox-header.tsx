'use client';
import { Search, X } from 'lucide-react';
import { useRef } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Kbd } from '@/components/ui/kbd';
import { useNowText } from '@/components/ui/now';
import { useShortcut } from '@/components/ui/shortcuts';
import { formatCount } from '@/lib/format/count';
import { isHighRisk } from '../escalation-words';
import type { Inbox } from './use-inbox';

const tab =
  'relative h-7 shrink-0 rounded-md px-2 font-medium text-muted -outline-offset-2 hover:text-fg aria-pressed:bg-accent-soft aria-pressed:text-accent pointer-coarse:h-10 pointer-coarse:px-3';
const SHOWN = [
  ['all', 'All open'],
  ['people', 'For people'],
  ['mine', 'Mine'],
  ['snoozed', 'Snoozed'],
] as const;

/** How much there is, and which of it is looked for. */
export function InboxHeader({ inbox: { url, list, held } }: { inbox: Inbox }) {
  const inputRef = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Search', () => inputRef.current?.select(), { group: 'Inbox' });
  return (
    <header className="grid grid-cols-[minmax(0,1fr)] gap-2 border-line border-b px-4 pt-3.5 pb-2.5">
      <div>
        <h1 className="text-xl leading-7">Inbox</h1>
        <Figures rows={list.open} isPending={list.isPending} isMore={list.isMore} held={held.length} />
      </div>
      <search className="relative">
        <Search size={14} aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-faint" />
        <Input
          ref={inputRef}
          value={url.q}
          onChange={(event) => url.set({ q: event.target.value, item: null })}
          onKeyDown={(event) => {
            if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
          }}
          maxLength={200}
          placeholder="Question, run, task, type"
          aria-label="Search the inbox"
          enterKeyHint="search"
          className="px-8"
        />
        <span className="absolute inset-y-0 right-1.5 flex items-center">
          {url.q ? (
            <IconButton label="Clear the search" size="sm" onClick={() => url.set({ q: '' })}>
              <X size={14} aria-hidden />
            </IconButton>
          ) : (
            <Kbd>/</Kbd>
          )}
        </span>
      </search>
      <fieldset aria-label="Which decisions" className="-mx-1 flex min-w-0 gap-0.5 overflow-x-auto px-1 [scrollbar-width:none]">
        {SHOWN.map(([show, label]) => (
          <button key={show} type="button" aria-pressed={url.show === show} onClick={() => url.set({ show, item: null })} className={tab}>
            {label}
          </button>
        ))}
      </fieldset>
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
