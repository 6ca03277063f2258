'use client';
import { signIn } from 'next-auth/react';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { FormNote } from './form-note';
import { signInMessage } from './sign-in-message';

/** E-mail and password. What was typed stays when it is refused. `callbackUrl` is a path of this site. */
export function SignInForm({ callbackUrl }: { callbackUrl: string }) {
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setMessage(null);
    try {
      const answer = await signIn('credentials', {
        email: String(form.get('email')),
        password: String(form.get('password')),
        redirect: false,
      });
      if (answer?.ok && !answer.error) {
        window.location.assign(callbackUrl);
        return;
      }
      setMessage(signInMessage(answer?.error ?? null, answer?.status ?? 0));
    } catch {
      setMessage(signInMessage(null, 0));
    }
    setBusy(false);
  };

  return (
    <form onSubmit={submit} className="grid gap-3.5">
      {message ? <FormNote>{message}</FormNote> : null}
      <Field label="E-mail">
        {(control) => <Input {...control} name="email" type="email" autoComplete="username" required autoFocus spellCheck={false} />}
      </Field>
      <Field label="Password">
        {(control) => <Input {...control} name="password" type="password" autoComplete="current-password" required />}
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={busy} className="mt-1">
        {busy ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  );
}
