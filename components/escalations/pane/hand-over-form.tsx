'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { SuggestInput } from '@/components/ui/suggest-input';
import { callerWords } from '../escalation-words';
import { useDeciders } from '../use-deciders';
import { PaneForm } from './pane-form';
import type { FormProps } from './word-forms';

interface HandOverFormProps extends FormProps {
  myEmail: string | null;
  /** What is wrong with the person. */
  toError?: string;
  onDelegate: (to: string, note: string) => void;
  onReassign: (to: string | null, note: string) => void;
}

/** To somebody else, with or without staying responsible; or to oneself. */
export function HandOverForm({ escalation, myEmail, busy, error, toError, onDelegate, onReassign, onBack }: HandOverFormProps) {
  const [to, setTo] = useState('');
  const [note, setNote] = useState('');
  const [stays, setStays] = useState(true);
  const { id: escalationId, assignedTo } = escalation;
  const offered = useDeciders(to, { escalationId, verb: stays ? 'delegate' : 'reassign' });
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
        <Field label="To" hint="Somebody who may decide, by name or e-mail." error={toError}>
          {(control) => (
            <SuggestInput
              {...control}
              autoFocus
              inputMode="email"
              maxLength={300}
              side="top"
              listLabel="People who may decide"
              value={to}
              onChange={setTo}
              // Oneself: there is a button for that.
              suggestions={offered.filter(({ value }) => value !== myEmail && value !== assignedTo)}
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
