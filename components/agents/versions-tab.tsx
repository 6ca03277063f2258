'use client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { parseAsInteger, useQueryState } from 'nuqs';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { AgentView } from '@/lib/contracts/agent';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import { VersionRow } from './version-row';

const VersionDiff = dynamic(() => import('./version-diff').then((module) => module.VersionDiff), {
  ssr: false,
  loading: () => <Skeleton className="h-64" />,
});
const ConfirmDialog = dynamic(() => import('@/components/ui/confirm-dialog').then((module) => module.ConfirmDialog), { ssr: false });

/** What the role was, and what each version changed. */
export function VersionsTab({ agent, mayManage }: { agent: AgentView; mayManage: boolean }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useQueryState('version', parseAsInteger);
  const [isRestoring, setIsRestoring] = useState(false);
  const input = { role: agent.role, limit: 50 };
  const list = useInfiniteQuery({
    queryKey: trpc.agents.versions.infiniteQueryKey(input),
    queryFn: ({ pageParam, signal }) => client.agents.versions.query({ ...input, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const restore = useMutation(
    trpc.agents.restore.mutationOptions({
      onSuccess: async (saved) => {
        setIsRestoring(false);
        void setChosen(null);
        queryClient.setQueryData(trpc.agents.get.queryKey({ role: agent.role }), saved);
        await queryClient.invalidateQueries(trpc.agents.pathFilter());
      },
      onError: async (error) => {
        const { toast } = await import('sonner');
        toast.error('The version was not restored', { description: explainError(readError(error)) });
      },
    }),
  );
  if (list.isError) {
    return (
      <ErrorState title="Could not load the versions" onRetry={() => void list.refetch()} retrying={list.isFetching}>
        {explainError(readError(list.error))}
      </ErrorState>
    );
  }
  if (list.isPending) return <Skeleton className="m-5 h-64" />;
  const versions = list.data.pages.flatMap((page) => page.items);
  const selected = versions.find((one) => one.version === chosen) ?? versions[0];
  return (
    <div className="grid max-w-[1240px] gap-5 px-4 py-5 sm:px-5 lg:grid-cols-[300px_minmax(0,1fr)]">
      <div className="grid content-start gap-2">
        <ul aria-label="Versions" className="overflow-hidden rounded-md border border-line bg-surface">
          {versions.map((version) => (
            <VersionRow
              key={version.version}
              version={version}
              isSelected={version === selected}
              onSelect={() => void setChosen(version.version)}
            />
          ))}
        </ul>
        {list.hasNextPage ? (
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Older versions
          </Button>
        ) : null}
        {agent.version === 0 ? (
          <p className="text-faint text-xs">
            Nobody has edited this role yet. Each save makes a version that can be compared and restored.
          </p>
        ) : null}
      </div>
      {selected ? (
        <div className="grid min-w-0 content-start gap-3">
          <VersionDiff
            role={agent.role}
            version={selected.version}
            current={agent.version}
            action={
              mayManage && !selected.current ? (
                <Button onClick={() => setIsRestoring(true)}>Restore version {selected.version}</Button>
              ) : null
            }
          />
        </div>
      ) : null}
      {isRestoring && selected ? (
        <ConfirmDialog
          open
          onOpenChange={setIsRestoring}
          title={`Restore version ${selected.version}?`}
          action={`Restore version ${selected.version}`}
          busy={restore.isPending}
          onConfirm={() => restore.mutate({ role: agent.role, version: selected.version, baseVersion: agent.version })}
        >
          It becomes version {agent.version + 1}, for runs that begin from now on. Nothing is lost: the present one stays in the list.
        </ConfirmDialog>
      ) : null}
    </div>
  );
}
