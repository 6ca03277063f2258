'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { ErrorState } from '@/components/ui/error-state';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { EditorSkeleton } from './editor-skeleton';
import { EDITOR_VIEWS } from './editor-view';

// The editor carries the YAML reader and the schemas.
const loadEditor = () => import('./workflow-editor').then((module) => module.WorkflowEditor);
const WorkflowEditor = dynamic(loadEditor, { ssr: false, loading: EditorSkeleton });

const EMPTY = { key: '', title: '', description: '', goal: '', inputs: [], tasks: [], tags: [] };
const parsers = { from: parseAsString, run: parseAsString, view: parseAsStringLiteral(EDITOR_VIEWS).withDefault('form') };

/** From nothing, from another workflow (`?from=`) or from the plan of a run (`?run=`). */
export function NewWorkflow() {
  const trpc = useTRPC();
  const [{ from, run, view }] = useQueryStates(parsers);
  const source = useQuery({
    ...trpc.workflows.get.queryOptions({ key: from ?? '' }),
    enabled: from !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const plan = useQuery({
    ...trpc.workflows.draftOfRun.queryOptions({ runId: run ?? '' }),
    enabled: run !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const failed = source.error ?? plan.error;
  if (failed) {
    return (
      <ErrorState
        title={run ? 'Could not read the run' : 'Could not read the workflow'}
        onRetry={() => void (run ? plan.refetch() : source.refetch())}
        className="flex-1"
      >
        {explainError(readError(failed))}
      </ErrorState>
    );
  }
  if ((from !== null && !source.data) || (run !== null && !plan.data)) return <EditorSkeleton />;
  const copy = source.data;
  const start = copy
    ? {
        key: `${copy.key}-copy`,
        title: `${copy.title} (copy)`,
        description: copy.description,
        goal: copy.goal,
        inputs: copy.inputs,
        tasks: copy.tasks ?? [],
        tags: copy.tags,
        ...(copy.budgetUsd === undefined ? {} : { budgetUsd: copy.budgetUsd }),
      }
    : { ...EMPTY, ...plan.data, title: '', tasks: plan.data?.tasks ?? [] };
  return <WorkflowEditor key={`${from} ${run}`} start={start} baseVersion={null} startView={view} />;
}
