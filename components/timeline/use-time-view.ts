import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { moved, type TimeSpan, wholeSpan, zoomed } from './time-scale';

/** How the part in sight is chosen: all of the run, its last part, or what somebody went to. */
type Mode = 'fit' | 'follow' | 'free';

export interface TimeView {
  mode: Mode;
  span: TimeSpan;
  widthPx: number;
  xOf: (ms: number) => number;
  msAt: (x: number) => number;
  fit: () => void;
  follow: () => void;
  zoom: (factor: number, atX?: number) => void;
  pan: (byPx: number) => void;
  /** Brings a moment into sight. */
  show: (ms: number) => void;
}

/** The window onto the time axis. Wheel with Ctrl and pinches zoom, sideways wheels pan; up and down is the list's. */
export function useTimeView(track: RefObject<HTMLElement | null>, endMs: number, insetPx: number): TimeView {
  const [mode, setMode] = useState<Mode>('fit');
  const [free, setFree] = useState<TimeSpan>({ fromMs: 0, toMs: 1_000 });
  const [widthPx, setWidthPx] = useState(800);
  useLayoutEffect(() => {
    const element = track.current;
    if (!element) return;
    const measure = () => setWidthPx(Math.max(40, element.clientWidth - insetPx));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [track, insetPx]);

  const whole = wholeSpan(endMs);
  const length = free.toMs - free.fromMs;
  const followed = { fromMs: endMs - length * 0.9, toMs: endMs + length * 0.1 };
  const span = mode === 'fit' ? whole : mode === 'follow' ? followed : free;
  const perPx = (span.toMs - span.fromMs) / widthPx;
  const longest = (whole.toMs - whole.fromMs) * 1.5;
  const go = (next: TimeSpan) => {
    setFree(next);
    setMode('free');
  };
  const view: TimeView = {
    mode,
    span,
    widthPx,
    xOf: (ms) => (ms - span.fromMs) / perPx,
    msAt: (x) => span.fromMs + x * perPx,
    fit: () => setMode('fit'),
    follow() {
      if (mode === 'fit') setFree({ fromMs: endMs * 0.75, toMs: Math.max(endMs, 1_000) });
      setMode('follow');
    },
    zoom(factor, atX) {
      const middle = mode === 'follow' ? endMs : span.fromMs + (widthPx / 2) * perPx;
      const next = zoomed(span, factor, atX === undefined ? middle : span.fromMs + atX * perPx, longest);
      setFree(next);
      setMode(mode === 'follow' ? 'follow' : 'free');
    },
    pan: (byPx) => go(moved(span, byPx * perPx)),
    show(ms) {
      if (ms >= span.fromMs && ms <= span.toMs) return;
      const half = (span.toMs - span.fromMs) / 2;
      go({ fromMs: ms - half, toMs: ms + half });
    },
  };

  const latest = useRef(view);
  useEffect(() => {
    latest.current = view;
  });
  // React's own wheel listeners are passive: the page would zoom as well.
  useEffect(() => {
    const element = track.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const x = event.clientX - element.getBoundingClientRect().left - insetPx;
        latest.current.zoom(Math.exp(-Math.max(-120, Math.min(120, event.deltaY)) * 0.006), x);
        return;
      }
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (Math.abs(sideways) <= Math.abs(event.shiftKey ? 0 : event.deltaY)) return;
      event.preventDefault();
      latest.current.pan(sideways);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [track, insetPx]);
  return view;
}
