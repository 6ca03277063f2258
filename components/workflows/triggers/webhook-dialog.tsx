'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { createKeyKeeper, randomKey } from '@/components/runs/new-run/request-key';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { WebhookSecret, WebhookView } from '@/lib/contracts/trigger';
import type { WorkflowView } from '@/lib/contracts/workflow';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import { TriggerInputs, textsOf, valuesOfTexts } from './trigger-inputs';

interface WebhookDialogProps {
  workflow: WorkflowView;
  /** Null: a new one. */
  webhook: WebhookView | null;
  onClose: () => void;
  onCreated: (secret: WebhookSecret) => void;
}

/** Its name, where in the body each input stands, and values for what the body does not bring. */
export function WebhookDialog({ workflow, webhook, onClose, onCreated }: WebhookDialogProps) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [name, setName] = useState(webhook?.name ?? '');
  const [enabled, setEnabled] = useState(webhook?.enabled ?? true);
  const [mapping, setMapping] = useState<Record<string, string>>(webhook?.mapping ?? {});
  const [texts, setTexts] = useState(() => textsOf(workflow.inputs, webhook?.inputs ?? {}));
  const [keyOf] = useState(() => createKeyKeeper(randomKey));
  const save = useMutation({
    mutationFn: async () => {
      const paths = Object.fromEntries(Object.entries(mapping).filter(([, path]) => path.trim() !== ''));
      const inputs = Object.fromEntries(Object.entries(valuesOfTexts(workflow.inputs, texts)).filter(([, value]) => value !== false));
      const fields = { name: name.trim(), enabled, mapping: paths, inputs };
      if (webhook) {
        await client.webhooks.update.mutate({ webhookId: webhook.id, ...fields });
        return null;
      }
      const body = { key: workflow.key, ...fields };
      return client.webhooks.create.mutate(body, { context: { idempotencyKey: keyOf(JSON.stringify(body)) } });
    },
    onSuccess: async (secret) => {
      await queryClient.invalidateQueries(trpc.webhooks.list.pathFilter());
      if (secret) onCreated(secret);
      else onClose();
    },
  });
  const fault = save.error ? readError(save.error) : null;
  const errorAt = (path: string) => fault?.issues.find((issue) => issue.path === path)?.message;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending && name.trim() !== '') save.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={webhook ? `Webhook “${webhook.name}”` : 'New webhook'}
      className="sm:w-[min(560px,calc(100vw-32px))]"
      footer={
        <Button type="submit" form="webhook" variant="primary" busy={save.isPending} disabled={name.trim() === ''}>
          {webhook ? 'Save webhook' : 'Add webhook'}
        </Button>
      }
    >
      <form id="webhook" onSubmit={submit} className="grid gap-3.5" noValidate>
        {fault && fault.issues.length === 0 ? <FormNote>{explainError(fault)}</FormNote> : null}
        <Field label="Name" error={errorAt('name')} hint={`Runs are started by “webhook:${name.trim() || '…'}”`}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              value={name}
              maxLength={80}
              onChange={(event) => setName(event.target.value)}
              autoComplete="off"
            />
          )}
        </Field>
        {webhook ? (
          <label className="flex items-center gap-2">
            <input
              type="checkbox"
              checked={enabled}
              onChange={(event) => setEnabled(event.target.checked)}
              className="size-4 accent-(--accent)"
            />
            Takes deliveries
          </label>
        ) : null}
        {workflow.inputs.length > 0 ? (
          <details open={Object.keys(mapping).length > 0} className="rounded-md border border-line px-3 py-2">
            <summary className="cursor-pointer font-medium text-sm">Where the inputs stand in the body</summary>
            <p className="mt-1 mb-2.5 text-faint text-xs">
              Left empty, an input takes the field of its own name. A path such as <code>repository.name</code> or <code>commits.0.id</code>
              , or <code>$</code> for the whole body.
            </p>
            <div className="grid gap-2.5 sm:grid-cols-2">
              {workflow.inputs.map((input) => (
                <Field key={input.name} label={input.title ?? input.name} error={errorAt(`mapping.${input.name}`)}>
                  {(control) => (
                    <Input
                      {...control}
                      value={mapping[input.name] ?? ''}
                      maxLength={200}
                      placeholder={input.name}
                      onChange={(event) => setMapping({ ...mapping, [input.name]: event.target.value })}
                      className="font-mono text-xs"
                      spellCheck={false}
                      autoComplete="off"
                    />
                  )}
                </Field>
              ))}
            </div>
          </details>
        ) : null}
        {workflow.inputs.length > 0 ? (
          <details open={Object.keys(webhook?.inputs ?? {}).length > 0} className="rounded-md border border-line px-3 py-2">
            <summary className="cursor-pointer font-medium text-sm">Values for what the body does not bring</summary>
            <div className="mt-2.5 grid gap-3">
              <TriggerInputs
                inputs={workflow.inputs.map((input) => ({ ...input, required: false }))}
                texts={texts}
                errorAt={errorAt}
                onChange={setTexts}
              />
            </div>
          </details>
        ) : null}
      </form>
    </Dialog>
  );
}
