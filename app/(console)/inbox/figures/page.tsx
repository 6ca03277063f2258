import type { Metadata } from 'next';
import { Suspense } from 'react';
import { FiguresSkeleton, FiguresView } from '@/components/escalations/history/figures-view';
import { InboxTabs } from '@/components/escalations/history/inbox-tabs';
import { PageHeader } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'Inbox' };

export default function InboxFiguresPage() {
  return (
    <>
      <PageHeader
        title="Inbox"
        description="How long decisions take, how many the clock made, and how many were overturned."
        actions={<InboxTabs />}
      />
      <Suspense fallback={<FiguresSkeleton />}>
        <FiguresView />
      </Suspense>
    </>
  );
}
