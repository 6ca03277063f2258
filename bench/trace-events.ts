import type { Page } from 'playwright-core';

export interface TraceEvent {
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

/** Every task of a thread; the same tasks are also in `toplevel`. */
export const TASK_CATEGORY = 'disabled-by-default-devtools.timeline';

/** Records a trace by the browser's own means while `act` runs: its tasks, its frames, and what the page marks. */
export async function traceEvents(page: Page, act: () => Promise<void>): Promise<TraceEvent[]> {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser');
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    // The protocol types its events as plain objects; these are of the categories asked for below.
    events.push(...(value as unknown as TraceEvent[]));
  });
  const complete = new Promise<void>((resolve) => {
    session.once('Tracing.tracingComplete', () => resolve());
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline', TASK_CATEGORY, 'blink.user_timing'], excludedCategories: ['*'] },
  });
  await act();
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  return events;
}
