import type { Metadata } from 'next';
import { Suspense } from 'react';
import { PageHeader } from '@/components/ui/page-header';
import { NewWorkflowButtons } from '@/components/workflows/new-workflow-buttons';
import { WorkflowList } from '@/components/workflows/workflow-list';
import { WorkflowListSkeleton } from '@/components/workflows/workflow-list-skeleton';

export const metadata: Metadata = { title: 'Workflows' };

export default function WorkflowsPage() {
  return (
    <>
      {/* As high as with its buttons, which come when it is known who may use them. */}
      <PageHeader title="Workflows" actions={<NewWorkflowButtons />} className="sm:min-h-13.5" />
      <Suspense fallback={<WorkflowListSkeleton />}>
        <WorkflowList />
      </Suspense>
    </>
  );
}
