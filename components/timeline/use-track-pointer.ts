import { type PointerEvent, useRef } from 'react';
import type { PlayheadStore } from './playhead-store';
import { seqAtMs, type TimelineModel } from './timeline-model';
import type { TimeView } from './use-time-view';

/** A press that moves less is a press. */
const STILL_PX = 4;

interface TrackPointer {
  onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
  /** Takes the playhead in hand. */
  grab: (event: PointerEvent) => void;
}

/** On the axis a drag moves the playhead, on the tracks it moves the time in sight; a press puts the playhead there. Two fingers zoom. */
export function useTrackPointer(
  model: TimelineModel,
  view: TimeView,
  playhead: PlayheadStore,
  labelPx: number,
  onLetGo: () => void,
): TrackPointer {
  const drag = useRef<{ what: 'head' | 'time'; startX: number; lastX: number; moved: boolean } | null>(null);
  const fingers = useRef(new Map<number, number>());
  const area = useRef<HTMLElement | null>(null);
  const xIn = (event: PointerEvent) => event.clientX - (area.current?.getBoundingClientRect().left ?? 0) - labelPx;
  const put = (event: PointerEvent) => {
    const ms = view.msAt(Math.max(0, Math.min(view.widthPx, xIn(event))));
    const seq = seqAtMs(model, ms);
    playhead.set({ seq, ms: Math.max(0, Math.min(model.atMs.at(-1) ?? 0, ms)) });
  };
  const begin = (event: PointerEvent, what: 'head' | 'time') => {
    drag.current = { what, startX: event.clientX, lastX: event.clientX, moved: false };
    area.current?.setPointerCapture(event.pointerId);
    if (what === 'head') put(event);
  };
  const end = (event: PointerEvent<HTMLElement>) => {
    fingers.current.delete(event.pointerId);
    const held = drag.current;
    drag.current = null;
    if (!held || event.type === 'pointercancel') return;
    if (held.what === 'time' && !held.moved) put(event);
    if (held.what === 'time' && held.moved) return;
    playhead.set({ seq: playhead.get().seq, ms: null });
    onLetGo();
  };
  return {
    onPointerDown(event) {
      area.current = event.currentTarget;
      if (event.button !== 0 || xIn(event) < 0) return;
      fingers.current.set(event.pointerId, event.clientX);
      if (fingers.current.size > 1) {
        drag.current = null;
        return;
      }
      const { target } = event;
      if (target instanceof Element && target.closest('button, a')) return;
      begin(event, target instanceof Element && target.closest('[data-axis]') ? 'head' : 'time');
    },
    onPointerMove(event) {
      if (fingers.current.size === 2 && fingers.current.has(event.pointerId)) {
        const before = spread(fingers.current);
        fingers.current.set(event.pointerId, event.clientX);
        const after = spread(fingers.current);
        if (before.distance > 8 && after.distance > 8) {
          view.zoom(after.distance / before.distance, after.middle - (area.current?.getBoundingClientRect().left ?? 0) - labelPx);
        }
        return;
      }
      const held = drag.current;
      if (!held) return;
      if (Math.abs(event.clientX - held.startX) > STILL_PX) held.moved = true;
      if (held.what === 'head') put(event);
      else if (held.moved) {
        view.pan(held.lastX - event.clientX);
        held.lastX = event.clientX;
      }
    },
    onPointerUp: end,
    onPointerCancel: end,
    grab(event) {
      area.current = event.currentTarget.closest<HTMLElement>('[data-tracks]');
      begin(event, 'head');
      event.stopPropagation();
    },
  };
}

function spread(fingers: ReadonlyMap<number, number>): { distance: number; middle: number } {
  const [a = 0, b = 0] = [...fingers.values()];
  return { distance: Math.abs(a - b), middle: (a + b) / 2 };
}
