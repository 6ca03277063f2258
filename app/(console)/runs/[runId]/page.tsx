import type { Metadata } from 'next';
import { Suspense } from 'react';
import { RunSkeleton } from '@/components/run/run-skeleton';
import { RunView } from '@/components/run/run-view';

export const metadata: Metadata = { title: 'Run' };

export default async function RunPage({ params }: { params: Promise<{ runId: string }> }) {
  const { runId } = await params;
  return (
    <Suspense fallback={<RunSkeleton />}>
      <RunView runId={runId} />
    </Suspense>
  );
}
