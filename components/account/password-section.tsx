'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { passwordHint } from '@/components/auth/password-hint';
import { PanelSection } from '@/components/settings/panel';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { Account } from '@/lib/contracts/account';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';

/** The old one is asked for; all other sessions end. */
export function PasswordSection({ account }: { account: Account }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation(
    trpc.account.changePassword.mutationOptions({
      onSuccess: async ({ ended }) => {
        setCurrent('');
        setNext('');
        const { toast } = await import('sonner');
        const others = ended === 1 ? 'Your other session has ended.' : `Your ${ended} other sessions have ended.`;
        toast.success('Password changed', { description: ended > 0 ? others : undefined });
        await queryClient.invalidateQueries(trpc.account.pathFilter());
      },
    }),
  );
  const fault = change.error ? readError(change.error) : null;
  const at = (path: string) => fault?.issues.find((issue) => issue.path === path)?.message;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!change.isPending) change.mutate({ current: account.hasPassword ? current : undefined, next });
  };
  return (
    <PanelSection
      title="Password"
      hint={
        account.hasPassword
          ? 'All your other sessions end with the old one.'
          : 'You have none: you come by an issuer. You may set one beside it.'
      }
    >
      <form onSubmit={submit} className="grid max-w-[440px] gap-3.5">
        {fault && fault.issues.length === 0 ? <FormNote>{fault.status === 403 ? fault.message : explainError(fault)}</FormNote> : null}
        <input type="hidden" name="username" autoComplete="username" value={account.email} readOnly />
        {account.hasPassword ? (
          <Field label="Current password" error={at('current')}>
            {(control) => (
              <Input
                {...control}
                type="password"
                autoComplete="current-password"
                value={current}
                onChange={(event) => setCurrent(event.target.value)}
              />
            )}
          </Field>
        ) : null}
        <Field label="New password" hint={passwordHint(next, account.email)} error={at('next')}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="new-password"
              maxLength={200}
              value={next}
              onChange={(event) => setNext(event.target.value)}
            />
          )}
        </Field>
        <Button
          type="submit"
          className="justify-self-start"
          busy={change.isPending}
          disabled={next === '' || (account.hasPassword && current === '')}
        >
          {account.hasPassword ? 'Change password' : 'Set password'}
        </Button>
      </form>
    </PanelSection>
  );
}
