import { useEffect, useState } from 'react';
import type { TimelineModel } from './timeline-model';

const CALMEST_MS = 1_000;
const FINEST_MS = 120;

/** Where the run has come to, in ms since its start: its last event, or now while something goes on. It moves a pixel at a time. */
export function useEndMs(model: TimelineModel, live: boolean): number {
  const last = model.atMs.at(-1) ?? 0;
  const [now, setNow] = useState(0);
  const { startMs } = model;
  const everyMs = Math.min(CALMEST_MS, Math.max(FINEST_MS, last / 1_000));
  // The clock is the external system.
  useEffect(() => {
    if (!live) return;
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const tick = () => setNow(Date.now() - startMs);
    tick();
    const timer = setInterval(tick, calm ? CALMEST_MS : everyMs);
    return () => clearInterval(timer);
  }, [live, startMs, everyMs]);
  return live ? Math.max(last, now) : last;
}
