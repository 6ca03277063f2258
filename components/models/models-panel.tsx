'use client';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { EndpointView, ModelsView } from '@/lib/contracts/model';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { EndpointCard } from './endpoint-card';
import { ReadOnlyNote } from './read-only-note';
import { TiersForm } from './tiers-form';
import { useMayManage } from './use-may-manage';

const EndpointDialog = dynamic(() => import('./endpoint-dialog').then((module) => module.EndpointDialog), { ssr: false });
const TestDialog = dynamic(() => import('./test-dialog').then((module) => module.TestDialog), { ssr: false });
const RemoveEndpointDialog = dynamic(() => import('./remove-endpoint-dialog').then((module) => module.RemoveEndpointDialog), {
  ssr: false,
});

const HEALTH_EVERY_MS = 10_000;

type Asking = { what: 'create' } | { what: 'edit' | 'test' | 'remove'; endpoint: EndpointView };

/** Who answers for each tier, and how they fare. */
export function ModelsPanel() {
  const trpc = useTRPC();
  const models = useQuery(trpc.models.get.queryOptions());
  if (models.data) return <ModelsBody models={models.data} />;
  return (
    <div className="grid max-w-[960px] gap-4 px-4 py-5 sm:px-5">
      {models.isError ? (
        <ErrorState title="Could not load the models" onRetry={() => void models.refetch()} retrying={models.isFetching}>
          {explainError(readError(models.error))}
        </ErrorState>
      ) : (
        <>
          <Skeleton className="h-64" />
          <Skeleton className="h-40" />
        </>
      )}
    </div>
  );
}

function ModelsBody({ models }: { models: ModelsView }) {
  const trpc = useTRPC();
  const health = useQuery(trpc.models.health.queryOptions(undefined, { refetchInterval: HEALTH_EVERY_MS }));
  const mayManage = useMayManage();
  const [asking, setAsking] = useState<Asking | null>(null);
  const onOpenChange = (open: boolean) => {
    if (!open) setAsking(null);
  };
  return (
    <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
      <div className="grid max-w-[960px] grid-cols-[minmax(0,1fr)] gap-8 px-4 py-5 sm:px-5">
        {mayManage === false ? <ReadOnlyNote what="endpoints and tiers" /> : null}
        <section aria-labelledby="tiers-title" className="grid grid-cols-[minmax(0,1fr)] gap-3">
          <div>
            <h2 id="tiers-title" className="text-base">
              Tiers
            </h2>
            <p className="max-w-[80ch] text-muted">
              Each task asks for a tier. The first model of its list answers; the next one where it is down, wrongly set or at its limit.
            </p>
          </div>
          <TiersForm key={models.version} models={models} mayManage={mayManage === true} />
        </section>
        <section aria-labelledby="endpoints-title" className="grid grid-cols-[minmax(0,1fr)] gap-3">
          <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
            <div>
              <h2 id="endpoints-title" className="text-base">
                Endpoints
              </h2>
              <p className="max-w-[80ch] text-muted">Every OpenAI-compatible address. Limits hold over all workers together.</p>
            </div>
            {mayManage ? (
              <Button variant="primary" onClick={() => setAsking({ what: 'create' })}>
                <Plus size={14} aria-hidden /> Add endpoint
              </Button>
            ) : null}
          </div>
          <ul className="grid grid-cols-[minmax(0,1fr)] gap-3">
            {models.endpoints.map((endpoint) => (
              <EndpointCard
                key={endpoint.name}
                endpoint={endpoint}
                health={health.data?.items.find((one) => one.endpoint === endpoint.name)}
                mayManage={mayManage === true}
                onAsk={(what) => setAsking({ what, endpoint })}
              />
            ))}
          </ul>
        </section>
      </div>
      {asking?.what === 'create' ? <EndpointDialog models={models} onOpenChange={onOpenChange} /> : null}
      {asking?.what === 'edit' ? <EndpointDialog models={models} endpoint={asking.endpoint} onOpenChange={onOpenChange} /> : null}
      {asking?.what === 'test' ? <TestDialog models={models} endpoint={asking.endpoint} onOpenChange={onOpenChange} /> : null}
      {asking?.what === 'remove' ? <RemoveEndpointDialog models={models} endpoint={asking.endpoint} onOpenChange={onOpenChange} /> : null}
    </div>
  );
}
