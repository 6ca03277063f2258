'use client';
import Link from 'next/link';
import { signIn } from 'next-auth/react';
import { type FormEvent, useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Skeleton } from '@/components/ui/skeleton';
import { FormNote } from './form-note';
import { type Issuer, IssuerButtons } from './issuer-buttons';
import { type LinkFault, type LinkView, lookAtLink, takeLink } from './link-call';
import { passwordHint } from './password-hint';

/** After `#`, where no server log sees it. */
const tokenOfHash = (): string => new URLSearchParams(window.location.hash.slice(1)).get('token') ?? '';

function DeadLink({ message }: { message: string }) {
  return (
    <div className="grid gap-3.5">
      <FormNote>{message}</FormNote>
      <p className="text-muted">Each link works once and for some hours. Ask an admin for a new one; if you have an account, sign in.</p>
      <Button asChild size="lg">
        <Link href="/sign-in">Go to sign-in</Link>
      </Button>
    </div>
  );
}

/** What a one-time link leads to: an account of one's own (`invitation`), or a new password. */
export function LinkForm({ kind, issuers }: { kind: 'invitation' | 'password'; issuers: readonly Issuer[] }) {
  const [view, setView] = useState<LinkView | null>(null);
  const [fault, setFault] = useState<LinkFault | null>(null);
  const [busy, setBusy] = useState(false);
  const [password, setPassword] = useState('');
  // The token is behind the hash sign: only the browser has it.
  useEffect(() => {
    let gone = false;
    void lookAtLink(kind, tokenOfHash() || 'none').then((answer) => {
      if (gone) return;
      if ('isDead' in answer) setFault(answer);
      else setView(answer);
    });
    return () => {
      gone = true;
    };
  }, [kind]);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy || !view) return;
    const name = String(new FormData(event.currentTarget).get('name') ?? '').trim();
    setBusy(true);
    setFault(null);
    const token = tokenOfHash();
    const refused =
      kind === 'invitation'
        ? await takeLink('accept-invitation', { token, name, password })
        : await takeLink('use-password', { token, password });
    if (refused) {
      setFault(refused);
      setBusy(false);
      return;
    }
    const answer = await signIn('credentials', { email: view.email, password, redirect: false }).catch(() => undefined);
    window.location.assign(answer?.ok ? '/' : '/sign-in');
  };

  if (fault?.isDead) return <DeadLink message={fault.message} />;
  if (!view) return fault ? <FormNote>{fault.message}</FormNote> : <Skeleton className="h-40" />;
  const isInvitation = kind === 'invitation';
  const hasFieldFault = fault !== null && Object.keys(fault.fields).length > 0;
  return (
    <>
      <p className="mb-4 text-muted">
        {isInvitation ? 'You are invited as ' : 'For '}
        <strong className="break-all font-medium text-fg">{view.email}</strong>
        {isInvitation ? `, with the role ${view.role}.` : '. All your open sessions end.'}
      </p>
      {isInvitation ? <IssuerButtons issuers={issuers} callbackUrl="/" divider="or choose a password" /> : null}
      <form onSubmit={submit} className="grid gap-3.5">
        {fault && !hasFieldFault ? <FormNote>{fault.message}</FormNote> : null}
        {isInvitation ? (
          <Field label="Your name" error={fault?.fields.name}>
            {(control) => <Input {...control} name="name" autoComplete="name" maxLength={80} required autoFocus={issuers.length === 0} />}
          </Field>
        ) : null}
        <input type="hidden" name="username" autoComplete="username" value={view.email} readOnly />
        <Field label={isInvitation ? 'Password' : 'New password'} hint={passwordHint(password, view.email)} error={fault?.fields.password}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="new-password"
              maxLength={200}
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" variant="primary" size="lg" busy={busy} className="mt-1">
          {isInvitation ? 'Create account and sign in' : 'Set password and sign in'}
        </Button>
      </form>
    </>
  );
}
