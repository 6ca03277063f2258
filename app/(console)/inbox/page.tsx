import type { Metadata } from 'next';
import { Suspense } from 'react';
import { InboxSkeleton } from '@/components/escalations/inbox/inbox-skeleton';
import { InboxView } from '@/components/escalations/inbox/inbox-view';

export const metadata: Metadata = { title: 'Inbox' };

export default function InboxPage() {
  return (
    <Suspense fallback={<InboxSkeleton />}>
      <InboxView />
    </Suspense>
  );
}
