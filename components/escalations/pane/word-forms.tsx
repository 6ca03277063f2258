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

interface TextFormProps extends Pick<FormProps, 'busy' | 'onBack'> {
  label: string;
  hint: string;
  action: string;
  danger?: boolean;
  optional?: boolean;
  maxLength?: number;
  error: string | null | undefined;
  onSend: (words: string) => void;
}

/** An answer in words, which must not be empty unless they are optional. */
export function TextForm({ label, hint, action, danger, optional = false, maxLength = 2_000, busy, error, onSend, onBack }: TextFormProps) {
  const [text, setText] = useState('');
  const words = text.trim();
  return (
    <PaneForm
      label={action}
      action={action}
      danger={danger}
      busy={busy}
      disabled={words === '' && !optional}
      error={error ?? undefined}
      onSubmit={() => onSend(words)}
      onBack={onBack}
    >
      <Field label={label} hint={hint} optional={optional}>
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
