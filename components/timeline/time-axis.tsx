'use client';
import { cn } from '@/components/ui/cn';
import { eventWords } from './event-words';
import { clockText, ticksOf } from './time-scale';
import type { TimelineModel } from './timeline-model';
import type { TimeView } from './use-time-view';

const QUIET: ReadonlySet<string> = new Set(['run.created', 'run.forked', 'run.budget_changed']);

/** Half of a time: the first one is not cut. */
const HALF_PX = 20;

/** The times above the tracks. */
export function TimeAxis({ view }: { view: TimeView }) {
  return ticksOf(view.span, view.widthPx).map((tick) => (
    <span
      key={tick.ms}
      aria-hidden
      className="num absolute bottom-1 -translate-x-1/2 text-[11px] text-faint"
      style={{ left: Math.max(HALF_PX, view.xOf(tick.ms)) }}
    >
      {tick.text}
    </span>
  ));
}

/** An operator changed the graph here, or it chose its own way. */
const TURNING: ReadonlySet<string> = new Set(['run.edited', 'task.succeeded', 'task.sent_back']);

/** Behind the bars: a line for each time on the axis, and one for what happened to the run itself or decided its way. */
export function TimeGrid({ view, model }: { view: TimeView; model: TimelineModel }) {
  const shown = model.marks.filter((mark) => !QUIET.has(mark.type) && mark.atMs >= view.span.fromMs && mark.atMs <= view.span.toMs);
  return (
    <>
      {ticksOf(view.span, view.widthPx).map((tick) => (
        <span key={tick.ms} className="absolute inset-y-0 w-px bg-line" style={{ left: view.xOf(tick.ms) }} />
      ))}
      {shown.map((mark) => (
        <span
          key={mark.seq}
          data-mark={mark.type}
          title={`${eventWords(model, mark.seq)}, ${clockText(mark.atMs)}`}
          className={cn(
            'absolute inset-y-0 border-l',
            TURNING.has(mark.type) ? 'border-accent border-dashed' : 'border-faint border-dotted',
          )}
          style={{ left: view.xOf(mark.atMs) }}
        />
      ))}
    </>
  );
}
