'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { type FormEvent, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { typeWords } from '@/components/escalations/escalation-words';
import { PRIORITIES } from '@/components/notifications/priorities';
import { PanelSection } from '@/components/settings/panel';
import { SwitchField } from '@/components/settings/switch-field';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import type { EscalationType } from '@/lib/contracts/escalation';
import type { MyPreferences, NotificationPreferences } from '@/lib/contracts/notification';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';

const EMAIL = [
  { value: 'mine', label: 'What is for me' },
  { value: 'all', label: 'Everything' },
  { value: 'off', label: 'Nothing' },
] as const;
const PACE = [
  { value: 'instant', label: 'At once' },
  { value: 'hourly', label: 'Once an hour' },
  { value: 'daily', label: 'Once a day' },
] as const;
const TYPES: Record<EscalationType, true> = {
  gate_approval: true,
  budget_override: true,
  security_review: true,
  error_resolution: true,
  ambiguous_requirement: true,
  quality_concern: true,
  sensitive_data: true,
};
const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** How one is told of escalations by mail. */
export function NotificationSection() {
  const trpc = useTRPC();
  const mine = useQuery(trpc.notifications.preferences.queryOptions());
  if (!mine.data) {
    return mine.isError ? <FormNote>{explainError(readError(mine.error))}</FormNote> : <Skeleton className="h-40" />;
  }
  return <PreferencesForm mine={mine.data} />;
}

function PreferencesForm({ mine }: { mine: MyPreferences }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  // Whoever never said where they are is where their browser is.
  const [draft, setDraft] = useState<NotificationPreferences>(() =>
    mine.version === 0 ? { ...mine.value, timeZone: ownZone() } : mine.value,
  );
  const change = (changed: Partial<NotificationPreferences>) => setDraft((before) => ({ ...before, ...changed }));
  const save = useMutation(
    trpc.notifications.setPreferences.mutationOptions({
      onSuccess: (saved) => {
        queryClient.setQueryData(trpc.notifications.preferences.queryKey(), saved);
        setDraft(saved.value);
        toast.success('Notifications saved');
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate({ baseVersion: mine.version, value: draft });
  };
  const mute = (type: EscalationType, on: boolean) =>
    change({ mutedTypes: on ? draft.mutedTypes.filter((one) => one !== type) : [...draft.mutedTypes, type] });
  const issue = save.isError ? readError(save.error).issues.find(({ path }) => path.endsWith('timeZone'))?.message : undefined;
  const hears = draft.email !== 'off';
  return (
    <PanelSection
      title="Notifications by mail"
      hint={
        mine.emailAvailable
          ? 'What is for you: assigned to you, or for a group that you are in.'
          : 'Mail is not set up here: an admin does that in the settings.'
      }
    >
      <form onSubmit={submit} noValidate className="grid max-w-[560px] gap-4">
        <div className="grid gap-4 sm:grid-cols-3">
          <Field label="Tell me of">
            {(control) => <Select {...control} value={draft.email} onValueChange={(email) => change({ email })} options={[...EMAIL]} />}
          </Field>
          <Field label="When">
            {(control) => (
              <Select {...control} value={draft.pace} disabled={!hears} onValueChange={(pace) => change({ pace })} options={[...PACE]} />
            )}
          </Field>
          <Field label="Priority">
            {(control) => (
              <Select
                {...control}
                value={draft.minPriority}
                disabled={!hears}
                onValueChange={(minPriority) => change({ minPriority })}
                options={PRIORITIES}
              />
            )}
          </Field>
        </div>
        {hears ? (
          <>
            <div className="grid gap-4 sm:grid-cols-3">
              {draft.pace === 'daily' ? (
                <Field label="Every day at">
                  {(control) => (
                    <Input {...control} type="time" value={draft.dailyAt} onChange={(event) => change({ dailyAt: event.target.value })} />
                  )}
                </Field>
              ) : null}
              <Field label="My time zone" error={issue}>
                {(control) => <Input {...control} value={draft.timeZone} onChange={(event) => change({ timeZone: event.target.value })} />}
              </Field>
            </div>
            <QuietHours draft={draft} onChange={change} />
            <SwitchField
              label="Remind me before a deadline"
              hint="At once, whatever else waits for the hour or the day."
              givenBy={null}
              checked={draft.reminders}
              onChange={(reminders) => change({ reminders })}
            />
            <SwitchField
              label="Tell me how it ended"
              hint="Also what somebody else or the clock decided."
              givenBy={null}
              checked={draft.decided}
              onChange={(decided) => change({ decided })}
            />
            <fieldset className="grid gap-1.5">
              <legend className="mb-1.5 font-medium text-muted text-xs">Types</legend>
              <div className="grid gap-1.5 sm:grid-cols-3">
                {(Object.keys(TYPES) as EscalationType[]).map((type) => (
                  <label key={type} className="flex items-center gap-2">
                    <input
                      type="checkbox"
                      className="size-4 accent-accent pointer-coarse:size-6"
                      checked={!draft.mutedTypes.includes(type)}
                      onChange={(event) => mute(type, event.target.checked)}
                    />
                    {typeWords(type)}
                  </label>
                ))}
              </div>
            </fieldset>
          </>
        ) : (
          <p className="text-muted">
            The <Link href="/inbox">inbox</Link> has it all.
          </p>
        )}
        {save.isError && !issue ? <FormNote>{explainError(readError(save.error))}</FormNote> : null}
        <Button type="submit" className="justify-self-start" busy={save.isPending}>
          Save notifications
        </Button>
      </form>
    </PanelSection>
  );
}

function QuietHours({ draft, onChange }: { draft: NotificationPreferences; onChange: (change: Partial<NotificationPreferences>) => void }) {
  const { quietHours } = draft;
  return (
    <div className="grid gap-3">
      <SwitchField
        label="Quiet hours"
        hint="What comes meanwhile is sent when they end."
        givenBy={null}
        checked={quietHours !== null}
        onChange={(on) => onChange({ quietHours: on ? { from: '22:00', to: '07:00' } : null })}
      />
      {quietHours ? (
        <div className="grid gap-3 pl-12">
          <div className="grid max-w-72 grid-cols-2 gap-3">
            <Field label="From">
              {(control) => (
                <Input
                  {...control}
                  type="time"
                  value={quietHours.from}
                  onChange={(event) => onChange({ quietHours: { ...quietHours, from: event.target.value } })}
                />
              )}
            </Field>
            <Field label="To">
              {(control) => (
                <Input
                  {...control}
                  type="time"
                  value={quietHours.to}
                  onChange={(event) => onChange({ quietHours: { ...quietHours, to: event.target.value } })}
                />
              )}
            </Field>
          </div>
          <SwitchField
            label="Wake me for what is critical"
            hint="It comes at once, also where the rest comes once a day."
            givenBy={null}
            checked={draft.criticalAnyway}
            onChange={(criticalAnyway) => onChange({ criticalAnyway })}
          />
        </div>
      ) : null}
    </div>
  );
}
