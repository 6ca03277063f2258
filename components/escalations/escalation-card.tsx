'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateIcon } from '@/components/ui/state-icon';
import { Textarea } from '@/components/ui/textarea';
import { toast } from '@/components/ui/toast';
import type { Me } from '@/lib/contracts/access';
import type { EscalationView } from '@/lib/contracts/escalation';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { EvidenceList } from './evidence-list';
import { readEvidence } from './read-evidence';

interface EscalationCardProps {
  escalation: EscalationView;
  /** What each answer does, on the buttons. */
  answers: { approve: string; reject: string; isBranch: boolean };
  me: Me | undefined;
  onOpenArtifact: (id: string) => void;
  /** Shows the task itself; left out where it is open already. */
  onOpen?: () => void;
  onDecided?: () => void;
}

/** One question with its evidence, and the two answers. */
export function EscalationCard({ escalation, answers, me, onOpenArtifact, onOpen, onDecided }: EscalationCardProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const decide = useMutation(
    trpc.escalations.decide.mutationOptions({
      onSuccess: ({ status }) => {
        toast.success(status === 'APPROVED' ? 'Approved' : 'Rejected', { description: escalation.title });
        onDecided?.();
      },
      onError: (error) => {
        const fault = readError(error);
        // Somebody was first: the card is about to go, so what came of it is said elsewhere.
        if (fault.code === 'conflict') toast.error('That was not decided', { description: explainError(fault) });
      },
      onSettled: () =>
        Promise.all([
          client.invalidateQueries(trpc.escalations.pathFilter()),
          client.invalidateQueries(trpc.runs.get.queryFilter({ runId: escalation.runId })),
        ]),
    }),
  );
  const send = (status: 'APPROVED' | 'REJECTED') => {
    const words = note.trim();
    if (!decide.isPending) decide.mutate({ escalationId: escalation.id, status, ...(words === '' ? {} : { note: words }) });
  };
  const evidence = readEvidence(escalation);
  // Criteria and condition stand below by themselves.
  const words = escalation.description
    .split('\n')
    .filter((line) => line !== evidence.criteria && line !== evidence.condition)
    .join(' ');
  const mayDecide = me?.permissions.includes('escalations.decide') ?? false;
  return (
    <article
      aria-label={escalation.title}
      data-testid="escalation"
      className="rounded-md border border-waiting/50 bg-waiting-soft px-3 py-2.5"
    >
      <div className="flex flex-wrap items-start gap-x-2 gap-y-1">
        <StateIcon state="waiting" decorative className="mt-[3px]" />
        <h2 className="min-w-0 flex-[1_1_200px] font-semibold text-sm [overflow-wrap:anywhere]">{escalation.title}</h2>
        {escalation.priority === 'CRITICAL' || escalation.priority === 'HIGH' ? (
          <Badge tone={escalation.priority === 'CRITICAL' ? 'bad' : 'warn'}>{escalation.priority.toLowerCase()}</Badge>
        ) : null}
        <span className="text-muted text-xs">
          asked <RelativeTime at={escalation.createdAt} />
        </span>
      </div>
      {words ? <p className="mt-1 max-w-180 text-muted text-xs [overflow-wrap:anywhere]">{words}</p> : null}
      <EvidenceList evidence={evidence} onOpenArtifact={onOpenArtifact} />
      {!me ? null : mayDecide ? (
        <div className="mt-2.5 grid gap-2">
          <Field label="Note" optional error={faultOf(decide.error)}>
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
            <Button variant="primary" busy={decide.isPending} onClick={() => send('APPROVED')} className="max-w-full">
              <span className="truncate">{answers.approve}</span>
            </Button>
            <Button
              variant={answers.isBranch ? 'default' : 'danger'}
              busy={decide.isPending}
              onClick={() => send('REJECTED')}
              className="max-w-full"
            >
              <span className="truncate">{answers.reject}</span>
            </Button>
            {onOpen ? (
              <Button variant="quiet" onClick={onOpen}>
                Open the task
              </Button>
            ) : null}
          </div>
        </div>
      ) : (
        <p className="mt-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-muted text-xs">
          Your role is {me.role}: an approver or an administrator decides.
          {onOpen ? (
            <Button variant="quiet" size="sm" onClick={onOpen}>
              Open the task
            </Button>
          ) : null}
        </p>
      )}
    </article>
  );
}

function faultOf(error: unknown): string | undefined {
  return error ? `That was not decided. ${explainError(readError(error))}` : undefined;
}
