'use client';
import { Inbox as InboxIcon } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { explainError, readError } from '@/lib/query/read-error';
import { InboxHeader } from './inbox-header';
import { InboxList } from './inbox-list';
import { InboxReader } from './inbox-reader';
import { InboxRowsSkeleton } from './inbox-skeleton';
import { NotifyAsk } from './notify-ask';
import { SelectionBar } from './selection-bar';
import { UndoBar } from './undo-bar';
import { type Inbox, useInbox } from './use-inbox';

/** What people must decide, and beside it the one that is read; on a phone one after the other. */
export function InboxView() {
  const inbox = useInbox();
  const isReading = inbox.url.item !== null;
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] lg:grid-cols-[392px_minmax(0,1fr)]">
      <div className={cn('flex min-h-0 min-w-0 flex-col border-line bg-surface lg:border-r', isReading && 'max-lg:hidden')}>
        <InboxHeader inbox={inbox} />
        <Rows inbox={inbox} />
        {inbox.mayDecide && inbox.selected.length > 0 ? <SelectionBar inbox={inbox} /> : null}
        <NotifyAsk />
        <UndoBar held={inbox.held} onUndo={inbox.undo} />
      </div>
      <div className={cn('relative flex min-h-0 min-w-0 flex-col bg-canvas', !isReading && 'max-lg:hidden')}>
        <InboxReader inbox={inbox} />
      </div>
    </div>
  );
}

function Rows({ inbox }: { inbox: Inbox }) {
  const { list, url, held } = inbox;
  if (list.error) {
    return (
      <ErrorState title="Could not load the inbox" onRetry={() => void list.refetch()} retrying={list.isFetching}>
        {explainError(readError(list.error))}
      </ErrorState>
    );
  }
  if (list.isPending) return <InboxRowsSkeleton />;
  if (list.rows.length > 0) return <InboxList inbox={inbox} />;
  const icon = <InboxIcon size={20} strokeWidth={1.6} aria-hidden />;
  if (url.isFiltered) {
    return (
      <EmptyState
        icon={icon}
        title="Nothing matches"
        action={<Button onClick={url.clear}>Show all that is open</Button>}
        className="flex-1"
      >
        {url.query.show === 'snoozed' ? 'What somebody puts off waits here until its time.' : 'No open decision is like this.'}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={icon}
      title="Nothing waits for you"
      action={
        <Button asChild variant="quiet">
          <Link href="/runs">All runs</Link>
        </Button>
      }
      className="flex-1 content-center"
    >
      {held.length > 0
        ? 'The last decisions can still be taken back below.'
        : 'What agents ask and only people may decide will be here, with its evidence and its deadline.'}
    </EmptyState>
  );
}
