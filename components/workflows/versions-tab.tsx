'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { parseAsInteger, useQueryState } from 'nuqs';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { ErrorState } from '@/components/ui/error-state';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import type { WorkflowView } from '@/lib/contracts/workflow';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { bodyOf } from './body-of';
import { VersionCompare } from './version-compare';

interface VersionsTabProps {
  /** Null: it was deleted; its versions can still be read. */
  workflow: WorkflowView | null;
  workflowKey: string;
  /** From the URL; null: the latest. */
  version: number | null;
  mayWrite: boolean;
}

/** What changed from version to version, and the way back to one. */
export function VersionsTab({ workflow, workflowKey, version, mayWrite }: VersionsTabProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [, setVersion] = useQueryState('version', parseAsInteger);
  const list = useQuery(trpc.workflows.versions.queryOptions({ key: workflowKey, limit: 200 }));
  const versions = list.data?.items ?? [];
  const shown = version ?? workflow?.version ?? versions[0]?.version ?? 1;
  const current = useQuery(trpc.workflows.version.queryOptions({ key: workflowKey, version: shown }));
  const restore = useMutation(
    trpc.workflows.update.mutationOptions({
      onSuccess: async (made) => {
        toast.success(`Version ${made.version} is what version ${shown} was`);
        await queryClient.invalidateQueries(trpc.workflows.pathFilter());
        void setVersion(null);
      },
      onError: (error) => toast.error('The version was not restored', { description: explainError(readError(error)) }),
    }),
  );
  if (list.isError) {
    return (
      <ErrorState title="Could not load the versions" onRetry={() => void list.refetch()} className="flex-1">
        {explainError(readError(list.error))}
      </ErrorState>
    );
  }
  if (list.isPending) {
    return (
      <div role="status" aria-label="Loading the versions" className="p-5">
        <Skeleton className="h-48" />
      </div>
    );
  }
  return (
    <div className="flex min-h-0 flex-1 max-md:flex-col">
      <ol
        aria-label="Versions"
        className="scroll-quiet shrink-0 overflow-y-auto border-line bg-surface max-md:max-h-44 max-md:border-b md:w-72 md:border-r"
      >
        {versions.map((one) => (
          <li key={one.version}>
            <button
              type="button"
              aria-current={one.version === shown || undefined}
              onClick={() => void setVersion(one.version)}
              className={cn(
                'grid w-full gap-0.5 border-line border-b px-4 py-2 text-left -outline-offset-2 hover:bg-hover sm:px-5',
                one.version === shown && 'bg-accent-soft',
              )}
            >
              <span className="num flex justify-between gap-3 font-medium">
                Version {one.version}
                <span className="font-normal text-faint text-xs">
                  {one.createdAt ? <RelativeTime at={one.createdAt} /> : 'comes with Signalbox'}
                </span>
              </span>
              {one.createdBy ? <span className="truncate text-faint text-xs">by {one.createdBy.replace(/^user:/, '')}</span> : null}
              {one.note ? <span className="truncate text-muted text-xs">{one.note}</span> : null}
            </button>
          </li>
        ))}
      </ol>
      <section aria-label={`Version ${shown}`} className="flex min-h-0 min-w-0 flex-1 flex-col">
        <VersionCompare
          workflowKey={workflowKey}
          versions={versions}
          shown={shown}
          isDeleted={workflow === null}
          action={
            workflow && mayWrite && shown !== workflow.version && current.data ? (
              <Button
                busy={restore.isPending}
                onClick={() =>
                  current.data &&
                  restore.mutate({
                    key: workflowKey,
                    ...bodyOf(current.data),
                    baseVersion: workflow.version,
                    note: `Restored version ${shown}`,
                  })
                }
              >
                Restore version {shown}
              </Button>
            ) : null
          }
        />
      </section>
    </div>
  );
}
