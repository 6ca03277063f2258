'use client';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateIcon } from '@/components/ui/state-icon';
import { Textarea } from '@/components/ui/textarea';
import type { DecisionLinkView } from '@/lib/contracts/notification';
import { FormNote } from './form-note';
import { decideByLink, type LinkFault } from './link-call';

const DEFAULTS: Record<DecisionLinkView['defaultDecision'], string> = {
  reject: 'it is rejected',
  retry: 'it is tried again',
  pause: 'what waits for it goes on waiting',
};
const worded = (name: string): string => name.toLowerCase().replaceAll('_', ' ');

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-faint">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

/** What a link in a message asks, and the two answers. A reason is asked for where much is at stake. */
export function DecisionForm({ token, view }: { token: string; view: DecisionLinkView }) {
  const [note, setNote] = useState('');
  const [fault, setFault] = useState<LinkFault | null>(null);
  const [busy, setBusy] = useState<'APPROVED' | 'REJECTED' | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const reasonMissing = view.reasonNeeded && note.trim() === '';

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { submitter } = event.nativeEvent as SubmitEvent;
    const status = submitter instanceof HTMLButtonElement && submitter.value === 'APPROVED' ? 'APPROVED' : 'REJECTED';
    if (busy) return;
    if (reasonMissing) return setFault({ message: '', fields: { note: 'Say why: this is of high risk.' }, isDead: false });
    setBusy(status);
    setFault(null);
    const answer = await decideByLink({ token, status, ...(note.trim() ? { note: note.trim() } : {}) });
    setBusy(null);
    if ('status' in answer) setDone(answer.status);
    else setFault(answer);
  };

  const open = view.status === 'OPEN' && done === null;
  return (
    <>
      <dl className="mb-4 grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
        <Fact label="Run">{view.runGoal}</Fact>
        {view.taskKey ? <Fact label="Task">{view.taskKey}</Fact> : null}
        <Fact label="Kind">
          {worded(view.type)}, {worded(view.priority)}
        </Fact>
        {open && view.deadlineAt ? (
          <Fact label="Unless decided">
            {DEFAULTS[view.defaultDecision]} <RelativeTime at={view.deadlineAt} />
          </Fact>
        ) : null}
        <Fact label="For">{view.person}</Fact>
      </dl>
      {view.description ? (
        <p className="scroll-quiet mb-4 max-h-72 overflow-y-auto whitespace-pre-wrap break-words rounded-md bg-canvas px-3 py-2">
          {view.description}
        </p>
      ) : (
        <p className="mb-4 text-muted">What this is about was kept back and is shown in Signalbox alone.</p>
      )}
      {done ? (
        <p role="status" className="flex items-center gap-2 rounded-md bg-canvas px-3 py-2">
          <StateIcon state={done === 'REJECTED' ? 'failed' : 'succeeded'} decorative />
          {done === 'OPEN' ? 'Your vote counts. More people have to approve.' : `Decided: ${worded(done)}.`}
        </p>
      ) : null}
      {!open && done === null ? (
        <p role="status" className="rounded-md bg-canvas px-3 py-2">
          Decided already: {worded(view.status)}
          {view.decidedBy ? ` by ${view.decidedBy.replace(/^\w+:/, '')}` : ''}.
        </p>
      ) : null}
      {fault?.message ? (
        <div className="mb-3">
          <FormNote>{fault.message}</FormNote>
        </div>
      ) : null}
      {open && !fault?.isDead ? (
        <form onSubmit={submit} noValidate className="grid gap-3.5">
          <Field label="Reason" optional={!view.reasonNeeded} error={fault?.fields.note}>
            {(control) => (
              <Textarea
                {...control}
                rows={2}
                maxLength={2_000}
                required={view.reasonNeeded}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Field>
          <div className="grid grid-cols-2 gap-2.5">
            <Button type="submit" value="REJECTED" size="lg" busy={busy === 'REJECTED'} disabled={busy !== null}>
              Reject
            </Button>
            <Button type="submit" value="APPROVED" variant="primary" size="lg" busy={busy === 'APPROVED'} disabled={busy !== null}>
              Approve
            </Button>
          </div>
        </form>
      ) : null}
    </>
  );
}
