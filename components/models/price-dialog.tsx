'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { ModelPrice, PriceOverride, PricesView } from '@/lib/contracts/model';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { type PriceDraft, readPrice } from './read-price';

interface PriceDialogProps {
  prices: PricesView;
  /** Null: of a model that is named here. */
  price: ModelPrice | null;
  onOpenChange: (open: boolean) => void;
}

const FIGURES = [
  { field: 'input', label: 'Input' },
  { field: 'output', label: 'Output' },
  { field: 'cached', label: 'Cached input' },
] as const;

/** Sets a model's own price, or takes it back. */
export function PriceDialog({ prices, price, onOpenChange }: PriceDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const known = price?.override ?? price?.catalogue;
  const text = (usd: number | undefined) => (usd === undefined ? '' : String(Number(usd.toFixed(6))));
  const [draft, setDraft] = useState<PriceDraft>({
    model: price?.model ?? '',
    input: text(known?.inputUsd),
    output: text(known?.outputUsd),
    cached: text(known?.cachedInputUsd),
  });
  const [isSent, setIsSent] = useState(false);
  const reading = readPrice(draft);
  const errors = isSent && !reading.ok ? reading.errors : {};
  const save = useMutation(
    trpc.models.setPrices.mutationOptions({
      onSuccess: (saved) => {
        queryClient.setQueryData(trpc.models.prices.queryKey(), saved);
        onOpenChange(false);
      },
    }),
  );
  const others = prices.items.flatMap(({ model, override }): PriceOverride[] =>
    override && model !== draft.model.trim() ? [{ model, ...override }] : [],
  );
  const send = (overrides: PriceOverride[]) => {
    if (!save.isPending) save.mutate({ baseVersion: prices.version, overrides });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsSent(true);
    if (reading.ok) send([...others, reading.value]);
  };
  const fault = save.error ? readError(save.error) : null;
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title={price ? `Price of ${price.model}` : 'Set a price'}
      description="It holds for calls from now on; what was spent stays as it was counted."
      footer={
        <>
          {price?.override ? (
            <Button onClick={() => send(others)} busy={save.isPending}>
              {price.catalogue ? 'Use the catalogue’s' : 'Remove the price'}
            </Button>
          ) : null}
          <Button type="submit" form="price" variant="primary" busy={save.isPending}>
            Save price
          </Button>
        </>
      }
    >
      <form id="price" onSubmit={submit} noValidate className="grid gap-3.5">
        {fault ? (
          <FormNote>
            {fault.code === 'stale_version' ? 'Somebody else has changed the prices: close this and open it again.' : explainError(fault)}
          </FormNote>
        ) : null}
        {price ? null : (
          <Field label="Model" hint="The id under which it answers" error={errors.model}>
            {(control) => (
              <Input
                {...control}
                autoFocus
                value={draft.model}
                maxLength={200}
                autoComplete="off"
                spellCheck={false}
                className="font-mono text-xs"
                onChange={(event) => setDraft({ ...draft, model: event.target.value })}
              />
            )}
          </Field>
        )}
        <div className="grid grid-cols-3 gap-3">
          {FIGURES.map(({ field, label }) => (
            <Field key={field} label={label} error={errors[field]} hint={field === 'cached' ? 'Empty: as input' : '$ per million'}>
              {(control) => (
                <Input
                  {...control}
                  inputMode="decimal"
                  value={draft[field]}
                  autoComplete="off"
                  onChange={(event) => setDraft({ ...draft, [field]: event.target.value })}
                />
              )}
            </Field>
          ))}
        </div>
      </form>
    </Dialog>
  );
}
