import type { Metadata } from 'next';
import Link from 'next/link';
import { Suspense } from 'react';
import { PageHeader } from '@/components/ui/page-header';
import { EditWorkflow } from '@/components/workflows/editor/edit-workflow';
import { EditorSkeleton } from '@/components/workflows/editor/editor-skeleton';
import { WriteGate } from '@/components/workflows/write-gate';

export const metadata: Metadata = { title: 'Edit workflow' };

export default async function EditWorkflowPage({ params }: { params: Promise<{ key: string }> }) {
  const key = decodeURIComponent((await params).key);
  return (
    <>
      <PageHeader
        title={`Edit ${key}`}
        trail={
          <>
            <Link href="/workflows" className="hover:text-fg">
              Workflows
            </Link>
            <span aria-hidden>/</span>
            <Link href={`/workflows/${encodeURIComponent(key)}`} className="hover:text-fg">
              {key}
            </Link>
          </>
        }
        className="border-line border-b"
      />
      <Suspense fallback={<EditorSkeleton />}>
        <WriteGate>
          <EditWorkflow workflowKey={key} />
        </WriteGate>
      </Suspense>
    </>
  );
}
