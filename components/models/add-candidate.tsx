'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import type { Candidate, EndpointView } from '@/lib/contracts/model';
import { ModelInput } from './model-input';

interface AddCandidateProps {
  endpoints: readonly EndpointView[];
  onAdd: (candidate: Candidate) => void;
  onCancel: () => void;
}

/** A model at an endpoint, for the end of a tier's list. Stands within the tiers' form, so it is no form itself. */
export function AddCandidate({ endpoints, onAdd, onCancel }: AddCandidateProps) {
  const preferred = endpoints.find((one) => !one.builtin && one.enabled) ?? endpoints[0];
  const [endpoint, setEndpoint] = useState(preferred?.name ?? '');
  const [model, setModel] = useState('');
  const add = () => {
    if (model.trim() !== '') onAdd({ endpoint, model: model.trim() });
  };
  return (
    <div className="grid gap-2 rounded-md border border-line border-dashed p-2.5">
      <Field label="Endpoint">
        {(control) => (
          <Select
            {...control}
            value={endpoint}
            onValueChange={setEndpoint}
            options={endpoints.map((one) => ({ value: one.name, label: one.name, hint: one.enabled ? undefined : 'off' }))}
          />
        )}
      </Field>
      <Field label="Model">
        {(control) => <ModelInput {...control} endpoint={endpoint} value={model} onChange={setModel} onEnter={add} autoFocus />}
      </Field>
      <div className="flex gap-2">
        <Button size="sm" variant="primary" disabled={model.trim() === ''} onClick={add}>
          Add to the list
        </Button>
        <Button size="sm" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
