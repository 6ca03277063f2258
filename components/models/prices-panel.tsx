'use client';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { ModelPrice, PricesView } from '@/lib/contracts/model';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { PriceTable } from './price-table';
import { ReadOnlyNote } from './read-only-note';
import { useMayManage } from './use-may-manage';

const PriceDialog = dynamic(() => import('./price-dialog').then((module) => module.PriceDialog), { ssr: false });

/** What each model costs: the catalogue's price, or one of this installation's own. */
export function PricesPanel() {
  const trpc = useTRPC();
  const prices = useQuery(trpc.models.prices.queryOptions());
  const content = () => {
    if (prices.data) return <PricesBody prices={prices.data} />;
    if (!prices.isError) return <Skeleton className="h-56" />;
    return (
      <ErrorState title="Could not load the prices" onRetry={() => void prices.refetch()} retrying={prices.isFetching}>
        {explainError(readError(prices.error))}
      </ErrorState>
    );
  };
  return (
    <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
      <div className="grid max-w-[960px] gap-4 px-4 py-5 sm:px-5">{content()}</div>
    </div>
  );
}

function PricesBody({ prices }: { prices: PricesView }) {
  const mayManage = useMayManage();
  const [asking, setAsking] = useState<{ price: ModelPrice | null } | null>(null);
  const { inputUsd, outputUsd } = prices.assumed;
  return (
    <>
      {mayManage === false ? <ReadOnlyNote what="prices" /> : null}
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-[80ch] text-muted">
          US dollars per million tokens. The catalogue knows common models; set your own price where you pay another, or where it knows
          none. A model without a price counts as ${inputUsd} in and ${outputUsd} out in runs with a budget, and as unpriced elsewhere.
        </p>
        {mayManage ? (
          <Button variant="primary" onClick={() => setAsking({ price: null })}>
            <Plus size={14} aria-hidden /> Set a price
          </Button>
        ) : null}
      </div>
      <PriceTable items={prices.items} assumed={prices.assumed} onEdit={mayManage ? (price) => setAsking({ price }) : undefined} />
      {asking ? (
        <PriceDialog
          prices={prices}
          price={asking.price}
          onOpenChange={(open) => {
            if (!open) setAsking(null);
          }}
        />
      ) : null}
    </>
  );
}
