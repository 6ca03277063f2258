'use client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { toastFault } from '@/components/settings/toast-fault';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { Person } from '@/lib/contracts/people';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import type { ShownLink } from './people-panel';
import { type PersonAct, PersonRow } from './person-row';

const ConfirmDialog = dynamic(() => import('@/components/ui/confirm-dialog').then((module) => module.ConfirmDialog), { ssr: false });

const QUESTIONS = {
  disable: {
    title: (email: string) => `Disable ${email}?`,
    action: 'Disable account',
    text: 'Their sessions end now, their API tokens rest, and their open invitations are taken back. The account can be enabled again.',
  },
  resetTwoFactor: {
    title: (email: string) => `Take two-factor sign-in from ${email}?`,
    action: 'Reset two-factor',
    text: 'Their sessions end, and their password alone opens the door until they set it up again. Be sure that it is them who asks.',
  },
} as const;

export function PeopleList({ onLink }: { onLink: (shown: ShownLink) => void }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const me = useQuery(trpc.system.me.queryOptions(undefined, { staleTime: 60_000 })).data;
  const [asking, setAsking] = useState<{ act: keyof typeof QUESTIONS; person: Person } | null>(null);
  const input = { limit: 100 };
  const list = useInfiniteQuery({
    queryKey: trpc.users.list.infiniteQueryKey(input),
    queryFn: ({ pageParam, signal }) => client.users.list.query({ ...input, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const act = useMutation({
    mutationFn: async ({ act, person }: { act: PersonAct; person: Person }) => {
      const userId = person.id;
      if (act.kind === 'role') return void (await client.users.change.mutate({ userId, role: act.role }));
      if (act.kind === 'passwordLink') {
        const link = await client.users.passwordLink.mutate({ userId });
        return onLink({ title: 'Copy the link now', text: `It lets ${person.email} choose a new password.`, link });
      }
      await client.users[act.kind].mutate({ userId });
    },
    onSettled: () => {
      setAsking(null);
      return queryClient.invalidateQueries({
        predicate: ({ queryKey }) => /^(users|invitations)/.test(String((queryKey[0] as string[])?.[0])),
      });
    },
    onError: (error) => void toastFault('Nothing was changed', error),
  });
  const people = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isError && people.length === 0) {
    return (
      <ErrorState title="Could not load the people" onRetry={() => void list.refetch()} retrying={list.isFetching}>
        {explainError(readError(list.error))}
      </ErrorState>
    );
  }
  if (list.isPending) return <Skeleton className="h-32" />;
  const question = asking ? QUESTIONS[asking.act] : null;
  return (
    <>
      <ul className="border-line border-t">
        {people.map((person) => (
          <PersonRow
            key={person.id}
            person={person}
            isMe={person.email === me?.name}
            busy={act.isPending && act.variables.person.id === person.id}
            onAct={(what) => {
              if (what.kind === 'disable' || what.kind === 'resetTwoFactor') setAsking({ act: what.kind, person });
              else act.mutate({ act: what, person });
            }}
          />
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()} className="justify-self-center">
          Load more
        </Button>
      ) : null}
      {asking && question ? (
        <ConfirmDialog
          open
          onOpenChange={(open) => (open ? undefined : setAsking(null))}
          title={question.title(asking.person.email)}
          action={question.action}
          danger
          busy={act.isPending}
          onConfirm={() => act.mutate({ act: { kind: asking.act }, person: asking.person })}
        >
          {question.text}
        </ConfirmDialog>
      ) : null}
    </>
  );
}
