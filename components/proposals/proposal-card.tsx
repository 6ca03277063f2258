'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { GitPullRequestArrow } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { RelativeTime } from '@/components/ui/relative-time';
import { Textarea } from '@/components/ui/textarea';
import { toast } from '@/components/ui/toast';
import type { Me } from '@/lib/contracts/access';
import type { Proposal } from '@/lib/contracts/edit';
import { plural } from '@/lib/format/count';
import { operationWords, type TitleOf } from '@/lib/graph-edit/edit-words';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { ProposalPreview } from './proposal-preview';

interface ProposalCardProps {
  proposal: Proposal;
  titleOf: TitleOf;
  /** Of the graph as it is now. */
  version: number;
  me: Me | undefined;
  onOpenTask: (key: string) => void;
  onDecided: () => void;
}

/** An edit that an agent asks for: who, why, what, what would come of it, and the two answers. */
export function ProposalCard({ proposal, titleOf, version, me, onOpenTask, onDecided }: ProposalCardProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const [previewing, setPreviewing] = useState(false);
  const { taskKey, operations, reason, baseVersion } = proposal;
  const decide = useMutation(
    trpc.proposals.decide.mutationOptions({
      onSuccess: ({ status, appliedVersion }) => {
        toast.success(status === 'applied' ? `Applied: graph version ${appliedVersion}` : 'Refused');
        onDecided();
      },
      onError: (error) => {
        const fault = readError(error);
        if (fault.code === 'conflict') toast.error('That was not decided', { description: explainError(fault) });
      },
      onSettled: () =>
        Promise.all([
          client.invalidateQueries(trpc.proposals.pathFilter()),
          client.invalidateQueries(trpc.runs.get.queryFilter({ runId: proposal.runId })),
        ]),
    }),
  );
  const send = (decision: 'apply' | 'refuse') => {
    const words = note.trim();
    if (!decide.isPending) decide.mutate({ proposalId: proposal.id, decision, ...(words === '' ? {} : { note: words }) });
  };
  const name = taskKey === null ? proposal.askedBy : titleOf(taskKey);
  const title = `${name} proposes ${plural(operations.length, 'change')} of the graph`;
  const mayWrite = me?.permissions.includes('runs.write') ?? false;
  return (
    <article aria-label={title} data-testid="proposal" className="rounded-md border border-accent/40 bg-accent-soft px-3 py-2.5">
      <div className="flex flex-wrap items-start gap-x-2 gap-y-1">
        <GitPullRequestArrow size={15} aria-hidden className="mt-[2px] shrink-0 text-accent" />
        <h2 className="min-w-0 flex-[1_1_200px] font-semibold text-sm [overflow-wrap:anywhere]">
          {taskKey === null ? (
            name
          ) : (
            <button type="button" onClick={() => onOpenTask(taskKey)} className="rounded-sm hover:underline hover:underline-offset-4">
              {name}
            </button>
          )}{' '}
          proposes {plural(operations.length, 'change')} of the graph
        </h2>
        <span className="flex items-center gap-2 text-muted text-xs">
          <RelativeTime at={proposal.createdAt} />
          <Link href={`/inbox/${proposal.id}`} className="rounded-sm text-accent hover:underline pointer-coarse:py-1.5">
            Open in the inbox
          </Link>
        </span>
      </div>
      <p className="mt-1 text-sm [overflow-wrap:anywhere]">“{reason}”</p>
      <ul className="mt-1.5 grid list-disc gap-0.5 pl-4.5 text-sm">
        {operations.map((operation, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the operations of a proposal never change
          <li key={index} className="[overflow-wrap:anywhere]">
            {operationWords(operation, titleOf)}
          </li>
        ))}
      </ul>
      {version > baseVersion ? (
        <p className="mt-1.5 text-muted text-xs">
          The graph has changed since (version {baseVersion} → {version}); it would be applied to the one of now.
        </p>
      ) : null}
      {previewing ? <ProposalPreview key={version} proposalId={proposal.id} titleOf={titleOf} /> : null}
      {!me ? null : mayWrite ? (
        <div className="mt-2.5 grid gap-2">
          <Field label="Note" optional error={decide.error ? `That was not decided. ${explainError(readError(decide.error))}` : undefined}>
            {(control) => (
              <Textarea
                {...control}
                rows={1}
                className="min-h-8 max-w-180"
                maxLength={2_000}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Field>
          <div className="flex flex-wrap gap-2">
            <Button variant="primary" busy={decide.isPending} onClick={() => send('apply')}>
              Apply
            </Button>
            <Button variant="danger" busy={decide.isPending} onClick={() => send('refuse')}>
              Refuse
            </Button>
            <Button aria-expanded={previewing} onClick={() => setPreviewing(!previewing)}>
              {previewing ? 'Hide preview' : 'Preview'}
            </Button>
          </div>
        </div>
      ) : (
        <p className="mt-2 flex flex-wrap items-center gap-2 text-muted text-xs">
          Your role is {me.role}: an operator decides.
          <Button size="sm" aria-expanded={previewing} onClick={() => setPreviewing(!previewing)}>
            {previewing ? 'Hide preview' : 'Preview'}
          </Button>
        </p>
      )}
    </article>
  );
}
