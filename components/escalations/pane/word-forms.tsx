'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import type { EscalationDetail } from '@/lib/contracts/escalation';
import { callerWords } from '../escalation-words';
import { PaneForm } from './pane-form';

interface FormProps {
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

interface HandOverFormProps extends FormProps {
  myEmail: string | null;
  onDelegate: (to: string, note: string) => void;
  onReassign: (to: string | null, note: string) => void;
}

/** To somebody else, with or without staying responsible; or to oneself. */
export function HandOverForm({ escalation, myEmail, busy, error, onDelegate, onReassign, onBack }: HandOverFormProps) {
  const [to, setTo] = useState('');
  const [note, setNote] = useState('');
  const [stays, setStays] = useState(true);
  const { assignedTo } = escalation;
  const isMine = assignedTo !== null && callerWords(assignedTo) === myEmail;
  const send = () => (stays ? onDelegate(to.trim(), note.trim()) : onReassign(to.trim(), note.trim()));
  return (
    <PaneForm
      label="Hand over"
      action={stays ? 'Delegate' : 'Give it away'}
      busy={busy}
      disabled={!/^\S+@\S+$/.test(to.trim())}
      error={error}
      onSubmit={send}
      onBack={onBack}
    >
      <div className="grid gap-2.5 sm:grid-cols-2">
        <Field label="To" hint="E-mail of somebody who may decide.">
          {(control) => (
            <Input
              {...control}
              autoFocus
              type="email"
              autoComplete="off"
              maxLength={300}
              value={to}
              onChange={(event) => setTo(event.target.value)}
            />
          )}
        </Field>
        <Field label="Note" optional>
          {(control) => <Input {...control} maxLength={2_000} value={note} onChange={(event) => setNote(event.target.value)} />}
        </Field>
      </div>
      <label className="flex w-max items-center gap-2 pointer-coarse:min-h-10">
        <input
          type="checkbox"
          checked={stays}
          onChange={(event) => setStays(event.target.checked)}
          className="size-3.5 accent-(--accent)"
        />
        I stay responsible
      </label>
      <div className="flex flex-wrap gap-2">
        {myEmail && !isMine ? (
          <Button size="sm" busy={busy} onClick={() => onReassign(myEmail, '')}>
            Take it myself
          </Button>
        ) : null}
        {assignedTo ? (
          <Button size="sm" busy={busy} onClick={() => onReassign(null, '')}>
            Back to everybody
          </Button>
        ) : null}
      </div>
    </PaneForm>
  );
}
