import { Plus } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { Suspense } from 'react';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { WorkflowList } from '@/components/workflows/workflow-list';
import { WorkflowListSkeleton } from '@/components/workflows/workflow-list-skeleton';

export const metadata: Metadata = { title: 'Workflows' };

export default function WorkflowsPage() {
  return (
    <>
      <PageHeader
        title="Workflows"
        actions={
          <>
            <Button asChild>
              <Link href="/workflows/new?view=yaml">Import YAML</Link>
            </Button>
            <Button asChild variant="primary">
              <Link href="/workflows/new">
                <Plus size={14} aria-hidden />
                New workflow
              </Link>
            </Button>
          </>
        }
      />
      <Suspense fallback={<WorkflowListSkeleton />}>
        <WorkflowList />
      </Suspense>
    </>
  );
}
