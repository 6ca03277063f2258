'use client';
import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';
import type { EscalationDetail } from '@/lib/contracts/escalation';
import { PaneForm } from './pane-form';

export interface FormProps {
  escalation: EscalationDetail;
  busy: boolean;
  error?: string;
  onBack: () => void;
}

interface TextFormProps extends FormProps {
  label: string;
  hint: string;
  action: string;
  danger?: boolean;
  maxLength?: number;
  onSend: (words: string) => void;
}

/** One text that must not be empty: a question, an answer, why an approval is taken back. */
export function TextForm({ label, hint, action, danger, maxLength = 2_000, busy, error, onSend, onBack }: TextFormProps) {
  const [text, setText] = useState('');
  const words = text.trim();
  return (
    <PaneForm
      label={label}
      action={action}
      danger={danger}
      busy={busy}
      disabled={words === ''}
      error={error}
      onSubmit={() => onSend(words)}
      onBack={onBack}
    >
      <Field label={label} hint={hint}>
        {(control) => (
          <Textarea
            {...control}
            autoFocus
            rows={2}
            className="min-h-12"
            maxLength={maxLength}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
    </PaneForm>
  );
}
