'use client';
import type { FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { FormNote } from './form-note';

interface CodeFormProps {
  message: string | null;
  busy: boolean;
  onCode: (code: string) => void;
  onBack: () => void;
}

/** The second step of signing in. */
export function CodeForm({ message, busy, onCode, onBack }: CodeFormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onCode(String(new FormData(event.currentTarget).get('code')));
  };
  return (
    <form onSubmit={submit} className="grid gap-3.5">
      {message ? <FormNote>{message}</FormNote> : null}
      <Field label="Code" hint="The six digits that your authenticator app shows, or one of your recovery codes.">
        {(control) => (
          <Input
            {...control}
            name="code"
            autoComplete="one-time-code"
            autoFocus
            required
            maxLength={20}
            spellCheck={false}
            className="num"
          />
        )}
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={busy} className="mt-1">
        {busy ? 'Checking…' : 'Continue'}
      </Button>
      <Button variant="quiet" onClick={onBack}>
        Sign in as somebody else
      </Button>
    </form>
  );
}
