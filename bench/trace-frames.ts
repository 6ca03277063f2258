import type { Page } from 'playwright-core';
import { TASK_CATEGORY, type TraceEvent, traceEvents } from './trace-events';

/** Main-thread work of each frame in ms, and the longest single task. */
export interface FrameWork {
  frameMs: number[];
  longestTaskMs: number;
}

/** Once in every frame that the main thread draws, near its end. */
const FRAME_MARK = 'Layerize';

/** Adds up what the page's main thread did in each frame while `act` runs. */
export async function traceFrames(page: Page, act: () => Promise<void>): Promise<FrameWork> {
  return framesOf(await traceEvents(page, act));
}

function framesOf(events: readonly TraceEvent[]): FrameWork {
  const marks = events.filter((event) => event.name === FRAME_MARK);
  // The page's renderer is the one that drew most frames.
  const thread = mostFrequent(marks.map(({ pid, tid }) => `${pid} ${tid}`));
  const isMain = (event: TraceEvent) => `${event.pid} ${event.tid}` === thread;
  const ends = marks
    .filter(isMain)
    .map(({ ts }) => ts)
    .sort((a, b) => a - b);
  const tasks = events.filter((event) => isMain(event) && event.ph === 'X' && event.name === 'RunTask' && event.cat === TASK_CATEGORY);
  const workUs = ends.map(() => 0);
  let longestUs = 0;
  for (const { ts, dur = 0, tdur = dur } of tasks) {
    longestUs = Math.max(longestUs, tdur);
    // What is done before a picture is drawn is that frame's work, its drawing included.
    const frame = ends.findIndex((end) => end >= ts);
    if (frame >= 0) workUs[frame] = (workUs[frame] ?? 0) + tdur;
  }
  return { frameMs: workUs.map((us) => us / 1_000), longestTaskMs: longestUs / 1_000 };
}

function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
