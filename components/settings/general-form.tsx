'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { type FormEvent, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { GeneralSettings } from '@/lib/contracts/settings';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { type GeneralErrors, readGeneralForm } from './read-general-form';

const ConfirmDialog = dynamic(() => import('@/components/ui/confirm-dialog').then((module) => module.ConfirmDialog), { ssr: false });

/** Deleting sooner than before is asked about: it cannot be undone. */
const deletesMore = (before: number | null, after: number | null) => after !== null && (before === null || after < before);

const shownDays = ({ runRetentionDays: { value } }: GeneralSettings) => (value === null ? '' : String(value));
const shownPercent = ({ costBlockThreshold: { value } }: GeneralSettings) => String(Math.round(value * 10_000) / 100);

export function GeneralForm({ settings }: { settings: GeneralSettings }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { runRetentionDays, costBlockThreshold } = settings;
  const [retentionDays, setRetentionDays] = useState(shownDays(settings));
  const [blockPercent, setBlockPercent] = useState(shownPercent(settings));
  const [errors, setErrors] = useState<GeneralErrors>({});
  const [asked, setAsked] = useState(false);
  // What the typed values began from: a change by somebody else is told, not overwritten.
  const [baseVersion, setBaseVersion] = useState(settings.version);
  const isGiven = costBlockThreshold.source === 'environment';
  const save = useMutation(
    trpc.settings.setGeneral.mutationOptions({
      onSuccess: async (saved) => {
        setAsked(false);
        setBaseVersion(saved.version);
        queryClient.setQueryData(trpc.settings.general.queryKey(), saved);
        const { toast } = await import('sonner');
        toast.success('Settings saved');
      },
      onError: () => {
        setAsked(false);
        return queryClient.invalidateQueries(trpc.settings.general.pathFilter());
      },
    }),
  );
  const takeTheirs = () => {
    setRetentionDays(shownDays(settings));
    setBlockPercent(shownPercent(settings));
    setBaseVersion(settings.version);
    save.reset();
  };
  const send = () => {
    const reading = readGeneralForm({ retentionDays, blockPercent });
    if (!reading.ok || save.isPending) return;
    const { runRetentionDays: days, costBlockThreshold: threshold } = reading.value;
    save.mutate({ baseVersion, runRetentionDays: days, ...(isGiven ? {} : { costBlockThreshold: threshold }) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const reading = readGeneralForm({ retentionDays, blockPercent });
    setErrors(reading.ok ? {} : reading.errors);
    if (!reading.ok) return;
    if (deletesMore(runRetentionDays.value, reading.value.runRetentionDays)) setAsked(true);
    else send();
  };
  return (
    <form onSubmit={submit} noValidate className="grid max-w-[560px] gap-5">
      <Field
        label="Delete ended runs after"
        hint="With a run go its tasks, events, transcripts and artifacts; the audit log stays. Empty: runs are kept for ever."
        error={errors.retentionDays}
      >
        {(control) => (
          <span className="flex items-center gap-2">
            <Input
              {...control}
              inputMode="numeric"
              placeholder="never"
              value={retentionDays}
              onChange={(event) => setRetentionDays(event.target.value)}
              className="w-28"
            />
            <span className="text-muted text-sm">days</span>
          </span>
        )}
      </Field>
      <Field
        label="Pause a run at"
        hint={
          isGiven
            ? 'Given by the environment (COST_BLOCK_THRESHOLD), so it cannot be changed here.'
            : 'From there no new model call starts, and the run waits until somebody raises its budget.'
        }
        error={errors.blockPercent}
      >
        {(control) => (
          <span className="flex items-center gap-2">
            <Input
              {...control}
              inputMode="decimal"
              disabled={isGiven}
              value={blockPercent}
              onChange={(event) => setBlockPercent(event.target.value)}
              className="w-28"
            />
            <span className="text-muted text-sm">% of its budget</span>
          </span>
        )}
      </Field>
      {settings.version !== baseVersion && !save.isPending ? (
        <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md bg-waiting-soft px-3 py-2 text-waiting">
          <span className="min-w-0 flex-1">
            Somebody else changed these settings while this page was open. What you typed is still here.
          </span>
          <Button size="sm" onClick={takeTheirs}>
            Take theirs
          </Button>
          <Button size="sm" onClick={() => setBaseVersion(settings.version)}>
            Keep mine
          </Button>
        </div>
      ) : null}
      {save.isError ? <FormNote>{explainError(readError(save.error))}</FormNote> : null}
      <Button type="submit" variant="primary" busy={save.isPending} className="justify-self-start">
        Save settings
      </Button>
      {asked ? (
        <ConfirmDialog
          open
          onOpenChange={setAsked}
          title={`Delete runs that ended more than ${retentionDays.trim()} days ago?`}
          action="Save and delete"
          danger
          busy={save.isPending}
          onConfirm={send}
        >
          Those that are older now go within ten minutes. This cannot be undone.
        </ConfirmDialog>
      ) : null}
    </form>
  );
}
