'use client';
import { useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { PanelSection } from '@/components/settings/panel';
import { SwitchField } from '@/components/settings/switch-field';
import { toastFault } from '@/components/settings/toast-fault';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Field } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Switch } from '@/components/ui/switch';
import type { EscalationType } from '@/lib/contracts/escalation';
import { useTRPC } from '@/lib/trpc/context';
import type { SectionProps } from './channel-sections';
import type { WebhookDraft } from './notification-draft';
import { TestButton } from './test-button';
import { WebhookFilters } from './webhook-filters';

/** Systems that are called: signed by Standard Webhooks, each with a secret of its own. */
export function WebhookSection({ settings, draft, errors, onChange }: SectionProps) {
  const change = (index: number, changed: Partial<WebhookDraft>) =>
    onChange({ webhooks: draft.webhooks.map((hook, at) => (at === index ? { ...hook, ...changed } : hook)) });
  const fromEnvironment = settings.webhooks.filter(({ source }) => source === 'environment');
  return (
    <PanelSection
      title="Webhooks"
      hint="Each is called with a signed JSON body (Standard Webhooks). Private addresses and redirects into them are refused unless you allow them."
      actions={
        <Button
          size="sm"
          onClick={() => onChange({ webhooks: [...draft.webhooks, { name: '', url: '', enabled: true, types: [], kinds: [] }] })}
        >
          <Plus size={14} aria-hidden />
          Add a webhook
        </Button>
      }
    >
      {fromEnvironment.map(({ id, url }) => (
        <p key={id} className="text-muted">
          <span className="break-all font-mono text-xs">{url}</span> is given by the environment.
        </p>
      ))}
      {draft.webhooks.map((hook, index) => (
        <div
          // A new one has nothing else that stays.
          key={hook.id ?? `new-${index}`}
          className="grid max-w-[720px] gap-3 rounded-md border border-line p-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,2fr)_auto]"
        >
          <Field label="Name" error={errors[`webhooks.${index}.name`]}>
            {(control) => (
              <Input {...control} value={hook.name} maxLength={80} onChange={(event) => change(index, { name: event.target.value })} />
            )}
          </Field>
          <Field label="Address" error={errors[`webhooks.${index}.url`]}>
            {(control) => (
              <Input
                {...control}
                value={hook.url}
                placeholder="https://example.com/hooks/signalbox"
                onChange={(event) => change(index, { url: event.target.value })}
              />
            )}
          </Field>
          <span className="flex items-center gap-2 sm:mt-6 sm:h-8">
            <Switch
              aria-label={`Call ${hook.name || 'this webhook'}`}
              checked={hook.enabled}
              onCheckedChange={(enabled) => change(index, { enabled })}
            />
            <IconButton
              label={`Remove ${hook.name || 'this webhook'}`}
              onClick={() => onChange({ webhooks: draft.webhooks.filter((_, at) => at !== index) })}
            >
              <Trash2 size={15} aria-hidden />
            </IconButton>
          </span>
          <WebhookFilters
            name={hook.name || 'this webhook'}
            types={Object.keys(draft.routing) as EscalationType[]}
            hook={hook}
            error={errors[`webhooks.${index}.types`] ?? errors[`webhooks.${index}.kinds`]}
            onChange={(changed) => change(index, changed)}
          />
          {hook.id ? (
            <div className="flex flex-wrap items-center gap-2 sm:col-span-3">
              <WebhookSecret webhookId={hook.id} />
              <TestButton channel="webhook" target={hook.id} />
            </div>
          ) : null}
        </div>
      ))}
      <SwitchField
        label="Allow private addresses"
        hint="For receivers in your own network. Link-local addresses, where clouds hand out credentials, stay refused."
        givenBy={settings.allowPrivateTargets.source === 'environment' ? 'ESCALATION_ALLOW_PRIVATE_TARGETS' : null}
        checked={draft.allowPrivateTargets}
        onChange={(allowPrivateTargets) => onChange({ allowPrivateTargets })}
      />
    </PanelSection>
  );
}

function WebhookSecret({ webhookId }: { webhookId: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [secret, setSecret] = useState<string | null>(null);
  const show = () =>
    queryClient
      .fetchQuery(trpc.notifications.webhookSecret.queryOptions({ webhookId }))
      .then(({ secret: found }) => setSecret(found))
      .catch((error: unknown) => toastFault('The secret could not be read', error));
  if (secret === null) {
    return (
      <Button size="sm" onClick={() => void show()}>
        Show its secret
      </Button>
    );
  }
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <code className="min-w-0 break-all rounded bg-sunken px-1.5 py-0.5 text-xs">{secret}</code>
      <CopyButton text={secret} label="Copy the secret" />
    </span>
  );
}
