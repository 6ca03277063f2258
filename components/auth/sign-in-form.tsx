'use client';
import { signIn } from 'next-auth/react';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { CodeForm } from './code-form';
import { FormNote } from './form-note';
import { type Issuer, IssuerButtons } from './issuer-buttons';
import { signInMessage } from './sign-in-message';

interface SignInFormProps {
  /** A path of this site. */
  callbackUrl: string;
  issuers: readonly Issuer[];
  /** With what an issuer's way back ended. */
  error: string | undefined;
}

/** E-mail and password, then a code where the account asks for one. What was typed stays when it is refused. */
export function SignInForm({ callbackUrl, issuers, error }: SignInFormProps) {
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(error ? signInMessage(error, 401) : null);
  /** The password was right: kept in memory until the code is there. */
  const [proven, setProven] = useState<{ email: string; password: string } | null>(null);

  const attempt = async (credentials: { email: string; password: string; code?: string }) => {
    if (busy) return;
    setBusy(true);
    setMessage(null);
    try {
      const answer = await signIn('credentials', { ...credentials, redirect: false });
      if (answer?.ok && !answer.error) {
        window.location.assign(callbackUrl);
        return;
      }
      if (answer?.error === 'code_needed') setProven({ email: credentials.email, password: credentials.password });
      else setMessage(signInMessage(answer?.error ?? null, answer?.status ?? 0));
    } catch {
      setMessage(signInMessage(null, 0));
    }
    setBusy(false);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void attempt({ email: String(form.get('email')), password: String(form.get('password')) });
  };

  if (proven) {
    return (
      <CodeForm
        message={message}
        busy={busy}
        onCode={(code) => void attempt({ ...proven, code })}
        onBack={() => {
          setProven(null);
          setMessage(null);
        }}
      />
    );
  }
  return (
    <>
      {message ? (
        <div className="mb-4">
          <FormNote>{message}</FormNote>
        </div>
      ) : null}
      <IssuerButtons issuers={issuers} callbackUrl={callbackUrl} divider="or with a password" />
      <form onSubmit={submit} className="grid gap-3.5">
        <Field label="E-mail">
          {(control) => (
            <Input
              {...control}
              name="email"
              type="email"
              autoComplete="username"
              required
              autoFocus={issuers.length === 0}
              spellCheck={false}
            />
          )}
        </Field>
        <Field label="Password">
          {(control) => <Input {...control} name="password" type="password" autoComplete="current-password" required />}
        </Field>
        <Button type="submit" variant="primary" size="lg" busy={busy} className="mt-1">
          {busy ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
    </>
  );
}
