'use client';
import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';
import { PaneForm } from '../pane/pane-form';

interface ReasonFormProps {
  action: string;
  label: string;
  hint: string;
  danger?: boolean;
  needed: boolean;
  busy: boolean;
  error: string | null;
  onSend: (words: string) => void;
  onBack: () => void;
}

/** An answer that says something more, in words. */
export function ReasonForm({ action, label, hint, danger = false, needed, busy, error, onSend, onBack }: ReasonFormProps) {
  const [text, setText] = useState('');
  const words = text.trim();
  return (
    <PaneForm
      label={action}
      action={action}
      danger={danger}
      busy={busy}
      disabled={needed && words === ''}
      error={error ?? undefined}
      onSubmit={() => onSend(words)}
      onBack={onBack}
    >
      <Field label={label} hint={hint} optional={!needed}>
        {(control) => (
          <Textarea
            {...control}
            autoFocus
            rows={2}
            className="min-h-12"
            maxLength={2_000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
    </PaneForm>
  );
}
