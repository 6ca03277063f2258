'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { RecoveryCodes } from './recovery-codes';

const WORDS = {
  'turn-off': { title: 'Turn off two-factor sign-in?', action: 'Turn off two-factor', text: 'Your password alone opens the door then.' },
  renew: { title: 'New recovery codes', action: 'Make ten new codes', text: 'The ones you have are of no use any more then.' },
} as const;

interface ProofDialogProps {
  what: keyof typeof WORDS;
  hasPassword: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Password and code before the second factor is changed. */
export function ProofDialog({ what, hasPassword, onOpenChange }: ProofDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const refresh = () => queryClient.invalidateQueries(trpc.account.get.pathFilter());
  const turnOff = useMutation(
    trpc.account.turnOffTwoFactor.mutationOptions({
      onSuccess: () => {
        onOpenChange(false);
        return refresh();
      },
    }),
  );
  const renew = useMutation(trpc.account.renewRecoveryCodes.mutationOptions({ onSuccess: refresh }));
  const call = what === 'turn-off' ? turnOff : renew;
  const fault = call.error ? readError(call.error) : null;
  const at = (path: string) => fault?.issues.find((issue) => issue.path === path)?.message;
  const { title, action, text } = WORDS[what];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!call.isPending) call.mutate({ password: hasPassword ? password : undefined, code });
  };
  const footer = renew.data ? (
    <Button variant="primary" onClick={() => onOpenChange(false)}>
      Done, I have them
    </Button>
  ) : (
    <Button
      type="submit"
      form="proof"
      variant={what === 'turn-off' ? 'danger' : 'primary'}
      busy={call.isPending}
      disabled={code.trim() === ''}
    >
      {action}
    </Button>
  );
  return (
    <Dialog open onOpenChange={onOpenChange} title={title} description={renew.data ? 'They are shown this once.' : text} footer={footer}>
      {renew.data ? (
        <RecoveryCodes codes={renew.data.recoveryCodes} />
      ) : (
        <form id="proof" onSubmit={submit} className="grid gap-3.5">
          {fault && fault.issues.length === 0 ? <FormNote>{fault.status === 403 ? fault.message : explainError(fault)}</FormNote> : null}
          {hasPassword ? (
            <Field label="Password" error={at('password')}>
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
          ) : null}
          <Field label="Code" hint="Of your app, or a recovery code" error={at('code')}>
            {(control) => (
              <Input
                {...control}
                autoComplete="one-time-code"
                maxLength={20}
                value={code}
                onChange={(event) => setCode(event.target.value)}
              />
            )}
          </Field>
        </form>
      )}
    </Dialog>
  );
}
