'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { PastSummary } from '@/components/timeline/past-summary';
import { Button } from '@/components/ui/button';
import { CheckMark } from '@/components/ui/check-mark';
import { Dialog } from '@/components/ui/dialog';
import { toast } from '@/components/ui/toast';
import type { CheckpointView } from '@/lib/contracts/checkpoint';
import { formatCount, plural } from '@/lib/format/count';
import { formatMoney } from '@/lib/format/money';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import { type Edits, TaskEdits } from './task-edits';

export interface ResumeFrom {
  seq: number;
  /** Null: it is made first. */
  checkpoint: CheckpointView | null;
  /** "04:37", for people. */
  clock: string;
  summary: PastSummary;
  tasks: readonly { key: string; title: string; done: boolean }[];
}

interface ResumeDialogProps {
  runId: string;
  mode: 'rewind' | 'fork';
  from: ResumeFrom;
  onClose: () => void;
  /** The run stands where it was asked to. */
  onRewound: () => void;
}

const NAMED = 6;

/** Says what going on from a past moment means, asks about what cannot be undone, and does it. */
export function ResumeDialog({ runId, mode, from, onClose, onRewound }: ResumeDialogProps) {
  const { seq, checkpoint, summary, tasks, clock } = from;
  const trpc = useTRPC();
  const detail = useQuery(trpc.checkpoints.get.queryOptions({ checkpointId: checkpoint?.id ?? '' }, { enabled: checkpoint !== null }));
  const [allowed, setAllowed] = useState<ReadonlySet<string>>(new Set());
  const [edits, setEdits] = useState<Edits>({});
  const [start, setStart] = useState(true);
  const resume = useResume({ runId, mode, from, onClose, onRewound });
  const damaged = detail.data?.verified === false;
  const titleOf = (key: string) => tasks.find((task) => task.key === key)?.title ?? key;
  const reopened = tasks.filter((task) => task.done && task.key in edits);
  const irreversible = [...new Set([...summary.irreversible.map((row) => row.key), ...(detail.data?.irreversible ?? [])])];
  const done = summary.counts.SUCCEEDED ?? 0;
  const toggle = (key: string) => {
    const next = new Set(allowed);
    if (!next.delete(key)) next.add(key);
    setAllowed(next);
  };
  const submit = () => {
    const operations = Object.entries(edits).flatMap(([key, changes]) =>
      Object.keys(changes).length > 0 ? [{ op: 'updateTask' as const, key, changes }] : [],
    );
    resume.mutate({ start, edits: operations, allowIrreversible: irreversible.filter((key) => allowed.has(key)) });
  };
  const verb = mode === 'rewind' ? 'Rewind run' : 'Fork run';
  const name = checkpoint ? `“${checkpoint.label}”` : clock;
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={mode === 'rewind' ? `Rewind to ${name}?` : `Fork from ${name}?`}
      description={
        mode === 'rewind'
          ? 'The run goes on from that moment. How it stands now is kept as a checkpoint first, so you can come back.'
          : 'A new run begins from that moment, with what was done until then as its own. This run stays as it is.'
      }
      className="sm:top-[8dvh] sm:max-h-[84dvh] sm:w-[min(560px,calc(100vw-32px))]"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={resume.isPending} disabled={damaged} onClick={submit}>
            {verb}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {damaged ? (
          <p role="alert" className="rounded-md bg-failed-soft px-3 py-2 text-failed">
            This checkpoint is damaged and cannot be resumed: {detail.data?.fault}
          </p>
        ) : null}
        <ul className="grid gap-1.5 pl-4 text-sm [list-style:disc] marker:text-faint">
          <li>
            <b className="font-medium">{formatCount(done)}</b> of {plural(summary.total, 'task')} stay done and are not paid again.
          </li>
          <li>
            <b className="font-medium">{formatCount(summary.rest.length + reopened.length)}</b> run{' '}
            {mode === 'rewind' ? 'again or still' : 'there'}
            {summary.rest.length > 0 ? `: ${named(summary.rest.map((row) => row.title))}` : ''}.
          </li>
          {mode === 'rewind' && summary.undone.length > 0 ? (
            <li>
              {plural(summary.undone.length, 'task')} done since then {summary.undone.length === 1 ? 'is' : 'are'} undone; the{' '}
              {formatMoney(summary.undoneUsd)} paid for {summary.undone.length === 1 ? 'it' : 'them'} stay spent.
            </li>
          ) : null}
          {mode === 'fork' ? <li>The new run has a budget of its own, as large as this one’s, and has spent nothing yet.</li> : null}
          {reopened.length > 0 ? (
            <li>
              {named(reopened.map((task) => task.title))}: done by then, runs again because you edited it, with all that waits for it.
            </li>
          ) : null}
        </ul>
        {irreversible.length > 0 ? (
          <fieldset className="grid gap-1 rounded-md border border-waiting/40 bg-waiting-soft px-3 py-2">
            <legend className="sr-only">Tasks that cannot be undone</legend>
            <p className="text-sm text-waiting">
              What these did cannot be undone. Unless you allow it here, each waits for a person before it runs again.
            </p>
            {irreversible.map((key) => (
              <div key={key} className="flex items-center gap-1.5 text-sm">
                <CheckMark label={`Run ${titleOf(key)} again`} checked={allowed.has(key)} onToggle={() => toggle(key)} />
                <span>Run “{titleOf(key)}” again</span>
              </div>
            ))}
          </fieldset>
        ) : null}
        <section aria-label="Edit before the start" className="grid gap-2">
          <h3 className="font-medium text-muted text-xs">Change before it starts</h3>
          <TaskEdits runId={runId} tasks={tasks} edits={edits} onEdits={setEdits} />
        </section>
        <div className="-ml-1.5 flex items-center gap-1 text-sm">
          <CheckMark label="Leave it paused" checked={!start} onToggle={() => setStart(!start)} />
          <span>Leave it paused: I look at it first</span>
        </div>
        {resume.isError ? (
          <p role="alert" className="text-failed text-sm">
            {explainError(readError(resume.error))}
          </p>
        ) : null}
        <p className="sr-only">Event {seq}</p>
      </div>
    </Dialog>
  );
}

const named = (titles: readonly string[]): string =>
  titles.length > NAMED ? `${titles.slice(0, NAMED - 1).join(', ')} and ${plural(titles.length - NAMED + 1, 'other')}` : titles.join(', ');

interface ResumeInput {
  start: boolean;
  edits: { op: 'updateTask'; key: string; changes: Edits[string] }[];
  allowIrreversible: string[];
}

function useResume({ runId, mode, from, onClose, onRewound }: ResumeDialogProps) {
  const api = useTRPCClient();
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: async (input: ResumeInput) => {
      const label = mode === 'rewind' ? `rewound to at ${from.clock}` : `forked from at ${from.clock}`;
      const checkpointId = from.checkpoint?.id ?? (await api.checkpoints.create.mutate({ runId, label, seq: from.seq })).id;
      return api.checkpoints.resume.mutate({ checkpointId, mode, ...input });
    },
    onSuccess: (resumed) => {
      const waiting =
        resumed.held.length > 0 ? `${plural(resumed.held.length, 'task')} that cannot be undone wait for your word.` : undefined;
      void client.invalidateQueries({ queryKey: trpc.checkpoints.pathKey() });
      onClose();
      if (mode === 'fork') {
        toast.success('The fork has begun', { description: waiting ?? `It goes on from ${from.clock}.` });
        router.push(`/runs/${resumed.runId}`);
        return;
      }
      toast.success(`Rewound to ${from.clock}`, { description: waiting ?? 'How it stood before is kept as a checkpoint.' });
      void client.invalidateQueries({ queryKey: trpc.runs.get.queryKey({ runId }) });
      onRewound();
    },
  });
}
