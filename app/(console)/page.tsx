import type { Metadata } from 'next';
import { Suspense } from 'react';
import { OverviewHeader } from '@/components/overview/overview-header';
import { OverviewSkeleton } from '@/components/overview/overview-skeleton';
import { OverviewView } from '@/components/overview/overview-view';

export const metadata: Metadata = { title: 'Overview' };

export default function OverviewPage() {
  return (
    <Suspense fallback={<OverviewSkeleton />}>
      <OverviewHeader />
      <OverviewView />
    </Suspense>
  );
}
