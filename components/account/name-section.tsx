'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { PanelSection } from '@/components/settings/panel';
import { toastFault } from '@/components/settings/toast-fault';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { Account } from '@/lib/contracts/account';
import { useTRPC } from '@/lib/trpc/context';

const ISSUER_NAMES: Record<string, string> = { github: 'GitHub', google: 'Google', oidc: 'single sign-on' };

export function NameSection({ account }: { account: Account }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState(account.name);
  const rename = useMutation(
    trpc.account.rename.mutationOptions({
      onSuccess: async (saved) => {
        queryClient.setQueryData(trpc.account.get.queryKey(), saved);
        await queryClient.invalidateQueries(trpc.system.me.pathFilter());
      },
      onError: (error) => void toastFault('The name was not saved', error),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!rename.isPending && name.trim() !== '' && name.trim() !== account.name) rename.mutate({ name: name.trim() });
  };
  const issuers = account.issuers.map(({ provider, email }) => `${ISSUER_NAMES[provider] ?? provider} (${email})`);
  return (
    <PanelSection
      title="You"
      hint={
        <>
          <span className="break-all">{account.email}</span> · {account.role}
          {issuers.length > 0 ? ` · joined to ${issuers.join(', ')}` : null}
        </>
      }
    >
      <form onSubmit={submit} className="flex max-w-[440px] items-end gap-2">
        <Field label="Name" className="flex-1">
          {(control) => (
            <Input {...control} value={name} maxLength={80} autoComplete="name" onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <Button type="submit" className="h-8" busy={rename.isPending} disabled={name.trim() === '' || name.trim() === account.name}>
          Save name
        </Button>
      </form>
    </PanelSection>
  );
}
