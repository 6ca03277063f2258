import type { Metadata } from 'next';
import { Suspense } from 'react';
import { IncidentPage, IncidentSkeleton } from '@/components/dead-letters/incident-page';

export const metadata: Metadata = { title: 'Dead letters' };

export default async function DeadLettersOfCausePage({ params }: { params: Promise<{ fingerprint: string }> }) {
  const { fingerprint } = await params;
  return (
    <Suspense fallback={<IncidentSkeleton />}>
      <IncidentPage fingerprint={fingerprint} />
    </Suspense>
  );
}
