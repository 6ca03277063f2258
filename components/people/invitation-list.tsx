'use client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { toastFault } from '@/components/settings/toast-fault';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import type { ShownLink } from './people-panel';

export function InvitationList({ onLink }: { onLink: (shown: ShownLink) => void }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const input = { limit: 100 };
  const list = useInfiniteQuery({
    queryKey: trpc.invitations.list.infiniteQueryKey(input),
    queryFn: ({ pageParam, signal }) => client.invitations.list.query({ ...input, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const refresh = () => queryClient.invalidateQueries(trpc.invitations.list.pathFilter());
  const revoke = useMutation(
    trpc.invitations.revoke.mutationOptions({
      onSettled: refresh,
      onError: (error) => void toastFault('The invitation was not taken back', error),
    }),
  );
  const reissue = useMutation(
    trpc.invitations.reissue.mutationOptions({ onSettled: refresh, onError: (error) => void toastFault('No new link was made', error) }),
  );
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isError && rows.length === 0) {
    return (
      <ErrorState title="Could not load the invitations" onRetry={() => void list.refetch()} retrying={list.isFetching}>
        {explainError(readError(list.error))}
      </ErrorState>
    );
  }
  if (list.isPending) return <Skeleton className="h-16" />;
  if (rows.length === 0) return <p className="text-faint">Nobody is invited at the moment.</p>;
  return (
    <>
      <ul className="border-line border-t">
        {rows.map((row) => (
          <li key={row.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-b py-2">
            <div className="min-w-0 flex-1 basis-32 sm:basis-52">
              <span className="block truncate font-medium" title={row.email}>
                {row.email}
              </span>
              <span className="num flex flex-wrap gap-x-2 text-muted text-xs">
                <span>{row.role}</span>
                <span>by {row.createdBy.replace(/^user:/, '')}</span>
                {row.expired ? (
                  <Badge tone="warn">expired</Badge>
                ) : (
                  <span>
                    ends <RelativeTime at={row.expiresAt} />
                  </span>
                )}
              </span>
            </div>
            <Button
              size="sm"
              busy={reissue.isPending && reissue.variables.invitationId === row.id}
              onClick={() =>
                reissue.mutate(
                  { invitationId: row.id },
                  {
                    onSuccess: (link) =>
                      onLink({
                        title: 'Copy the new link now',
                        text: `The one before is of no use any more. It is for ${row.email}.`,
                        link,
                      }),
                  },
                )
              }
            >
              New link
            </Button>
            <Button
              size="sm"
              variant="danger"
              busy={revoke.isPending && revoke.variables.invitationId === row.id}
              onClick={() => revoke.mutate({ invitationId: row.id })}
            >
              Take back
            </Button>
          </li>
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()} className="justify-self-center">
          Load more
        </Button>
      ) : null}
    </>
  );
}
