'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { QrCode } from './qr-code';
import { RecoveryCodes } from './recovery-codes';

/** Password, then the QR code and a first code, then the recovery codes. */
export function SetupDialog({ hasPassword, onOpenChange }: { hasPassword: boolean; onOpenChange: (open: boolean) => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const begin = useMutation(trpc.account.beginTwoFactor.mutationOptions());
  const confirm = useMutation(
    trpc.account.confirmTwoFactor.mutationOptions({ onSuccess: () => queryClient.invalidateQueries(trpc.account.get.pathFilter()) }),
  );
  const step = confirm.data ? 'codes' : begin.data ? 'scan' : 'prove';
  const failed = step === 'scan' ? confirm.error : begin.error;
  const fault = failed ? readError(failed) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (step === 'prove' && !begin.isPending) begin.mutate({ password: hasPassword ? password : undefined });
    if (step === 'scan' && !confirm.isPending) confirm.mutate({ code });
  };
  if (confirm.data) {
    return (
      <Dialog
        open
        onOpenChange={onOpenChange}
        title="Keep your recovery codes"
        description="They are shown this once. Without them and without the app, only an admin lets you in again."
        footer={
          <Button variant="primary" onClick={() => onOpenChange(false)}>
            Done, I have them
          </Button>
        }
      >
        <RecoveryCodes codes={confirm.data.recoveryCodes} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title="Set up two-factor sign-in"
      description={
        step === 'prove' ? 'First show that it is you.' : 'Scan this with an authenticator app, then enter the code that it shows.'
      }
      footer={
        <Button type="submit" form="two-factor" variant="primary" busy={begin.isPending || confirm.isPending}>
          {step === 'prove' ? 'Continue' : 'Turn on two-factor'}
        </Button>
      }
    >
      <form id="two-factor" onSubmit={submit} className="grid gap-3.5">
        {fault ? (
          <FormNote>{fault.issues[0]?.message ? `It ${fault.issues[0].message}.` : fault.message || explainError(fault)}</FormNote>
        ) : null}
        {begin.data ? (
          <>
            <div className="flex flex-wrap items-center gap-4">
              <QrCode text={begin.data.uri} label="QR code for an authenticator app" />
              <div className="min-w-0 flex-1 basis-44">
                <p className="text-muted text-xs">Or type this secret into the app:</p>
                <div className="mt-1 flex items-center gap-1">
                  <code className="min-w-0 select-all break-all text-xs">{begin.data.secret}</code>
                  <CopyButton text={begin.data.secret} label="Copy secret" />
                </div>
              </div>
            </div>
            <Field label="Code" hint="Six digits">
              {(control) => (
                <Input
                  {...control}
                  autoFocus
                  autoComplete="one-time-code"
                  inputMode="numeric"
                  maxLength={7}
                  className="num"
                  value={code}
                  onChange={(event) => setCode(event.target.value)}
                />
              )}
            </Field>
          </>
        ) : hasPassword ? (
          <Field label="Password">
            {(control) => (
              <Input
                {...control}
                autoFocus
                type="password"
                autoComplete="current-password"
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            )}
          </Field>
        ) : (
          <p className="text-muted">You have no password, so this asks for a sign-in of the last 15 minutes.</p>
        )}
      </form>
    </Dialog>
  );
}
