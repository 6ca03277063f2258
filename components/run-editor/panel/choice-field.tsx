'use client';
import type { ReactNode } from 'react';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';

/** No value of a contract begins with a colon. */
const MIXED = ':mixed';

interface ChoiceFieldProps<V extends string> {
  label: string;
  /** Null: several tasks, and not all have the same. */
  value: V | null;
  choices: readonly { value: V; label: string }[];
  onChoose: (value: V) => void;
  disabled?: boolean;
  hint?: ReactNode;
  error?: string;
}

/** One of a few values of a task, or of several tasks at once. */
export function ChoiceField<V extends string>({ label, value, choices, onChoose, disabled, hint, error }: ChoiceFieldProps<V>) {
  const options = [...(value === null ? [{ value: MIXED as V, label: 'Not all the same' }] : []), ...choices];
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <Select
          {...control}
          value={value ?? (MIXED as V)}
          onValueChange={(next) => (next === MIXED ? undefined : onChoose(next))}
          options={options}
          disabled={disabled}
          className="w-full"
        />
      )}
    </Field>
  );
}
