'use client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import type { EndpointView, ModelsView } from '@/lib/contracts/model';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { ModelInput } from './model-input';
import { TestReport } from './test-report';

interface TestDialogProps {
  models: ModelsView;
  endpoint: EndpointView;
  onOpenChange: (open: boolean) => void;
}

/** Calls a stored endpoint for real, with three short questions. */
export function TestDialog({ models, endpoint, onOpenChange }: TestDialogProps) {
  const trpc = useTRPC();
  const used = Object.values(models.inUse)
    .flat()
    .find((one) => one.endpoint === endpoint.name)?.model;
  const [model, setModel] = useState(used ?? '');
  const test = useMutation(trpc.models.test.mutationOptions());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!test.isPending) test.mutate({ name: endpoint.name, model: model.trim() || undefined });
  };
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title={`Test ${endpoint.name}`}
      description="Three short questions, sent for real: a few hundred tokens at most."
      footer={
        <Button type="submit" form="test-endpoint" variant="primary" busy={test.isPending}>
          {test.isPending ? 'Testing…' : test.data ? 'Test again' : 'Test now'}
        </Button>
      }
    >
      <form id="test-endpoint" onSubmit={submit} className="grid gap-3.5">
        <Field label="Model" optional hint="Empty: the first one that the endpoint lists">
          {(control) => <ModelInput {...control} endpoint={endpoint.name} value={model} onChange={setModel} autoFocus />}
        </Field>
        {test.error ? <FormNote>{explainError(readError(test.error))}</FormNote> : null}
        {test.data ? <TestReport report={test.data} /> : null}
      </form>
    </Dialog>
  );
}
