'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { AccessRole } from '@/lib/contracts/access';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import type { ShownLink } from './people-panel';
import { ROLE_OPTIONS } from './roles';

interface InviteDialogProps {
  onOpenChange: (open: boolean) => void;
  onInvited: (made: ShownLink) => void;
}

export function InviteDialog({ onOpenChange, onInvited }: InviteDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<AccessRole>('operator');
  const create = useMutation(
    trpc.invitations.create.mutationOptions({
      onSuccess: (link, input) => {
        void queryClient.invalidateQueries(trpc.invitations.list.pathFilter());
        onInvited({ title: 'Copy the invitation now', text: `Give it to ${input.email}: it makes their account.`, link });
      },
    }),
  );
  const fault = create.error ? readError(create.error) : null;
  const emailFault = fault?.issues.find(({ path }) => path === 'email')?.message;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!create.isPending && email.trim() !== '') create.mutate({ email: email.trim(), role });
  };
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title="Invite somebody"
      description="You get a link to give to them. With it they choose a password, or come by an issuer with this address."
      footer={
        <Button type="submit" form="invite" variant="primary" busy={create.isPending} disabled={email.trim() === ''}>
          {create.isPending ? 'Making the link…' : 'Make the link'}
        </Button>
      }
    >
      <form id="invite" onSubmit={submit} className="grid gap-3.5">
        {fault && !emailFault ? <FormNote>{explainError(fault)}</FormNote> : null}
        <Field label="E-mail" error={emailFault ? 'This is no e-mail address' : undefined}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              type="text"
              inputMode="email"
              autoComplete="off"
              spellCheck={false}
              maxLength={320}
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <Field label="Role">{(control) => <Select {...control} value={role} onValueChange={setRole} options={ROLE_OPTIONS} />}</Field>
      </form>
    </Dialog>
  );
}
