'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import type { WorkflowView } from '@/lib/contracts/workflow';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { EditorSkeleton } from './editor-skeleton';
import { EDITOR_VIEWS } from './editor-view';

const loadEditor = () => import('./workflow-editor').then((module) => module.WorkflowEditor);
const WorkflowEditor = dynamic(loadEditor, { ssr: false, loading: EditorSkeleton });

/** Edits the version that was read first: what comes in meanwhile is told when it is saved. */
export function EditWorkflow({ workflowKey }: { workflowKey: string }) {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.workflows.get.queryOptions({ key: workflowKey }), staleTime: 0, refetchOnWindowFocus: false });
  const [view] = useQueryState('view', parseAsStringLiteral(EDITOR_VIEWS).withDefault('form'));
  const [read, setRead] = useState<WorkflowView | null>(null);
  if (read === null && query.data && !query.isFetching) setRead(query.data);
  if (read?.builtIn) {
    return (
      <ErrorState
        title="This workflow comes with Signalbox"
        className="flex-1"
        action={
          <Button asChild variant="primary">
            <Link href={`/workflows/new?from=${encodeURIComponent(read.key)}`}>Duplicate it</Link>
          </Button>
        }
      >
        It stays as it is, so that everybody finds it; a duplicate is yours to change.
      </ErrorState>
    );
  }
  if (read) {
    const { key, title, description, goal, inputs, tasks = [], tags, budgetUsd, version } = read;
    const start = { key, title, description, goal, inputs, tasks, tags, ...(budgetUsd === undefined ? {} : { budgetUsd }) };
    return <WorkflowEditor start={start} baseVersion={version} startView={view} />;
  }
  if (!query.isError) return <EditorSkeleton />;
  return (
    <ErrorState title="Could not load the workflow" onRetry={() => void query.refetch()} retrying={query.isFetching} className="flex-1">
      {explainError(readError(query.error))}
    </ErrorState>
  );
}
