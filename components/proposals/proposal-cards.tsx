'use client';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Proposal } from '@/lib/contracts/edit';
import type { RunDetail } from '@/lib/contracts/run';
import { plural } from '@/lib/format/count';
import { useTRPC } from '@/lib/trpc/context';
import { ProposalCard } from './proposal-card';

const SHOWN = 2;

interface ProposalCardsProps {
  run: Pick<RunDetail, 'tasks' | 'graphVersion'>;
  proposals: readonly Proposal[];
  onOpenTask: (key: string) => void;
}

/** What agents ask to be changed of their run. */
export function ProposalCards({ run, proposals, onOpenTask }: ProposalCardsProps) {
  const trpc = useTRPC();
  const me = useQuery(trpc.system.me.queryOptions(undefined, { staleTime: 60_000 })).data;
  const section = useRef<HTMLElement>(null);
  const titles = new Map(run.tasks.map((task) => [task.key, task.title]));
  return (
    <section
      ref={section}
      tabIndex={-1}
      aria-label="Proposed edits"
      className="scroll-quiet mt-2 grid max-h-[46vh] grid-cols-[minmax(0,1fr)] gap-2 overflow-y-auto outline-none"
    >
      {proposals.slice(0, SHOWN).map((proposal) => (
        <ProposalCard
          key={proposal.id}
          proposal={proposal}
          titleOf={(key) => titles.get(key) ?? key}
          version={run.graphVersion}
          me={me}
          onOpenTask={onOpenTask}
          onDecided={() => section.current?.focus()}
        />
      ))}
      {proposals.length > SHOWN ? (
        <p className="text-muted text-xs">and {plural(proposals.length - SHOWN, 'more proposal')} after these.</p>
      ) : null}
    </section>
  );
}
