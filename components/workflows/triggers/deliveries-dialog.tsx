'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { Dialog } from '@/components/ui/dialog';
import { ErrorState } from '@/components/ui/error-state';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import type { WebhookView } from '@/lib/contracts/trigger';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';

/** The last fifty, newest first. */
export function DeliveriesDialog({ webhook, onClose }: { webhook: WebhookView; onClose: () => void }) {
  const trpc = useTRPC();
  const list = useQuery({ ...trpc.webhooks.deliveries.queryOptions({ webhookId: webhook.id }), refetchInterval: 5_000 });
  const items = list.data?.items ?? [];
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Deliveries to “${webhook.name}”`}
      className="sm:w-[min(640px,calc(100vw-32px))]"
    >
      {list.isError && !list.data ? (
        <ErrorState title="Could not load the deliveries" onRetry={() => void list.refetch()} retrying={list.isFetching} className="py-6">
          {explainError(readError(list.error))}
        </ErrorState>
      ) : list.isPending ? (
        <Skeleton className="h-24" />
      ) : items.length === 0 ? (
        <p className="text-muted">Nothing has come in yet.</p>
      ) : (
        <ul>
          {items.map((delivery) => (
            <li key={delivery.id} className="flex items-baseline gap-3 border-line border-b py-1.5 last:border-0">
              <Badge tone={delivery.status < 300 ? 'good' : 'bad'} className="num">
                {delivery.status}
              </Badge>
              <span className="num w-24 shrink-0 text-faint text-xs">
                <RelativeTime at={delivery.at} />
              </span>
              <span className="min-w-0 flex-1 text-muted [overflow-wrap:anywhere]">
                {delivery.runId ? (
                  <Link href={`/runs/${delivery.runId}`} className="text-accent underline underline-offset-2">
                    Run {delivery.runId.slice(0, 8)}
                  </Link>
                ) : (
                  delivery.detail
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
