'use client';
import './timeline.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { CheckpointRail } from '@/components/checkpoints/checkpoint-rail';
import { useCheckpoints } from '@/components/checkpoints/use-checkpoints';
import { useNarrow } from '@/components/run/use-narrow';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Tooltip } from '@/components/ui/tooltip';
import type { CheckpointView } from '@/lib/contracts/checkpoint';
import type { RunDetail } from '@/lib/contracts/run';
import { lanesOf } from './lane-list';
import { LANE_PX, Lanes } from './lanes';
import { PastActions } from './past-actions';
import { PastHeading } from './past-facts';
import { PastGraph } from './past-graph';
import { PlayheadLine } from './playhead-line';
import { createPlayheadStore } from './playhead-store';
import { TimeAxis, TimeGrid } from './time-axis';
import { msAtSeq, type TimelineModel } from './timeline-model';
import { useEndMs } from './use-end-ms';
import { useTimeView } from './use-time-view';
import { useTimelineKeys } from './use-timeline-keys';
import { useTrackPointer } from './use-track-pointer';

interface TimelineViewProps {
  run: RunDetail;
  model: TimelineModel;
  at: number | null;
  onAt: (seq: number | null) => void;
  openKey: string | null;
  onOpenTask: (key: string) => void;
}

const HEAD_PX = 58;
const NONE: readonly CheckpointView[] = [];
const MOVING: ReadonlySet<RunDetail['status']> = new Set(['RUNNING', 'PLANNING']);

export function TimelineView({ run, model, at, onAt, openKey, onOpenTask }: TimelineViewProps) {
  const narrow = useNarrow();
  const labelPx = narrow ? 112 : 208;
  const tracks = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [playhead] = useState(() => createPlayheadStore(at));
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const lanes = useMemo(() => lanesOf(model.rows, closed), [model.rows, closed]);
  const endMs = useEndMs(model, MOVING.has(run.status) || run.counts.running > 0);
  const view = useTimeView(tracks, endMs, labelPx);
  const keep = () => onAt(playhead.get().seq);
  const pointer = useTrackPointer(model, view, playhead, labelPx, keep);
  const rows = useVirtualizer({
    count: lanes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LANE_PX,
    scrollMargin: 0,
    paddingStart: 0,
    overscan: 6,
  });
  const checkpoints = useCheckpoints(run.id, MOVING.has(run.status)).data?.items ?? NONE;
  useTimelineKeys({ model, view, playhead, stops: checkpoints.map((checkpoint) => checkpoint.seq), onMoved: keep });
  const go = (seq: number | null) => {
    playhead.set({ seq, ms: null });
    view.show(msAtSeq(model, seq ?? model.lastSeq));
    keep();
  };
  // A link, or the way back, leads to another moment.
  useEffect(() => {
    if (at !== playhead.get().seq) playhead.set({ seq: at, ms: null });
  }, [at, playhead]);
  const togglePhase = (name: string) => {
    const next = new Set(closed);
    if (!next.delete(name)) next.add(name);
    setClosed(next);
  };
  return (
    <div className="flex h-full min-h-0 flex-col bg-surface max-sm:overflow-y-auto">
      <section
        ref={tracks}
        data-tracks
        aria-label="Timeline"
        className="relative min-h-0 flex-1 select-none overflow-hidden max-sm:min-h-[320px] max-sm:flex-none"
        {...pointerHandlers(pointer)}
      >
        <div aria-hidden className="pointer-events-none absolute inset-y-0 right-0 overflow-hidden" style={{ left: labelPx, top: HEAD_PX }}>
          <TimeGrid view={view} model={model} />
        </div>
        <div className="absolute inset-x-0 top-0 z-20 flex border-line border-b bg-surface" style={{ height: HEAD_PX }}>
          <div className="flex shrink-0 items-end border-line border-r px-3 pb-1 text-[11px] text-faint" style={{ width: labelPx }}>
            <span className="leading-tight">
              <span className="text-accent">◆</span> by hand <span className="max-sm:hidden"> </span>
              <span className="whitespace-nowrap">
                <span className="text-accent">◇</span> automatic
              </span>
            </span>
          </div>
          <div data-axis className="relative min-w-0 flex-1 cursor-ew-resize touch-none overflow-hidden">
            <TimeAxis view={view} />
            <CheckpointRail checkpoints={checkpoints} xOf={(seq) => view.xOf(msAtSeq(model, seq))} widthPx={view.widthPx} onGo={go} />
          </div>
        </div>
        <div ref={scroller} className="scroll-quiet absolute inset-x-0 bottom-0 touch-pan-y overflow-y-auto" style={{ top: HEAD_PX }}>
          <Lanes
            lanes={lanes}
            rows={rows}
            view={view}
            endMs={endMs}
            labelPx={labelPx}
            lastSeq={model.lastSeq}
            playhead={playhead}
            openKey={openKey}
            onOpen={onOpenTask}
            onPhase={togglePhase}
          />
        </div>
        <div className="pointer-events-none absolute inset-y-0 right-0 z-30 overflow-hidden" style={{ left: labelPx }}>
          <PlayheadLine model={model} view={view} endMs={endMs} playhead={playhead} onGrab={pointer.grab} />
        </div>
        <TimeTools view={view} live={MOVING.has(run.status)} />
      </section>
      <div className="grid shrink-0 border-line border-t bg-canvas sm:h-[268px] sm:grid-cols-[minmax(0,1fr)_minmax(300px,430px)]">
        <div className="flex min-h-0 flex-col gap-2 px-4 py-3 max-sm:h-[168px] max-sm:pb-2">
          <PastHeading model={model} playhead={playhead} />
          <PastGraph model={model} playhead={playhead} onOpen={onOpenTask} />
        </div>
        <div className="flex min-h-0 flex-col gap-2 border-line bg-surface px-4 py-2.5 max-sm:border-t sm:border-l">
          <PastActions run={run} model={model} playhead={playhead} checkpoints={checkpoints} onGo={go} />
        </div>
      </div>
    </div>
  );
}

const pointerHandlers = ({ onPointerDown, onPointerMove, onPointerUp, onPointerCancel }: ReturnType<typeof useTrackPointer>) => ({
  ...{ onPointerDown, onPointerMove, onPointerUp, onPointerCancel },
});

function TimeTools({ view, live }: { view: ReturnType<typeof useTimeView>; live: boolean }) {
  return (
    <div className="absolute right-3 bottom-3 z-30 flex gap-1 rounded-lg border border-line bg-raised p-1 shadow-float">
      <IconButton label="Zoom out" shortcut="−" className="max-sm:hidden" onClick={() => view.zoom(1 / 1.5)}>
        <span aria-hidden>−</span>
      </IconButton>
      <IconButton label="Zoom in" shortcut="+" className="max-sm:hidden" onClick={() => view.zoom(1.5)}>
        <span aria-hidden>+</span>
      </IconButton>
      <Tooltip label="Show all of the run" shortcut="0">
        <Button
          variant="quiet"
          aria-pressed={view.mode === 'fit'}
          onClick={view.fit}
          className="aria-pressed:bg-accent-soft aria-pressed:text-accent"
        >
          Fit
        </Button>
      </Tooltip>
      {live ? (
        <Tooltip label="Keep the present in sight" shortcut="L">
          <Button
            variant="quiet"
            aria-pressed={view.mode === 'follow'}
            onClick={view.follow}
            className="aria-pressed:bg-accent-soft aria-pressed:text-accent"
          >
            Follow
          </Button>
        </Tooltip>
      ) : null}
    </div>
  );
}
