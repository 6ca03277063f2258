import { useShortcut } from '@/components/ui/shortcuts';
import type { PlayheadStore } from './playhead-store';
import { msAtSeq, type TimelineModel } from './timeline-model';
import type { TimeView } from './use-time-view';

interface TimelineKeys {
  model: TimelineModel;
  view: TimeView;
  playhead: PlayheadStore;
  /** Seqs to jump between: checkpoints and what happened to the run. */
  stops?: readonly number[];
  onMoved: () => void;
}

const group = 'Timeline';

/** The timeline by keys: from event to event, from mark to mark, and the time in sight. */
export function useTimelineKeys({ model, view, playhead, stops = [], onMoved }: TimelineKeys): void {
  const here = () => playhead.get().seq ?? model.lastSeq;
  const go = (seq: number | null) => {
    playhead.set({ seq, ms: null });
    view.show(msAtSeq(model, seq ?? model.lastSeq));
    onMoved();
  };
  const places = [...new Set([...stops, ...model.marks.map((mark) => mark.seq)])].sort((a, b) => a - b);
  const step = (by: number) => () => go(Math.max(1, Math.min(model.lastSeq, here() + by)));
  useShortcut('left', 'One event back', step(-1), { group });
  useShortcut('right', 'One event on', step(1), { group });
  useShortcut('alt+left', 'Twenty events back', step(-20), { group });
  useShortcut('alt+right', 'Twenty events on', step(20), { group });
  useShortcut('[', 'To the checkpoint or mark before', () => go(places.findLast((seq) => seq < here()) ?? 1), { group });
  useShortcut(']', 'To the next checkpoint or mark', () => go(places.find((seq) => seq > here()) ?? null), { group });
  useShortcut('home', 'To the first event', () => go(1), { group });
  useShortcut('end', 'To the present', () => go(null), { group });
  useShortcut('+', 'Closer', () => view.zoom(1.5), { group });
  useShortcut('-', 'Farther', () => view.zoom(1 / 1.5), { group });
  useShortcut('0', 'All of the run', view.fit, { group });
  useShortcut('l', 'Follow the present', view.follow, { group });
}
