import type { Metadata } from 'next';
import { Suspense } from 'react';
import { EscalationPage } from '@/components/escalations/pane/escalation-page';
import { PaneSkeleton } from '@/components/escalations/pane/escalation-pane';

export const metadata: Metadata = { title: 'Decide' };

export default async function EscalationOfIdPage({ params }: { params: Promise<{ escalationId: string }> }) {
  const { escalationId } = await params;
  return (
    <Suspense fallback={<PaneSkeleton />}>
      <EscalationPage key={escalationId} escalationId={escalationId} />
    </Suspense>
  );
}
