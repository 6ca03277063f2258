'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { StateIcon } from '@/components/ui/state-icon';
import { Textarea } from '@/components/ui/textarea';
import { toast } from '@/components/ui/toast';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';

interface HoldCardProps {
  runId: string;
  task: { key: string; title: string };
  /** Shows the task itself; left out where it is open already. */
  onOpen?: () => void;
}

/** A task that cannot be undone and has happened: a person says whether it runs again. */
export function HoldCard({ runId, task, onOpen }: HoldCardProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const me = useQuery(trpc.system.me.queryOptions(undefined, { staleTime: 60_000 })).data;
  // False once somebody came back: the focus goes to where it was.
  const [leaving, setLeaving] = useState<boolean | null>(null);
  const decide = useMutation(
    trpc.tasks.decideHold.mutationOptions({
      onError: (error) => toast.error('That was not decided', { description: explainError(readError(error)) }),
      onSettled: () =>
        Promise.all([client.invalidateQueries(trpc.runs.get.queryFilter({ runId })), client.invalidateQueries(trpc.tasks.pathFilter())]),
    }),
  );
  const send = (decision: 'run' | 'skip', reason?: string) => {
    if (!decide.isPending) decide.mutate({ runId, key: task.key, decision, ...(reason ? { reason } : {}) });
  };
  return (
    <article
      aria-label={`${task.title} waits for your word`}
      data-testid="held-task"
      className="rounded-md border border-waiting/50 bg-waiting-soft px-3 py-2.5"
    >
      <div className="flex items-start gap-2">
        <StateIcon state="waiting" decorative className="mt-[3px]" />
        <h3 className="min-w-0 font-semibold text-sm [overflow-wrap:anywhere]">
          {onOpen ? task.title : 'This'} has happened and cannot be undone
        </h3>
      </div>
      <p className="mt-1 text-muted text-xs">
        The run went back to before it, or its materials are others now. Run it once more, or leave it as it is: then what waits for it goes
        on with what it made.
      </p>
      {me && !me.permissions.includes('runs.write') ? (
        <p className="mt-2 text-muted text-xs">Your role is {me.role}: an operator decides.</p>
      ) : leaving ? (
        <LeaveForm busy={decide.isPending} onLeave={(reason) => send('skip', reason)} onBack={() => setLeaving(false)} />
      ) : (
        <div className="mt-2 flex flex-wrap gap-2">
          <Button busy={decide.isPending} onClick={() => send('run')}>
            Run it again
          </Button>
          <Button busy={decide.isPending} autoFocus={leaving === false} onClick={() => setLeaving(true)}>
            Leave it…
          </Button>
          {onOpen ? (
            <Button variant="quiet" onClick={onOpen}>
              Open the task
            </Button>
          ) : null}
        </div>
      )}
    </article>
  );
}

function LeaveForm({ busy, onLeave, onBack }: { busy: boolean; onLeave: (reason: string) => void; onBack: () => void }) {
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onLeave(text.trim());
  };
  return (
    <form onSubmit={submit} className="mt-2 grid gap-2">
      <Field label="Reason" hint="It stands in the event log." optional>
        {(control) => (
          <Textarea
            {...control}
            autoFocus
            rows={2}
            maxLength={2_000}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              // What was opened last is closed first.
              event.stopPropagation();
              onBack();
            }}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" busy={busy}>
          Leave it as it is
        </Button>
        <Button onClick={onBack}>Back</Button>
      </div>
    </form>
  );
}
