import type { Metadata } from 'next';
import Link from 'next/link';
import { Suspense } from 'react';
import { PageHeader } from '@/components/ui/page-header';
import { EditorSkeleton } from '@/components/workflows/editor/editor-skeleton';
import { NewWorkflow } from '@/components/workflows/editor/new-workflow';
import { WriteGate } from '@/components/workflows/write-gate';

export const metadata: Metadata = { title: 'New workflow' };

export default function NewWorkflowPage() {
  return (
    <>
      <PageHeader
        title="New workflow"
        trail={
          <Link href="/workflows" className="hover:text-fg">
            Workflows
          </Link>
        }
        className="border-line border-b"
      />
      <Suspense fallback={<EditorSkeleton />}>
        <WriteGate>
          <NewWorkflow />
        </WriteGate>
      </Suspense>
    </>
  );
}
