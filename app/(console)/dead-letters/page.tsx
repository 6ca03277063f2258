import type { Metadata } from 'next';
import { Suspense } from 'react';
import { IncidentList } from '@/components/dead-letters/incident-list';
import { IncidentListSkeleton } from '@/components/dead-letters/incident-list-skeleton';
import { PageHeader } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'Dead letters' };

export default function DeadLettersPage() {
  return (
    <>
      <PageHeader title="Dead letters" description="Tasks that failed for good, by their causes." />
      <Suspense fallback={<IncidentListSkeleton />}>
        <IncidentList />
      </Suspense>
    </>
  );
}
