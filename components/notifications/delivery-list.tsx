'use client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { PanelSection } from '@/components/settings/panel';
import { toastFault } from '@/components/settings/toast-fault';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { RelativeTime } from '@/components/ui/relative-time';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { StateLabel } from '@/components/ui/state-label';
import type { State } from '@/components/ui/states';
import type { NotificationDelivery } from '@/lib/contracts/notification';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';

const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'failed', label: 'Failed' },
  { value: 'queued', label: 'Waiting' },
  { value: 'sent', label: 'Sent' },
  { value: 'skipped', label: 'Not needed' },
] as const;
const STATES: Record<NotificationDelivery['status'], [State, string]> = {
  queued: ['waiting', 'Waiting'],
  sending: ['running', 'On its way'],
  sent: ['succeeded', 'Sent'],
  failed: ['failed', 'Failed'],
  skipped: ['skipped', 'Not needed'],
};
const CHANNELS: Record<string, string> = { slack: 'Slack', email: 'Mail', webhook: 'Webhook', digest: 'Digest' };

/** What became of the messages, newest first. */
export function DeliveryList() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [filter, setFilter] = useState<(typeof FILTERS)[number]['value']>('all');
  const input = { limit: 20, ...(filter === 'all' ? {} : { status: filter }) };
  const list = useInfiniteQuery({
    queryKey: trpc.notifications.deliveries.infiniteQueryKey(input),
    queryFn: ({ pageParam, signal }) =>
      client.notifications.deliveries.query({ ...input, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: 5_000,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const content = () => {
    if (list.isError && !list.data) {
      return (
        <ErrorState title="Could not load the deliveries" onRetry={() => void list.refetch()} retrying={list.isFetching}>
          {explainError(readError(list.error))}
        </ErrorState>
      );
    }
    if (!list.data) return <Skeleton className="h-32" />;
    if (items.length === 0) return <p className="text-muted">{filter === 'all' ? 'Nothing was sent yet.' : 'There is none.'}</p>;
    return (
      <ul className="border-line border-t">
        {items.map((one) => (
          <DeliveryRow key={one.id} delivery={one} />
        ))}
      </ul>
    );
  };
  return (
    <PanelSection
      title="Deliveries"
      hint="Each is tried eleven times within about sixteen hours, then somebody has to look. They are kept for 30 days."
      actions={<Select aria-label="Which deliveries" className="w-32" value={filter} onValueChange={setFilter} options={[...FILTERS]} />}
    >
      {content()}
      {list.hasNextPage ? (
        <Button size="sm" className="justify-self-start" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Show older ones
        </Button>
      ) : null}
    </PanelSection>
  );
}

function DeliveryRow({ delivery }: { delivery: NotificationDelivery }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { channel, target, status, tries, title, kind, lastError, createdAt, nextAt } = delivery;
  const retry = useMutation(
    trpc.notifications.retry.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.notifications.deliveries.pathFilter()),
      onError: (error) => void toastFault('It is not sent again', error),
    }),
  );
  const [state, word] = STATES[status];
  const place = target === channel ? '' : ` · ${target}`;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-0.5 border-line border-b py-2">
      <span className="min-w-0 truncate">
        <span className="font-medium">{title ?? 'What is gone'}</span> <span className="text-faint">{kind}</span>
      </span>
      <StateLabel state={state} text={word} className="text-xs" />
      <span className="min-w-0 truncate text-faint text-xs">
        {CHANNELS[channel] ?? channel}
        {place} · <RelativeTime at={createdAt} />
        {tries > 1 ? ` · ${tries} tries` : ''}
        {status === 'queued' ? (
          <>
            {' · next '}
            <RelativeTime at={nextAt} />
          </>
        ) : null}
      </span>
      {status === 'failed' ? (
        <Button size="sm" busy={retry.isPending} onClick={() => retry.mutate({ deliveryId: delivery.id })}>
          Send again
        </Button>
      ) : (
        <span />
      )}
      {lastError && status !== 'sent' ? <span className="col-span-2 break-words text-muted text-xs">{lastError}</span> : null}
    </li>
  );
}
