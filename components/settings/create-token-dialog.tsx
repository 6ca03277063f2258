'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { AccessRole } from '@/lib/contracts/access';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { expiryOf, TOKEN_LIFETIMES, type TokenLifetime } from './token-standing';

const ROLES: readonly { value: AccessRole; label: string; hint: string }[] = [
  { value: 'viewer', label: 'Viewer', hint: 'Reads runs and artifacts' },
  { value: 'operator', label: 'Operator', hint: 'Also starts, pauses and cancels runs' },
  { value: 'approver', label: 'Approver', hint: 'Reads and decides' },
  { value: 'admin', label: 'Admin', hint: 'Everything, tokens too' },
];

/** Makes a token and shows it, once. Closing the dialog forgets it. */
export function CreateTokenDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<AccessRole>('operator');
  const [lifetime, setLifetime] = useState<TokenLifetime>('90');
  const create = useMutation(
    trpc.tokens.create.mutationOptions({ onSuccess: () => queryClient.invalidateQueries(trpc.tokens.list.pathFilter()) }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (create.isPending || name.trim() === '') return;
    create.mutate({ name: name.trim(), role, expiresAt: expiryOf(lifetime, Date.now()) });
  };

  if (create.data) {
    return (
      <Dialog
        open={open}
        onOpenChange={onOpenChange}
        title="Copy the token now"
        description="It is shown this once: only its hash is kept."
        footer={
          <Button variant="primary" onClick={() => onOpenChange(false)}>
            Done, I have it
          </Button>
        }
      >
        <div className="flex items-center gap-2 rounded-md border border-line-strong bg-sunken py-1.5 pr-1.5 pl-3">
          <code className="min-w-0 flex-1 select-all break-all text-xs">{create.data.token}</code>
          <CopyButton text={create.data.token} label="Copy token" size="md" />
        </div>
        <p className="mt-2.5 text-muted text-xs">
          Send it as <code>Authorization: Bearer …</code> with each request under <code>/api/v1</code>.
        </p>
      </Dialog>
    );
  }
  const fault = create.error ? readError(create.error) : null;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="New API token"
      description="For a script or a CI job. It acts with the role that you give it."
      footer={
        <Button type="submit" form="create-token" variant="primary" busy={create.isPending} disabled={name.trim() === ''}>
          {create.isPending ? 'Creating…' : 'Create token'}
        </Button>
      }
    >
      <form id="create-token" onSubmit={submit} className="grid gap-3.5">
        {fault ? <FormNote>{fault.issues[0]?.message ?? explainError(fault)}</FormNote> : null}
        <Field label="Name" hint="Where it is used: “nightly build”">
          {(control) => (
            <Input
              {...control}
              autoFocus
              value={name}
              maxLength={80}
              onChange={(event) => setName(event.target.value)}
              autoComplete="off"
            />
          )}
        </Field>
        <div className="grid grid-cols-2 gap-3">
          <Field label="Role">{(control) => <Select {...control} value={role} onValueChange={setRole} options={ROLES} />}</Field>
          <Field label="Expires after">
            {(control) => <Select {...control} value={lifetime} onValueChange={setLifetime} options={TOKEN_LIFETIMES} />}
          </Field>
        </div>
      </form>
    </Dialog>
  );
}
