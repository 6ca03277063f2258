'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useRef, useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateIcon } from '@/components/ui/state-icon';
import { Textarea } from '@/components/ui/textarea';
import { toast } from '@/components/ui/toast';
import type { Me } from '@/lib/contracts/access';
import type { EscalationView } from '@/lib/contracts/escalation';
import { isHighRisk } from '@/lib/escalation/is-high-risk';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import type { Answers } from './answers-of';
import { defaultWords } from './escalation-words';
import { EvidenceList } from './evidence-list';
import { Countdown } from './pane/countdown';
import { readEvidence } from './read-evidence';

interface EscalationCardProps {
  escalation: EscalationView;
  answers: Answers;
  me: Me;
  note: string;
  onNote: (note: string) => void;
  onOpenArtifact: (id: string) => void;
  onDecided: () => void;
}

/** One question with its evidence, which scrolls, and the two answers, which are always in sight. */
export function EscalationCard({ escalation, answers, me, note, onNote, onOpenArtifact, onDecided }: EscalationCardProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const decide = useMutation(
    trpc.escalations.decide.mutationOptions({
      onSuccess: ({ status }) => {
        toast.success(status === 'APPROVED' ? 'Approved' : 'Rejected', { description: escalation.title });
        onDecided();
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
  const high = isHighRisk(escalation);
  const [isMissing, setIsMissing] = useState(false);
  const noteField = useRef<HTMLTextAreaElement>(null);
  const send = (status: 'APPROVED' | 'REJECTED') => {
    const words = note.trim();
    if (high && words === '') {
      setIsMissing(true);
      noteField.current?.focus();
      return;
    }
    if (!decide.isPending) decide.mutate({ escalationId: escalation.id, status, ...(words === '' ? {} : { note: words }) });
  };
  const evidence = readEvidence(escalation);
  // Criteria and condition stand below by themselves.
  const words = escalation.description
    .split('\n')
    .filter((line) => line !== evidence.criteria && line !== evidence.condition)
    .join(' ');
  const mayDecide = me.permissions.includes('escalations.decide');
  return (
    <article
      aria-label={escalation.title}
      data-testid="escalation"
      className="flex min-h-0 flex-col rounded-md border border-waiting/50 bg-waiting-soft"
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long evidence scrolls, by keyboard too */}
      <section tabIndex={0} aria-label="Evidence" className="scroll-quiet min-h-0 flex-1 overflow-y-auto px-3 pt-2.5 pb-1">
        <div className="flex flex-wrap items-start gap-x-2 gap-y-1">
          <StateIcon state="waiting" decorative className="mt-[3px]" />
          <h3 className="min-w-0 flex-[1_1_200px] font-semibold text-sm [overflow-wrap:anywhere]">{escalation.title}</h3>
          {escalation.priority === 'CRITICAL' || escalation.priority === 'HIGH' ? (
            <Badge tone={escalation.priority === 'CRITICAL' ? 'bad' : 'warn'}>{escalation.priority.toLowerCase()}</Badge>
          ) : null}
          <span className="text-muted text-xs">
            asked <RelativeTime at={escalation.createdAt} />
          </span>
        </div>
        {words ? <p className="mt-1 text-muted text-xs [overflow-wrap:anywhere]">{words}</p> : null}
        <EvidenceList evidence={evidence} onOpenArtifact={onOpenArtifact} />
        <p className="mt-2 flex flex-wrap gap-x-3 text-muted text-xs">
          {escalation.deadlineAt ? (
            <span>
              {escalation.tier === 'HUMAN' ? `Then it is ${defaultWords(escalation).verdict}` : 'Then it climbs'}:{' '}
              <Countdown at={escalation.deadlineAt} />
            </span>
          ) : null}
          <Link href={`/inbox/${escalation.id}`} className="rounded-sm text-accent hover:underline">
            More ways to answer
          </Link>
        </p>
      </section>
      {mayDecide ? (
        <div className="grid shrink-0 grid-cols-[minmax(0,1fr)] gap-2 px-3 pt-1.5 pb-2.5">
          <Field
            label={high ? 'Reason' : 'Note'}
            optional={!high}
            hint={high ? 'It is of high risk: what you write is kept with it.' : undefined}
            error={isMissing ? 'Say why: it is kept with the decision.' : faultOf(decide.error)}
          >
            {(control) => (
              <Textarea
                {...control}
                ref={noteField}
                rows={1}
                className="min-h-8"
                maxLength={2_000}
                value={note}
                onChange={(event) => {
                  setIsMissing(false);
                  onNote(event.target.value);
                }}
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
          </div>
        </div>
      ) : (
        <p className="shrink-0 px-3 pt-1 pb-2.5 text-muted text-xs">Your role is {me.role}: an approver or an administrator decides.</p>
      )}
    </article>
  );
}

function faultOf(error: unknown): string | undefined {
  return error ? `That was not decided. ${explainError(readError(error))}` : undefined;
}
