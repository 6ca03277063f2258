'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { ErrorState } from '@/components/ui/error-state';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import type { WebhookSecret, WebhookView } from '@/lib/contracts/trigger';
import type { WorkflowView } from '@/lib/contracts/workflow';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { Panel } from './panel';

const WebhookDialog = dynamic(() => import('./webhook-dialog').then((module) => module.WebhookDialog), { ssr: false });
const SecretDialog = dynamic(() => import('./secret-dialog').then((module) => module.SecretDialog), { ssr: false });
const DeliveriesDialog = dynamic(() => import('./deliveries-dialog').then((module) => module.DeliveriesDialog), { ssr: false });
const ConfirmDialog = dynamic(() => import('@/components/ui/confirm-dialog').then((module) => module.ConfirmDialog), { ssr: false });

type Asking =
  | { kind: 'edit' | 'rotate' | 'delete' | 'log'; webhook: WebhookView }
  | { kind: 'new' }
  | { kind: 'secret'; secret: WebhookSecret };

export function WebhooksPanel({ workflow, mayWrite }: { workflow: WorkflowView; mayWrite: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<Asking | null>(null);
  const list = useQuery({ ...trpc.webhooks.list.queryOptions({ key: workflow.key }), refetchInterval: 15_000 });
  const refresh = () => queryClient.invalidateQueries(trpc.webhooks.list.pathFilter());
  const failed = (what: string) => (error: unknown) => toast.error(what, { description: explainError(readError(error)) });
  const rotate = useMutation(
    trpc.webhooks.rotate.mutationOptions({
      onSuccess: (secret) => {
        setAsking({ kind: 'secret', secret });
        return refresh();
      },
      onError: failed('The secret was not changed'),
    }),
  );
  const remove = useMutation(
    trpc.webhooks.delete.mutationOptions({
      onSuccess: () => {
        setAsking(null);
        return refresh();
      },
      onError: failed('The webhook was not deleted'),
    }),
  );
  const items = list.data?.items ?? [];
  const close = () => setAsking(null);
  return (
    <Panel
      title="Webhooks"
      note="Start a run by a signed HTTP request from another system. Fields of its JSON body fill the inputs of the same name."
      action={
        mayWrite ? (
          <Button onClick={() => setAsking({ kind: 'new' })}>
            <Plus size={14} aria-hidden /> Add webhook
          </Button>
        ) : undefined
      }
    >
      {list.isError && !list.data ? (
        <ErrorState title="Could not load the webhooks" onRetry={() => void list.refetch()} retrying={list.isFetching}>
          {explainError(readError(list.error))}
        </ErrorState>
      ) : list.isPending ? (
        <Skeleton className="h-16" />
      ) : items.length === 0 ? (
        <p className="rounded-md border border-line border-dashed px-3 py-4 text-faint">None yet.</p>
      ) : (
        <ul className="grid grid-cols-[minmax(0,1fr)] gap-2">
          {items.map((webhook) => (
            <li key={webhook.id} className="grid grid-cols-[minmax(0,1fr)] gap-1.5 rounded-md border border-line bg-surface px-3 py-2.5">
              <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span className="font-medium">{webhook.name}</span>
                {webhook.enabled ? null : <Badge tone="warn">off</Badge>}
                <span className="text-faint text-xs">
                  {webhook.lastDeliveryAt ? (
                    <>
                      last delivery <RelativeTime at={webhook.lastDeliveryAt} />
                    </>
                  ) : (
                    'no delivery yet'
                  )}
                </span>
                <span className="ml-auto flex flex-wrap gap-1.5">
                  <Button size="sm" onClick={() => setAsking({ kind: 'log', webhook })}>
                    Deliveries
                  </Button>
                  {mayWrite ? (
                    <>
                      <Button size="sm" onClick={() => setAsking({ kind: 'edit', webhook })}>
                        Edit
                      </Button>
                      <Button size="sm" onClick={() => setAsking({ kind: 'rotate', webhook })}>
                        New secret
                      </Button>
                      <Button size="sm" variant="danger" onClick={() => setAsking({ kind: 'delete', webhook })}>
                        Delete
                      </Button>
                    </>
                  ) : null}
                </span>
              </div>
              <p className="flex items-center gap-1 text-faint text-xs">
                <code className="min-w-0 truncate">POST {webhook.path}</code>
                <CopyButton text={`${window.location.origin}${webhook.path}`} label="Copy address" />
              </p>
            </li>
          ))}
        </ul>
      )}
      {asking?.kind === 'new' || asking?.kind === 'edit' ? (
        <WebhookDialog
          workflow={workflow}
          webhook={asking.kind === 'edit' ? asking.webhook : null}
          onClose={close}
          onCreated={(secret) => setAsking({ kind: 'secret', secret })}
        />
      ) : null}
      {asking?.kind === 'secret' ? <SecretDialog secret={asking.secret} onClose={close} /> : null}
      {asking?.kind === 'log' ? <DeliveriesDialog webhook={asking.webhook} onClose={close} /> : null}
      {asking?.kind === 'rotate' || asking?.kind === 'delete' ? (
        <ConfirmDialog
          open
          onOpenChange={(open) => (open ? undefined : close())}
          title={asking.kind === 'rotate' ? `New secret for “${asking.webhook.name}”?` : `Delete “${asking.webhook.name}”?`}
          action={asking.kind === 'rotate' ? 'Make new secret' : 'Delete webhook'}
          danger
          busy={rotate.isPending || remove.isPending}
          onConfirm={() => (asking.kind === 'rotate' ? rotate : remove).mutate({ webhookId: asking.webhook.id })}
        >
          {asking.kind === 'rotate'
            ? 'What is signed with the old one is refused at once.'
            : 'Whoever sends to it is told that there is no such webhook. This cannot be undone.'}
        </ConfirmDialog>
      ) : null}
    </Panel>
  );
}
