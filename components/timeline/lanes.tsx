'use client';
import type { Virtualizer } from '@tanstack/react-virtual';
import { ChevronRight } from 'lucide-react';
import { memo, useCallback, useSyncExternalStore } from 'react';
import { cn } from '@/components/ui/cn';
import { StateIcon } from '@/components/ui/state-icon';
import { stateLabel, toState } from '@/components/ui/states';
import { plural } from '@/lib/format/count';
import { isOpen, LaneBars } from './lane-bars';
import type { Lane, PhaseLane } from './lane-list';
import type { PlayheadStore } from './playhead-store';
import type { TimeSpan } from './time-scale';
import { type Row, statusAt } from './timeline-model';
import type { TimeView } from './use-time-view';

export const LANE_PX = 30;

interface LanesProps {
  lanes: readonly Lane[];
  rows: Virtualizer<HTMLDivElement, Element>;
  view: TimeView;
  endMs: number;
  labelPx: number;
  lastSeq: number;
  playhead: PlayheadStore;
  openKey: string | null;
  onOpen: (key: string) => void;
  onPhase: (name: string) => void;
}

/** The tasks, one below the other; only those in sight are drawn. */
export function Lanes({ lanes, rows, view, endMs, labelPx, lastSeq, playhead, openKey, onOpen, onPhase }: LanesProps) {
  const { span, widthPx } = view;
  return (
    <ul aria-label="Tasks over time" className="relative" style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map((item) => {
        const lane = lanes[item.index];
        if (!lane) return null;
        return (
          <li
            key={lane.kind === 'phase' ? `:${lane.name}` : lane.row.key}
            className="absolute top-0 left-0 flex w-full border-line/60 border-b"
            style={{ height: LANE_PX, transform: `translateY(${item.start}px)` }}
          >
            {lane.kind === 'phase' ? (
              <PhaseHead lane={lane} labelPx={labelPx} span={span} widthPx={widthPx} endMs={endMs} onPhase={onPhase} />
            ) : (
              <>
                <LaneName
                  row={lane.row}
                  labelPx={labelPx}
                  lastSeq={lastSeq}
                  playhead={playhead}
                  current={openKey === lane.row.key}
                  onOpen={onOpen}
                />
                <div className="relative min-w-0 flex-1 overflow-hidden" data-lane={lane.row.key}>
                  <LaneBars row={lane.row} span={span} widthPx={widthPx} endMs={isOpen(lane.row) ? endMs : null} />
                </div>
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}

interface LaneNameProps {
  row: Row;
  labelPx: number;
  lastSeq: number;
  playhead: PlayheadStore;
  current: boolean;
  onOpen: (key: string) => void;
}

/** The name of a task with its state of then: it is drawn anew only when the playhead passes one of its own steps. */
const LaneName = memo(function LaneName({ row, labelPx, lastSeq, playhead, current, onOpen }: LaneNameProps) {
  const read = useCallback(() => statusAt(row, playhead.get().seq ?? lastSeq), [row, playhead, lastSeq]);
  const status = useSyncExternalStore(playhead.subscribe, read, read);
  const state = toState(status ?? 'PENDING');
  return (
    <button
      type="button"
      onClick={() => onOpen(row.key)}
      data-state={status === null ? 'absent' : state}
      data-task-lane={row.key}
      className={cn(
        'flex shrink-0 items-center gap-2 border-line border-r bg-surface px-3 text-left text-xs -outline-offset-2 hover:bg-hover sm:text-sm',
        status === null && 'opacity-40',
        current && 'bg-accent-soft',
      )}
      style={{ width: labelPx }}
    >
      <StateIcon state={state} decorative className={state === 'running' ? 'animate-none' : undefined} />
      <span className="min-w-0 truncate" title={row.title}>
        {row.title}
      </span>
      <span className="sr-only">{status === null ? 'not in the graph' : stateLabel(state)}</span>
    </button>
  );
});

interface PhaseHeadProps {
  lane: PhaseLane;
  labelPx: number;
  span: TimeSpan;
  widthPx: number;
  endMs: number;
  onPhase: (name: string) => void;
}

function PhaseHead({ lane, labelPx, span, widthPx, endMs, onPhase }: PhaseHeadProps) {
  const begun = lane.rows.flatMap((row) => row.steps.find((step) => step.status === 'RUNNING')?.atMs ?? []);
  const ended = lane.rows.map((row) => (isOpen(row) ? endMs : (row.steps.at(-1)?.atMs ?? 0)));
  const perPx = (span.toMs - span.fromMs) / widthPx;
  const left = Math.max(-4, (Math.min(...begun) - span.fromMs) / perPx);
  const right = Math.min(widthPx + 4, (Math.max(...ended) - span.fromMs) / perPx);
  return (
    <>
      <button
        type="button"
        aria-expanded={!lane.closed}
        onClick={() => onPhase(lane.name)}
        className="flex shrink-0 items-center gap-1 border-line border-r bg-sunken px-2 text-left text-muted text-xs -outline-offset-2 hover:bg-hover hover:text-fg"
        style={{ width: labelPx }}
      >
        <ChevronRight size={13} aria-hidden className={cn('shrink-0 transition-transform duration-120', !lane.closed && 'rotate-90')} />
        <span className="min-w-0 truncate font-medium">{lane.name}</span>
        <span className="num ml-auto shrink-0 pl-1 max-sm:hidden">{plural(lane.rows.length, 'task')}</span>
      </button>
      <div className="relative min-w-0 flex-1 overflow-hidden bg-sunken">
        {begun.length > 0 && right > 0 && left < widthPx ? (
          <span
            className="absolute top-1/2 h-1 -translate-y-1/2 rounded-full bg-line-strong"
            style={{ left, width: Math.max(2, right - left) }}
          />
        ) : null}
      </div>
    </>
  );
}
