'use client';
import { memo } from 'react';
import { cn } from '@/components/ui/cn';
import { StateIcon } from '@/components/ui/state-icon';
import { BAR_LOOK, BAR_STATE } from './bar-look';
import { type Bar, barsOf } from './prepare-bars';
import type { TimeSpan } from './time-scale';
import { clockText } from './time-scale';
import type { Row } from './timeline-model';

/** Below this a bar is drawn as a sliver. */
const SLIVER_PX = 2;
const ICON_FROM_PX = 20;
const LABEL_FROM_PX = 44;

interface LaneBarsProps {
  row: Row;
  span: TimeSpan;
  widthPx: number;
  /** Where open bars end; given only to rows that have one, so that the others stay as they are. */
  endMs: number | null;
}

const known = new WeakMap<Row, Bar[]>();

/** Bars are made once for each state of a row, not for each zoom. */
function cachedBars(row: Row): Bar[] {
  const found = known.get(row) ?? barsOf(row);
  known.set(row, found);
  return found;
}

export const isOpen = (row: Row): boolean => {
  const bar = cachedBars(row).at(-1);
  return bar !== undefined && bar.toMs === null;
};

export const LaneBars = memo(function LaneBars({ row, span, widthPx, endMs }: LaneBarsProps) {
  const perPx = (span.toMs - span.fromMs) / widthPx;
  return cachedBars(row).map((bar) => {
    const toMs = bar.toMs ?? endMs ?? bar.fromMs;
    if (toMs < span.fromMs || bar.fromMs > span.toMs) return null;
    const left = Math.max(-4, (bar.fromMs - span.fromMs) / perPx);
    const right = Math.min(widthPx + 4, (toMs - span.fromMs) / perPx);
    const thin = bar.look === 'queue' || bar.look === 'retry';
    if (thin && right - left < SLIVER_PX) return null;
    const width = Math.max(thin ? 0 : SLIVER_PX, right - left);
    const state = BAR_STATE[bar.look];
    return (
      <span
        key={bar.seq}
        data-bar={bar.look}
        data-tip={thin ? undefined : `${bar.words}, ${clockText(bar.fromMs)} to ${bar.toMs === null ? 'now' : clockText(bar.toMs)}`}
        className={cn('absolute top-1/2 flex -translate-y-1/2 items-center gap-1 overflow-hidden text-[10.5px]', BAR_LOOK[bar.look])}
        style={{ left, width }}
      >
        {state && width >= ICON_FROM_PX && bar.look !== 'running' ? (
          <StateIcon state={state} size={10} decorative className="ml-1 text-current" />
        ) : null}
        {bar.label && width >= LABEL_FROM_PX ? (
          <span className={cn('truncate', bar.look === 'running' && 'ml-1.5')}>{bar.label}</span>
        ) : null}
      </span>
    );
  });
});
