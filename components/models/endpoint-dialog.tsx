'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { EndpointView, ModelsView } from '@/lib/contracts/model';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { describeKey } from './describe-endpoint';
import { draftOf, type EndpointDraft, readDraft } from './endpoint-draft';
import { TestReport } from './test-report';

interface EndpointDialogProps {
  models: ModelsView;
  /** Absent: a new one. */
  endpoint?: EndpointView;
  onOpenChange: (open: boolean) => void;
}

/** Adds or changes an endpoint; what is written can be tested before it is saved. */
export function EndpointDialog({ models, endpoint, onOpenChange }: EndpointDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<EndpointDraft>(() => draftOf(endpoint));
  const [isSent, setIsSent] = useState(false);
  const set = (change: Partial<EndpointDraft>) => setDraft((before) => ({ ...before, ...change }));
  const reading = readDraft(draft);
  const save = useMutation(
    trpc.models.putEndpoint.mutationOptions({
      onSuccess: (saved) => {
        queryClient.setQueryData(trpc.models.get.queryKey(), saved);
        void queryClient.invalidateQueries(trpc.models.suggestions.pathFilter());
        void queryClient.invalidateQueries(trpc.models.health.pathFilter());
        onOpenChange(false);
      },
    }),
  );
  const test = useMutation(trpc.models.test.mutationOptions());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsSent(true);
    if (reading.ok && !save.isPending) save.mutate({ ...reading.value, baseVersion: models.version });
  };
  const fault = save.error ? readError(save.error) : null;
  const issueOf = (path: string) => fault?.issues.find((issue) => issue.path === path)?.message;
  const errorOf = (path: keyof EndpointDraft) => (isSent && !reading.ok ? reading.errors[path] : undefined) ?? issueOf(path);
  const isLoose = fault && !fault.issues.some((issue) => issue.path in draft);
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title={endpoint ? `Edit ${endpoint.name}` : 'Add an endpoint'}
      description="Any address that speaks OpenAI's chat completions: a provider, a gateway, a model on this machine."
      className="sm:top-[6dvh] sm:max-h-[88dvh] sm:w-[min(560px,calc(100vw-32px))]"
      footer={
        <Button type="submit" form="endpoint" variant="primary" busy={save.isPending}>
          {endpoint ? 'Save endpoint' : 'Add endpoint'}
        </Button>
      }
    >
      <form id="endpoint" onSubmit={submit} noValidate className="grid gap-3.5">
        {isLoose ? (
          <FormNote>
            {fault.code === 'stale_version'
              ? 'Somebody else has changed these settings: close this and open it again.'
              : explainError(fault)}
          </FormNote>
        ) : null}
        <Field label="Name" hint="How tiers and transcripts call it: lower-case letters, digits and hyphens" error={errorOf('name')}>
          {(control) => (
            <Input
              {...control}
              autoFocus={!endpoint}
              disabled={endpoint !== undefined}
              value={draft.name}
              maxLength={40}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Address" hint="With its version path, e.g. https://api.example.com/v1" error={errorOf('baseUrl')}>
          {(control) => (
            <Input
              {...control}
              inputMode="url"
              value={draft.baseUrl}
              autoComplete="off"
              spellCheck={false}
              className="font-mono text-xs"
              onChange={(event) => set({ baseUrl: event.target.value })}
            />
          )}
        </Field>
        <Field
          label="API key"
          optional
          hint={
            endpoint?.apiKey ? `Stored: ${describeKey(endpoint)}. Leave it empty to keep it.` : 'Stored encrypted, and never shown again.'
          }
          error={errorOf('apiKey')}
        >
          {(control) => (
            <Input
              {...control}
              type="password"
              value={draft.apiKey}
              disabled={draft.removeKey}
              autoComplete="new-password"
              onChange={(event) => set({ apiKey: event.target.value })}
            />
          )}
        </Field>
        {endpoint?.apiKey ? (
          <Check label="Remove the stored key" checked={draft.removeKey} onChange={(removeKey) => set({ removeKey, apiKey: '' })} />
        ) : null}
        <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
          <Figure
            label="Requests a minute"
            value={draft.requestsPerMinute}
            error={errorOf('requestsPerMinute')}
            onChange={(requestsPerMinute) => set({ requestsPerMinute })}
          />
          <Figure
            label="Tokens a minute"
            value={draft.tokensPerMinute}
            error={errorOf('tokensPerMinute')}
            onChange={(tokensPerMinute) => set({ tokensPerMinute })}
          />
          <Figure
            label="Cut after silence, s"
            value={draft.stallSeconds}
            error={errorOf('stallSeconds')}
            placeholder="60"
            onChange={(stallSeconds) => set({ stallSeconds })}
          />
        </div>
        <Check label="On: tiers may use it" checked={draft.enabled} onChange={(enabled) => set({ enabled })} />
        <div className="grid gap-2 rounded-md border border-line bg-sunken p-3">
          <Field label="Test with model" optional hint="Empty: the first one that the endpoint lists">
            {(control) => (
              <span className="flex gap-2">
                <Input
                  {...control}
                  value={draft.model}
                  maxLength={200}
                  autoComplete="off"
                  spellCheck={false}
                  className="font-mono text-xs"
                  onChange={(event) => set({ model: event.target.value })}
                />
                <Button
                  size="lg"
                  className="h-8 pointer-coarse:h-10"
                  busy={test.isPending}
                  disabled={draft.baseUrl.trim() === ''}
                  onClick={() => test.mutate(testOf(draft, endpoint))}
                >
                  {test.isPending ? 'Testing…' : 'Test'}
                </Button>
              </span>
            )}
          </Field>
          {test.error ? <FormNote>{explainError(readError(test.error))}</FormNote> : null}
          {test.data ? <TestReport report={test.data} /> : null}
        </div>
      </form>
    </Dialog>
  );
}

/** What is written, with the stored key where none is written. */
function testOf(draft: EndpointDraft, endpoint: EndpointView | undefined) {
  const apiKey = draft.removeKey ? null : draft.apiKey === '' ? undefined : draft.apiKey;
  return { name: endpoint?.name, baseUrl: draft.baseUrl.trim(), apiKey, model: draft.model.trim() || undefined };
}

function Check({ label, checked, onChange }: { label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <label className="flex items-center gap-2">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="size-3.5 accent-(--accent)"
      />
      {label}
    </label>
  );
}

interface FigureProps {
  label: string;
  value: string;
  error: string | undefined;
  placeholder?: string;
  onChange: (value: string) => void;
}

function Figure({ label, value, error, placeholder = 'no limit', onChange }: FigureProps) {
  return (
    <Field label={label} error={error}>
      {(control) => (
        <Input
          {...control}
          inputMode="numeric"
          value={value}
          placeholder={placeholder}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
