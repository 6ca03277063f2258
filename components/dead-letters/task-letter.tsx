'use client';
import { useQuery } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useState } from 'react';
import { useMe } from '@/components/runs/use-me';
import { Button } from '@/components/ui/button';
import { useTRPC } from '@/lib/trpc/context';
import { letterHref } from './letter-words';

const ReplayDialog = dynamic(() => import('./replay-dialog').then((module) => module.ReplayDialog), { ssr: false });

/** Of a failed task: the way to its dead letter, and to another try. */
export function TaskLetter({ runId, taskKey }: { runId: string; taskKey: string }) {
  const trpc = useTRPC();
  const [isAsking, setIsAsking] = useState(false);
  const mayWrite = useMe()?.permissions.includes('runs.write') ?? false;
  const page = useQuery(trpc.deadLetters.list.queryOptions({ runId, taskKey, limit: 1 }, { staleTime: 0 }));
  const item = page.data?.items[0];
  const letter = useQuery(trpc.deadLetters.get.queryOptions({ deadLetterId: item?.id ?? '' }, { enabled: item !== undefined && isAsking }));
  if (!item) return null;
  return (
    <p className="mx-4 mb-1.5 flex min-h-9 flex-wrap items-center gap-2 rounded-md border border-failed/40 bg-failed-soft py-1 pr-1.5 pl-3">
      <Link href={letterHref(item)} className="rounded-sm font-medium hover:underline pointer-coarse:py-2" prefetch={false}>
        {item.status === 'discarded' ? 'Its discarded dead letter' : 'Its dead letter, with the evidence'}
      </Link>
      {mayWrite && item.status === 'pending' ? (
        <Button size="sm" className="ml-auto" onClick={() => setIsAsking(true)} busy={isAsking && letter.isPending}>
          <RotateCw size={13} aria-hidden /> Replay…
        </Button>
      ) : null}
      {isAsking && letter.data ? (
        <ReplayDialog target={{ kind: 'letter', letter: letter.data }} onClose={() => setIsAsking(false)} />
      ) : null}
    </p>
  );
}
