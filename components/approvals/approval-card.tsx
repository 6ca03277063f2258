'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { type FormEvent, useState } from 'react';
import { prettyArguments } from '@/components/tasks/describe-call';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateIcon } from '@/components/ui/state-icon';
import { Textarea } from '@/components/ui/textarea';
import type { ApprovalDecision, ApprovalView } from '@/lib/contracts/approval';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';

/** Decisions that say something more, in words. */
const WORDED = {
  refuse: { label: 'Reason', hint: 'The agent is told.', action: 'Refuse', field: 'reason', needed: false },
  happened: {
    label: 'What the call came to',
    hint: 'The agent is told this as its result.',
    action: 'It happened',
    field: 'result',
    needed: true,
  },
  fail: { label: 'Reason', hint: 'The agent is told.', action: 'Count as failed', field: 'reason', needed: false },
} as const;
type Worded = keyof typeof WORDED;

/** One call that waits for a person: what would be done, and the buttons that decide. */
export function ApprovalCard({ approval, mayDecide }: { approval: ApprovalView; mayDecide: boolean }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [wording, setWording] = useState<Worded | null>(null);
  const decide = useMutation(
    trpc.approvals.decide.mutationOptions({
      onError: async (error) => {
        const { toast } = await import('sonner');
        toast.error('That was not decided', { description: explainError(readError(error)) });
      },
      onSettled: () => client.invalidateQueries(trpc.approvals.pathFilter()),
    }),
  );
  const send = (decision: ApprovalDecision, more: { reason?: string; result?: string } = {}) => {
    if (!decide.isPending) decide.mutate({ approvalId: approval.id, decision, ...more });
  };
  const unknown = approval.kind === 'outcome_unknown';
  return (
    <article
      aria-label={`Call of ${approval.tool}`}
      data-testid="approval"
      className="rounded-md border border-waiting/50 bg-waiting-soft px-3 py-2.5"
    >
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <StateIcon state="waiting" decorative />
        <h3 className="font-semibold text-sm">{unknown ? 'Did this call happen?' : 'Allow this call?'}</h3>
        <Badge tone="accent">{approval.server}</Badge>
        <code className="text-xs [overflow-wrap:anywhere]">{approval.tool}</code>
        <span className="ml-auto flex items-center gap-2 text-muted text-xs">
          asked <RelativeTime at={approval.createdAt} />
          <Link href={`/inbox/${approval.id}`} className="rounded-sm text-accent hover:underline pointer-coarse:py-1.5">
            Open in the inbox
          </Link>
        </span>
      </div>
      {unknown ? (
        <p className="mt-1 text-muted text-xs">
          The worker stopped while the call was under way. Look on the other side before you answer.
        </p>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long arguments scroll, by keyboard too */}
      <section tabIndex={0} aria-label="Arguments" className="scroll-quiet mt-2 max-h-52 overflow-auto rounded-sm bg-surface p-2">
        <pre className="whitespace-pre-wrap text-xs leading-[1.55] [overflow-wrap:anywhere]">{prettyArguments(approval.arguments)}</pre>
      </section>
      {!mayDecide ? (
        <p className="mt-2 text-muted text-xs">An approver or an administrator decides.</p>
      ) : wording ? (
        <WordedForm key={wording} worded={wording} busy={decide.isPending} onSend={send} onBack={() => setWording(null)} />
      ) : (
        <div className="mt-2 flex flex-wrap gap-2">
          {unknown ? (
            <>
              <Button busy={decide.isPending} onClick={() => setWording('happened')}>
                It happened…
              </Button>
              <Button busy={decide.isPending} onClick={() => send('run_again')}>
                Run it again
              </Button>
              <Button busy={decide.isPending} variant="danger" onClick={() => setWording('fail')}>
                Count as failed…
              </Button>
            </>
          ) : (
            <>
              <Button variant="primary" busy={decide.isPending} onClick={() => send('allow')}>
                Allow once
              </Button>
              <Button busy={decide.isPending} onClick={() => send('allow_run')}>
                Allow for this run
              </Button>
              <Button variant="danger" busy={decide.isPending} onClick={() => setWording('refuse')}>
                Refuse…
              </Button>
            </>
          )}
        </div>
      )}
    </article>
  );
}

function WordedForm({
  worded,
  busy,
  onSend,
  onBack,
}: {
  worded: Worded;
  busy: boolean;
  onSend: (decision: ApprovalDecision, more: { reason?: string; result?: string }) => void;
  onBack: () => void;
}) {
  const { label, hint, action, field, needed } = WORDED[worded];
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const words = text.trim();
    if (!needed || words !== '') onSend(worded, words === '' ? {} : { [field]: words });
  };
  return (
    <form onSubmit={submit} className="mt-2 grid gap-2">
      <Field label={label} hint={hint} optional={!needed}>
        {(control) => (
          <Textarea {...control} autoFocus rows={2} maxLength={2_000} value={text} onChange={(event) => setText(event.target.value)} />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant={worded === 'happened' ? 'primary' : 'danger'} busy={busy} disabled={needed && text.trim() === ''}>
          {action}
        </Button>
        <Button onClick={onBack}>Back</Button>
      </div>
    </form>
  );
}
