'use client';
import { useQuery } from '@tanstack/react-query';
import { GitCompare, GitFork, MapPin, Rewind } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { CheckpointList } from '@/components/checkpoints/checkpoint-list';
import type { ResumeFrom } from '@/components/checkpoints/resume-dialog';
import { useChangeCheckpoint } from '@/components/checkpoints/use-checkpoints';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { useShortcut } from '@/components/ui/shortcuts';
import { toast } from '@/components/ui/toast';
import type { CheckpointView } from '@/lib/contracts/checkpoint';
import type { RunDetail } from '@/lib/contracts/run';
import { formatCount } from '@/lib/format/count';
import { useTRPC } from '@/lib/trpc/context';
import { PastFacts, useShownSeq } from './past-facts';
import { pastSummary } from './past-summary';
import type { PlayheadStore } from './playhead-store';
import { clockText } from './time-scale';
import { msAtSeq, type TimelineModel, tasksAt } from './timeline-model';

const ResumeDialog = dynamic(() => import('@/components/checkpoints/resume-dialog').then((module) => module.ResumeDialog), { ssr: false });
const CompareDialog = dynamic(() => import('@/components/checkpoints/compare-dialog').then((module) => module.CompareDialog), {
  ssr: false,
});
const LabelDialog = dynamic(() => import('@/components/checkpoints/label-dialog').then((module) => module.LabelDialog), { ssr: false });

interface PastActionsProps {
  run: RunDetail;
  model: TimelineModel;
  playhead: PlayheadStore;
  checkpoints: readonly CheckpointView[];
  onGo: (seq: number | null) => void;
}

type Asked =
  | { what: 'checkpoint' }
  | { what: 'rewind' | 'fork'; checkpoint: CheckpointView | null }
  | { what: 'compare'; checkpoint: CheckpointView | null }
  | null;

const group = 'Timeline';

/** Beside the graph of then: how it stood, what can be done from there, and the checkpoints of the run. */
export function PastActions({ run, model, playhead, checkpoints, onGo }: PastActionsProps) {
  const trpc = useTRPC();
  const mayWrite = useQuery(trpc.system.me.queryOptions()).data?.permissions.includes('runs.write') ?? false;
  const seq = useShownSeq(playhead);
  const change = useChangeCheckpoint(run.id);
  const [list, setList] = useState(false);
  const [asked, setAsked] = useState<Asked>(null);
  const here = checkpoints.find((checkpoint) => checkpoint.seq === seq) ?? null;
  const atSeq = (checkpoint: CheckpointView | null) => checkpoint?.seq ?? seq ?? model.lastSeq;
  const close = () => setAsked(null);
  const clock = (at: number) => clockText(msAtSeq(model, at));
  const compare = (checkpoint: CheckpointView | null) => {
    if (checkpoint !== null || seq === null || !mayWrite) setAsked({ what: 'compare', checkpoint });
    else {
      const onSuccess = (made: CheckpointView) => setAsked({ what: 'compare', checkpoint: made });
      change.create.mutate({ runId: run.id, label: `at ${clock(seq)}`, seq }, { onSuccess });
    }
  };
  useShortcut('c', 'Checkpoint here', () => setAsked({ what: 'checkpoint' }), { group, enabled: mayWrite });
  useShortcut('r', 'Rewind to here', () => setAsked({ what: 'rewind', checkpoint: here }), { group, enabled: mayWrite && seq !== null });
  useShortcut('b', 'Fork from here', () => setAsked({ what: 'fork', checkpoint: here }), { group, enabled: mayWrite });
  const create = (label: string) =>
    change.create.mutate(
      { runId: run.id, label, ...(seq === null ? {} : { seq }) },
      {
        onSuccess: () => {
          close();
          toast.success('Checkpoint made', { description: label });
        },
      },
    );
  return (
    <>
      <div className="flex items-center gap-1">
        <Part on={!list} onPress={() => setList(false)}>
          {seq === null ? 'Now' : clock(seq)}
        </Part>
        <Part on={list} onPress={() => setList(true)}>
          Checkpoints <span className="num text-faint">{formatCount(checkpoints.length)}</span>
        </Part>
        {seq === null ? null : (
          <Button variant="quiet" size="sm" className="ml-auto" onClick={() => onGo(null)}>
            Back to now
          </Button>
        )}
      </div>
      <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
        {list ? (
          <CheckpointList
            runId={run.id}
            checkpoints={checkpoints}
            shownSeq={seq}
            mayWrite={mayWrite}
            onGo={onGo}
            onResume={(what, checkpoint) => setAsked({ what, checkpoint })}
            onCompare={compare}
          />
        ) : (
          <PastFacts model={model} playhead={playhead} />
        )}
      </div>
      {list ? null : (
        <div className="flex flex-wrap gap-1.5">
          {mayWrite ? (
            <>
              <Button variant="primary" onClick={() => setAsked({ what: 'fork', checkpoint: here })}>
                <GitFork size={14} aria-hidden /> Fork from here
              </Button>
              {seq === null ? null : (
                <Button onClick={() => setAsked({ what: 'rewind', checkpoint: here })}>
                  <Rewind size={14} aria-hidden /> Rewind to here
                </Button>
              )}
              <Button onClick={() => setAsked({ what: 'checkpoint' })}>
                <MapPin size={14} aria-hidden /> Checkpoint here
              </Button>
            </>
          ) : null}
          <Button variant="quiet" onClick={() => compare(here)}>
            <GitCompare size={14} aria-hidden /> Compare with…
          </Button>
        </div>
      )}
      {asked?.what === 'checkpoint' ? (
        <LabelDialog
          title={seq === null ? 'Checkpoint now' : `Checkpoint at ${clock(seq)}`}
          description="Keeps tasks, artifacts and conversations as they stood. It costs nothing and stops nobody."
          initial={seq === null ? '' : `at ${clock(seq)}`}
          action="Make checkpoint"
          busy={change.busy}
          onSave={create}
          onClose={close}
        />
      ) : null}
      {asked?.what === 'rewind' || asked?.what === 'fork' ? (
        <ResumeDialog
          runId={run.id}
          mode={asked.what}
          from={resumeFrom(model, atSeq(asked.checkpoint), asked.checkpoint)}
          onClose={close}
          onRewound={() => onGo(null)}
        />
      ) : null}
      {asked?.what === 'compare' ? (
        <CompareDialog
          runId={run.id}
          left={{ runId: run.id, checkpointId: asked.checkpoint?.id ?? null }}
          name={asked.checkpoint ? `“${asked.checkpoint.label}”` : 'this run'}
          forkedFrom={run.forkedFrom ?? null}
          onClose={close}
        />
      ) : null}
    </>
  );
}

function resumeFrom(model: TimelineModel, seq: number, checkpoint: CheckpointView | null): ResumeFrom {
  const done = new Set(['SUCCEEDED', 'SKIPPED']);
  return {
    seq,
    checkpoint,
    clock: clockText(msAtSeq(model, seq)),
    summary: pastSummary(model, seq),
    tasks: tasksAt(model, seq).map(({ row, status }) => ({ key: row.key, title: row.title, done: done.has(status) })),
  };
}

function Part({ on, onPress, children }: { on: boolean; onPress: () => void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onPress}
      className={cn(
        'num rounded-md px-2 py-1 font-medium text-xs pointer-coarse:py-2',
        on ? 'bg-accent-soft text-accent' : 'text-muted hover:bg-hover hover:text-fg',
      )}
    >
      {children}
    </button>
  );
}
