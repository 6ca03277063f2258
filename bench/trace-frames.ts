import type { Page } from 'playwright-core';

interface TraceEvent {
  name: string;
  cat: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  /** Time of the thread on a processor: what others did in between is not in it. */
  tdur?: number;
}

/** Main-thread work of each frame in ms, and the longest single task. */
export interface FrameWork {
  frameMs: number[];
  longestTaskMs: number;
}

/** Once in every frame that the main thread draws, near its end. */
const FRAME_MARK = 'Layerize';
/** Every task of a thread; the same tasks are also in `toplevel`. */
const TASK_CATEGORY = 'disabled-by-default-devtools.timeline';

/** Records a trace by the browser's own means while `act` runs, and adds up what the page's main thread did in each frame. */
export async function traceFrames(page: Page, act: () => Promise<void>): Promise<FrameWork> {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser');
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    // The protocol types its events as plain objects; these are of the categories asked for above.
    events.push(...(value as unknown as TraceEvent[]));
  });
  const complete = new Promise<void>((resolve) => {
    session.once('Tracing.tracingComplete', () => resolve());
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline', TASK_CATEGORY], excludedCategories: ['*'] },
  });
  await act();
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  return framesOf(events);
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
