'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { type FormEvent, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { Button } from '@/components/ui/button';
import type { GeneralSettings } from '@/lib/contracts/settings';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { CheckpointFields } from './checkpoint-fields';
import { DeadLetterFields } from './dead-letter-fields';
import { NumberField } from './number-field';
import { type GeneralDraft, type GeneralErrors, type GeneralValues, readGeneralForm } from './read-general-form';
import { StaleNotice } from './stale-notice';
import { SwitchField } from './switch-field';

const ConfirmDialog = dynamic(() => import('@/components/ui/confirm-dialog').then((module) => module.ConfirmDialog), { ssr: false });

/** Deleting sooner than before is asked about: it cannot be undone. */
const deletesMore = (before: number | null, after: number | null) => after !== null && (before === null || after < before);

const draftOf = (settings: GeneralSettings): GeneralDraft => ({
  retentionDays: settings.runRetentionDays.value === null ? '' : String(settings.runRetentionDays.value),
  blockPercent: String(Math.round(settings.costBlockThreshold.value * 10_000) / 100),
  replayLimit: String(settings.dlqReplayLimit.value),
  letterDays: String(settings.dlqRetentionDays.value),
  autoReplay: settings.dlqAutoReplay.value,
  checkpointSeconds: String(settings.checkpointIntervalSeconds.value),
  compression: settings.checkpointCompression.value,
  checkpointsKept: String(settings.checkpointsKept.value),
  allowEdits: settings.agentEdits.value === 'allow',
});

/** What the environment gives is not sent. */
function changeable(settings: GeneralSettings, values: GeneralValues): Partial<GeneralValues> {
  const isGiven = (field: string) => settings[field as keyof GeneralValues].source === 'environment';
  return Object.fromEntries(Object.entries(values).filter(([field]) => !isGiven(field)));
}

export function GeneralForm({ settings }: { settings: GeneralSettings }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { runRetentionDays, costBlockThreshold } = settings;
  const [draft, setDraft] = useState(draftOf(settings));
  const change = (changed: Partial<GeneralDraft>) => setDraft((before) => ({ ...before, ...changed }));
  const [errors, setErrors] = useState<GeneralErrors>({});
  const [asked, setAsked] = useState(false);
  // What the typed values began from: a change by somebody else is told, not overwritten.
  const [baseVersion, setBaseVersion] = useState(settings.version);
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
    setDraft(draftOf(settings));
    setBaseVersion(settings.version);
    save.reset();
  };
  const send = () => {
    const reading = readGeneralForm(draft);
    if (!reading.ok || save.isPending) return;
    save.mutate({ baseVersion, ...changeable(settings, reading.value) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const reading = readGeneralForm(draft);
    setErrors(reading.ok ? {} : reading.errors);
    if (!reading.ok) return;
    if (deletesMore(runRetentionDays.value, reading.value.runRetentionDays)) setAsked(true);
    else send();
  };
  return (
    <form onSubmit={submit} noValidate className="grid max-w-[560px] gap-5">
      <NumberField
        label="Delete ended runs after"
        hint="With a run go its tasks, events, transcripts and artifacts; the audit log stays. Empty: runs are kept for ever."
        unit="days"
        placeholder="never"
        value={draft.retentionDays}
        error={errors.retentionDays}
        onChange={(retentionDays) => change({ retentionDays })}
      />
      <NumberField
        label="Pause a run at"
        hint="From there no new model call starts, and the run waits until somebody raises its budget."
        unit="% of its budget"
        givenBy={costBlockThreshold.source === 'environment' ? 'COST_BLOCK_THRESHOLD' : null}
        value={draft.blockPercent}
        error={errors.blockPercent}
        onChange={(blockPercent) => change({ blockPercent })}
      />
      <DeadLetterFields settings={settings} draft={draft} errors={errors} onChange={change} />
      <CheckpointFields settings={settings} draft={draft} errors={errors} onChange={change} />
      <SwitchField
        label="Let agents change the graph of their run"
        hint="Off: what an agent proposes waits on the run page until somebody applies or refuses it."
        givenBy={settings.agentEdits.source === 'environment' ? 'SIGNALBOX_AGENT_EDITS' : null}
        checked={draft.allowEdits}
        onChange={(allowEdits) => change({ allowEdits })}
      />
      {settings.version !== baseVersion && !save.isPending ? (
        <StaleNotice onTakeTheirs={takeTheirs} onKeepMine={() => setBaseVersion(settings.version)} />
      ) : null}
      {save.isError ? <FormNote>{explainError(readError(save.error))}</FormNote> : null}
      <Button type="submit" variant="primary" busy={save.isPending} className="justify-self-start">
        Save settings
      </Button>
      {asked ? (
        <ConfirmDialog
          open
          onOpenChange={setAsked}
          title={`Delete runs that ended more than ${draft.retentionDays.trim()} days ago?`}
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
