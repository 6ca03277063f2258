'use client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { TokenView } from '@/lib/contracts/access';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import { TokenTable } from './token-table';

const CreateTokenDialog = dynamic(() => import('./create-token-dialog').then((module) => module.CreateTokenDialog), { ssr: false });
const ConfirmDialog = dynamic(() => import('@/components/ui/confirm-dialog').then((module) => module.ConfirmDialog), { ssr: false });

export function TokensPanel() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [isCreating, setIsCreating] = useState(false);
  const [revoking, setRevoking] = useState<TokenView | null>(null);
  const input = { limit: 100 };
  const list = useInfiniteQuery({
    queryKey: trpc.tokens.list.infiniteQueryKey(input),
    queryFn: ({ pageParam, signal }) => client.tokens.list.query({ ...input, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const revoke = useMutation(
    trpc.tokens.revoke.mutationOptions({
      onSuccess: () => {
        setRevoking(null);
        return queryClient.invalidateQueries(trpc.tokens.list.pathFilter());
      },
      onError: async (error) => {
        const { toast } = await import('sonner');
        toast.error('The token was not revoked', { description: explainError(readError(error)) });
      },
    }),
  );
  const tokens = list.data?.pages.flatMap((page) => page.items) ?? [];
  const createButton = (
    <Button variant="primary" onClick={() => setIsCreating(true)}>
      <Plus size={14} aria-hidden />
      New token
    </Button>
  );

  const content = () => {
    if (list.isError && tokens.length === 0) {
      return (
        <ErrorState title="Could not load the tokens" onRetry={() => void list.refetch()} retrying={list.isFetching}>
          {explainError(readError(list.error))}
        </ErrorState>
      );
    }
    if (list.isPending) return <Skeleton className="h-32" />;
    if (tokens.length === 0) {
      return (
        <EmptyState icon={<KeyRound size={20} strokeWidth={1.6} aria-hidden />} title="No API tokens yet" action={createButton}>
          A token lets a script or a CI job start runs and take their artifacts over HTTP, with a role of its own.
        </EmptyState>
      );
    }
    return <TokenTable tokens={tokens} nowMs={list.dataUpdatedAt} onRevoke={setRevoking} />;
  };
  return (
    <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
      <section aria-label="API tokens" className="grid max-w-[960px] gap-4 px-4 py-5 sm:px-5">
        <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
          <p className="max-w-[80ch] text-muted">
            For programs: send one as <code className="text-xs">Authorization: Bearer …</code> to <code className="text-xs">/api/v1</code>.
            The description of every call is at{' '}
            <a href="/api/v1/openapi.json" className="text-accent underline underline-offset-2">
              /api/v1/openapi.json
            </a>
            .
          </p>
          {tokens.length > 0 ? createButton : null}
        </div>
        {content()}
        {list.hasNextPage ? (
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()} className="justify-self-center">
            Load more
          </Button>
        ) : null}
      </section>
      {isCreating ? <CreateTokenDialog open onOpenChange={setIsCreating} /> : null}
      {revoking ? (
        <ConfirmDialog
          open
          onOpenChange={(open) => {
            if (!open) setRevoking(null);
          }}
          title={`Revoke “${revoking.name}”?`}
          action="Revoke token"
          danger
          busy={revoke.isPending}
          onConfirm={() => revoke.mutate({ tokenId: revoking.id })}
        >
          Whatever uses it is refused from now on. This cannot be undone; a new token can be made.
        </ConfirmDialog>
      ) : null}
    </div>
  );
}
