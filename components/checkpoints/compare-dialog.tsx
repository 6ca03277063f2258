'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useFound } from '@/components/palette/use-found';
import { Dialog } from '@/components/ui/dialog';
import { Input } from '@/components/ui/input';
import { StateIcon } from '@/components/ui/state-icon';
import { toState } from '@/components/ui/states';
import type { CheckpointView } from '@/lib/contracts/checkpoint';
import { formatCount } from '@/lib/format/count';
import { compareHref, type Side } from './compare-sides';
import { useCheckpoints } from './use-checkpoints';

interface CompareDialogProps {
  runId: string;
  left: Side;
  /** What is compared, for people. */
  name: string;
  /** The run that this one was forked from. */
  forkedFrom: string | null;
  onClose: () => void;
}

/** Asks what to compare with: another moment of this run, or another run. */
export function CompareDialog({ runId, left, name, forkedFrom, onClose }: CompareDialogProps) {
  const router = useRouter();
  const [typed, setTyped] = useState('');
  const checkpoints = useCheckpoints(runId, false).data?.items ?? [];
  const { runs, isSearching } = useFound(typed, true);
  const q = typed.trim().toLowerCase();
  const others = checkpoints.filter((each) => each.id !== left.checkpointId && (q === '' || each.label.toLowerCase().includes(q)));
  const go = (right: Side) => {
    onClose();
    router.push(compareHref(left, right));
  };
  const otherRuns = runs.filter((run) => run.id !== runId);
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())} title={`Compare ${name} with…`}>
      <div className="grid gap-3">
        <Input
          aria-label="Find a run or a checkpoint"
          placeholder="Find a run or a checkpoint"
          autoFocus
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <ul aria-label="Compare with" className="grid gap-0.5">
          {left.checkpointId !== null && q === '' ? (
            <Choice onGo={() => go({ runId, checkpointId: null })} title="This run as it stands now" note="" />
          ) : null}
          {forkedFrom !== null && q === '' ? (
            <Choice onGo={() => go({ runId: forkedFrom, checkpointId: null })} title="The run it was forked from" note="" />
          ) : null}
          {others.map((each) => (
            <Choice key={each.id} onGo={() => go({ runId, checkpointId: each.id })} title={each.label} note={noteOf(each)} />
          ))}
          {otherRuns.map((run) => (
            <Choice
              key={run.id}
              onGo={() => go({ runId: run.id, checkpointId: null })}
              title={run.goal.split('\n', 1)[0] ?? run.goal}
              note={run.id.slice(-6)}
              state={run.status}
            />
          ))}
        </ul>
        {q !== '' && !isSearching && others.length + otherRuns.length === 0 ? (
          <p className="text-muted text-sm">Nothing has these words.</p>
        ) : null}
        {q === '' ? <p className="text-faint text-xs">Type words of a goal to find another run.</p> : null}
      </div>
    </Dialog>
  );
}

const noteOf = (checkpoint: CheckpointView): string =>
  `#${formatCount(checkpoint.seq)}, ${formatCount(checkpoint.summary.counts.succeeded)} of ${formatCount(checkpoint.summary.counts.total)} done`;

function Choice({ title, note, state, onGo }: { title: string; note: string; state?: string; onGo: () => void }) {
  return (
    <li>
      <button
        type="button"
        onClick={onGo}
        className="flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-left hover:bg-hover pointer-coarse:py-2.5"
      >
        {state ? (
          <StateIcon state={toState(state)} decorative />
        ) : (
          <span aria-hidden className="mx-0.5 size-2.5 shrink-0 rotate-45 rounded-[2px] border-[1.5px] border-accent" />
        )}
        <span className="min-w-0 flex-1 truncate">{title}</span>
        <span className="num shrink-0 text-faint text-xs">{note}</span>
      </button>
    </li>
  );
}
