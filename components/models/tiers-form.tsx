'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { Button } from '@/components/ui/button';
import type { ModelsView } from '@/lib/contracts/model';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { TierList } from './tier-list';

const TIERS = [
  { tier: 'economy', label: 'Economy', hint: 'Short, plain work' },
  { tier: 'standard', label: 'Standard', hint: 'Most tasks' },
  { tier: 'premium', label: 'Premium', hint: 'Architecture, security, planning' },
] as const;

/** The lists of the three tiers, staged until they are saved. */
export function TiersForm({ models, mayManage }: { models: ModelsView; mayManage: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [tiers, setTiers] = useState(models.tiers);
  const isChanged = JSON.stringify(tiers) !== JSON.stringify(models.tiers);
  const save = useMutation(
    trpc.models.setTiers.mutationOptions({
      onSuccess: async (saved) => {
        queryClient.setQueryData(trpc.models.get.queryKey(), saved);
        void queryClient.invalidateQueries(trpc.system.health.pathFilter());
        void queryClient.invalidateQueries(trpc.models.prices.pathFilter());
        const { toast } = await import('sonner');
        toast.success('Tiers saved', { description: 'They hold from the next call on, of runs under way too.' });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate({ baseVersion: models.version, tiers });
  };
  const fault = save.error ? readError(save.error) : null;
  return (
    <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 lg:grid-cols-3">
        {TIERS.map(({ tier, label, hint }) => (
          <TierList
            key={tier}
            label={label}
            hint={hint}
            list={tiers[tier]}
            inUse={models.inUse[tier]}
            endpoints={models.endpoints}
            mayManage={mayManage}
            onChange={(list) => setTiers({ ...tiers, [tier]: list })}
          />
        ))}
      </div>
      {fault ? <FormNote>{fault.code === 'stale_version' ? <Stale /> : explainError(fault)}</FormNote> : null}
      {mayManage && isChanged ? (
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" busy={save.isPending}>
            Save tiers
          </Button>
          <Button
            onClick={() => {
              setTiers(models.tiers);
              save.reset();
            }}
          >
            Discard
          </Button>
        </div>
      ) : null}
    </form>
  );
}

function Stale() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return (
    <span>
      Somebody else has changed these settings meanwhile.{' '}
      <button type="button" className="underline" onClick={() => void queryClient.invalidateQueries(trpc.models.get.pathFilter())}>
        Read them again
      </button>{' '}
      (what you staged here is given up).
    </span>
  );
}
