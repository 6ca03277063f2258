'use client';
import Link from 'next/link';
import { signIn } from 'next-auth/react';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { type FirstRunFault, postFirstRun } from './first-run';
import { FormNote } from './form-note';

/** The link may carry its token after `#`, where no server log sees it, or after `?`. */
function tokenOfHash(): string {
  const hash = window.location.hash.slice(1);
  return new URLSearchParams(hash).get('token') ?? hash;
}

/** Makes the first admin. `token` is the one-time link's, where it came in the query. */
export function WelcomeForm({ token }: { token: string | undefined }) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<FirstRunFault | null>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    const email = String(form.get('email')).trim();
    const password = String(form.get('password'));
    const name = String(form.get('name')).trim();
    setBusy(true);
    setFault(null);
    const refused = await postFirstRun({ token: token || tokenOfHash(), email, password, name: name || undefined });
    if (refused) {
      setFault(refused);
      setBusy(false);
      return;
    }
    const answer = await signIn('credentials', { email, password, redirect: false }).catch(() => undefined);
    window.location.assign(answer?.ok ? '/' : '/sign-in');
  };

  if (fault?.linkIsDead) {
    return (
      <div className="grid gap-3.5">
        <FormNote>{fault.message}</FormNote>
        <p className="text-muted">
          The link works once, for 15 minutes, and only while there is no account. If you made the account already, sign in. If not, restart
          Signalbox: it prints a new link.
        </p>
        <Button asChild size="lg">
          <Link href="/sign-in">Go to sign-in</Link>
        </Button>
      </div>
    );
  }
  return (
    <form onSubmit={submit} className="grid gap-3.5">
      {fault?.message ? <FormNote>{fault.message}</FormNote> : null}
      <Field label="Name" optional>
        {(control) => <Input {...control} name="name" autoComplete="name" maxLength={80} autoFocus />}
      </Field>
      <Field label="E-mail" error={fault?.fields.email}>
        {(control) => <Input {...control} name="email" type="email" autoComplete="username" required spellCheck={false} />}
      </Field>
      <Field
        label="Password"
        hint="At least 12 characters, not a common one. A sentence is easy to remember."
        error={fault?.fields.password}
      >
        {(control) => (
          <Input {...control} name="password" type="password" autoComplete="new-password" minLength={12} maxLength={200} required />
        )}
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={busy} className="mt-1">
        {busy ? 'Creating the account…' : 'Create account and sign in'}
      </Button>
    </form>
  );
}
