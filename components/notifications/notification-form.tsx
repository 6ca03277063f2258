'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { NumberField } from '@/components/settings/number-field';
import { PanelSection } from '@/components/settings/panel';
import { StaleNotice } from '@/components/settings/stale-notice';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { NotificationSettings } from '@/lib/contracts/notification';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { MailSection, SlackSection } from './channel-sections';
import { draftOf, type NotificationDraft, type NotificationErrors, readDraft } from './notification-draft';
import { RoutingSection } from './routing-section';
import { WebhookSection } from './webhook-section';

export function NotificationForm({ settings }: { settings: NotificationSettings }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(settings));
  const [errors, setErrors] = useState<NotificationErrors>({});
  // What the typed values began from: a change by somebody else is told, not overwritten.
  const [baseVersion, setBaseVersion] = useState(settings.version);
  const take = (theirs: NotificationSettings) => {
    setDraft(draftOf(theirs));
    setBaseVersion(theirs.version);
  };
  const save = useMutation(
    trpc.notifications.setSettings.mutationOptions({
      onSuccess: (saved) => {
        queryClient.setQueryData(trpc.notifications.settings.queryKey(), saved);
        take(saved);
        toast.success('Settings saved');
      },
      onError: (error) => {
        setErrors(Object.fromEntries(readError(error).issues.map(({ path, message }) => [path, message])));
        return queryClient.invalidateQueries(trpc.notifications.settings.pathFilter());
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const reading = readDraft(draft, settings);
    setErrors(reading.ok ? {} : reading.errors);
    if (reading.ok && !save.isPending) save.mutate({ baseVersion, ...reading.value });
  };
  const onChange = (changed: Partial<NotificationDraft>) => setDraft((before) => ({ ...before, ...changed }));
  const section = { settings, draft, errors, onChange };
  return (
    <form onSubmit={submit} noValidate className="grid grid-cols-[minmax(0,1fr)] gap-8">
      <SlackSection {...section} />
      <MailSection {...section} />
      <WebhookSection {...section} />
      <RoutingSection {...section} />
      <PanelSection title="Reminders and links">
        <div className="grid max-w-[720px] gap-x-5 gap-y-4 sm:grid-cols-2">
          <NumberField
            label="Remind before a deadline"
            hint="Once a deadline. Empty: never."
            unit="minutes before"
            placeholder="never"
            value={draft.reminderMinutes}
            error={errors.reminderMinutes}
            onChange={(reminderMinutes) => onChange({ reminderMinutes })}
          />
          <NumberField
            label="Links in mails work for"
            hint="Once, for their person alone. Looking decides nothing."
            unit="hours"
            value={draft.linkHours}
            error={errors.linkHours}
            onChange={(linkHours) => onChange({ linkHours })}
          />
        </div>
      </PanelSection>
      <div className="grid justify-items-start gap-3">
        {settings.version !== baseVersion && !save.isPending ? (
          <StaleNotice onTakeTheirs={() => take(settings)} onKeepMine={() => setBaseVersion(settings.version)} />
        ) : null}
        {save.isError ? <FormNote>{explainError(readError(save.error))}</FormNote> : null}
        {Object.keys(errors).length > 0 && !save.isError ? <FormNote>Look at what is marked above.</FormNote> : null}
        <Button type="submit" variant="primary" busy={save.isPending}>
          Save settings
        </Button>
      </div>
    </form>
  );
}
