'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { PanelSection } from '@/components/settings/panel';
import { toastFault } from '@/components/settings/toast-fault';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { deviceOf } from './device-of';

/** Where one is signed in. Ending a session holds at once, live views included. */
export function SessionsSection() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const sessions = useQuery(trpc.account.sessions.queryOptions());
  const changed = {
    onSuccess: () => queryClient.invalidateQueries(trpc.account.sessions.pathFilter()),
    onError: (error: unknown) => void toastFault('The session was not ended', error),
  };
  const end = useMutation(trpc.account.endSession.mutationOptions(changed));
  const endOthers = useMutation(trpc.account.endOtherSessions.mutationOptions(changed));
  const rows = sessions.data ?? [];
  const content = () => {
    if (sessions.isError && rows.length === 0) {
      return (
        <ErrorState title="Could not load your sessions" onRetry={() => void sessions.refetch()} retrying={sessions.isFetching}>
          {explainError(readError(sessions.error))}
        </ErrorState>
      );
    }
    if (sessions.isPending) return <Skeleton className="h-24" />;
    return (
      <ul className="border-line border-t">
        {rows.map((session) => (
          <li key={session.id} className="flex items-center gap-3 border-line border-b py-2.5">
            <div className="min-w-0 flex-1">
              <div className="flex flex-wrap items-center gap-x-2">
                <span className="font-medium" title={session.userAgent ?? undefined}>
                  {deviceOf(session.userAgent)}
                </span>
                {session.current ? <Badge tone="accent">this one</Badge> : null}
              </div>
              <div className="num flex flex-wrap gap-x-2 text-muted text-xs">
                <span>{session.ip ?? 'address unknown'}</span>
                <span>by {session.method}</span>
                <span>
                  seen <RelativeTime at={session.lastSeenAt} />
                </span>
                <span>
                  signed in <RelativeTime at={session.createdAt} />
                </span>
              </div>
            </div>
            {session.current ? null : (
              <Button
                size="sm"
                variant="danger"
                aria-label={`End the session of ${deviceOf(session.userAgent)}`}
                busy={end.isPending && end.variables.sessionId === session.id}
                onClick={() => end.mutate({ sessionId: session.id })}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
    );
  };
  return (
    <PanelSection
      title="Sessions"
      hint="Where you are signed in. End what you do not know, then change your password."
      actions={
        rows.length > 1 ? (
          <Button busy={endOthers.isPending} onClick={() => endOthers.mutate()}>
            End all others
          </Button>
        ) : null
      }
    >
      {content()}
    </PanelSection>
  );
}
