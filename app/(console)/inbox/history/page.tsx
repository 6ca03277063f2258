import type { Metadata } from 'next';
import { Suspense } from 'react';
import { HistorySkeleton, HistoryView } from '@/components/escalations/history/history-view';
import { InboxTabs } from '@/components/escalations/history/inbox-tabs';
import { PageHeader } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'Inbox' };

export default function InboxHistoryPage() {
  return (
    <>
      <PageHeader title="Inbox" description="What was decided, by whom and why." actions={<InboxTabs />} />
      <Suspense fallback={<HistorySkeleton />}>
        <HistoryView />
      </Suspense>
    </>
  );
}
