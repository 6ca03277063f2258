import type { Metadata } from 'next';
import { Suspense } from 'react';
import { WorkflowPage } from '@/components/workflows/workflow-page';
import { WorkflowSkeleton } from '@/components/workflows/workflow-skeleton';

export const metadata: Metadata = { title: 'Workflow' };

export default async function WorkflowRoute({ params }: { params: Promise<{ key: string }> }) {
  const { key } = await params;
  return (
    <Suspense fallback={<WorkflowSkeleton />}>
      <WorkflowPage workflowKey={decodeURIComponent(key)} />
    </Suspense>
  );
}
