import type { Page } from 'playwright-core';
import { TASK_CATEGORY, type TraceEvent, traceEvents } from './trace-events';

const MARK = 'signalbox-stage';
const PAINTED = 'signalbox-stage-painted';
/** Between two steps: what is put off to after the answer has run by then. */
const REST_MS = 250;

/** Of each staged step, in ms. */
export interface StageTimes {
  /** From the key to the end of the work that it makes: staged, laid out, drawn into the page. */
  answer: number[];
  /** From the key to the frame that shows it. */
  painted: number[];
  /** What the main thread spent of a processor on the answer: what else the machine does is not in it. */
  answerCpu: number[];
  /** The same, with style, layout and the drawing of the first frame. */
  paintedCpu: number[];
  /** The same, of all that the step caused: with what is put off until the picture stands, and the way of the picture to the new box. */
  allCpu: number[];
}

/** Presses the key of a new task again and again. */
export async function stageTimes(page: Page, times: number): Promise<StageTimes> {
  let taken: { answer: number[]; painted: number[] } = { answer: [], painted: [] };
  const events = await traceEvents(page, async () => {
    taken = await page.evaluate(
      async ({ count, mark, shown, rest }) => {
        const answer: number[] = [];
        const painted: number[] = [];
        for (let index = 0; index < count; index++) {
          performance.mark(mark);
          const from = performance.now();
          document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true, cancelable: true }));
          await new Promise<void>((resolve) => queueMicrotask(resolve));
          answer.push(performance.now() - from);
          await new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
          painted.push(performance.now() - from);
          performance.mark(shown);
          await new Promise<void>((resolve) => setTimeout(resolve, rest));
        }
        performance.mark(mark);
        return { answer, painted };
      },
      { count: times, mark: MARK, shown: PAINTED, rest: REST_MS },
    );
  });
  const named = (name: string) => events.filter((event) => event.name === name).sort((a, b) => a.ts - b.ts);
  const marks = named(MARK);
  const shown = named(PAINTED);
  const [{ pid, tid } = { pid: 0, tid: 0 }] = marks;
  const tasks = events.filter(
    (event) => event.pid === pid && event.tid === tid && event.ph === 'X' && event.name === 'RunTask' && event.cat === TASK_CATEGORY,
  );
  const endOf = ({ ts, dur = 0 }: TraceEvent) => ts + dur;
  // The task in which a mark was made began before it: the first one belongs to the step, that of the next mark does not.
  const cpuMs = (from: number, to: number) =>
    tasks.filter((task) => endOf(task) > from && endOf(task) <= to).reduce((sum, { dur = 0, tdur = dur }) => sum + tdur, 0) / 1_000;
  const steps = marks.slice(0, -1).map(({ ts }, index) => ({ ts, painted: shown[index]?.ts ?? ts, end: marks[index + 1]?.ts ?? ts }));
  const firstEnd = (ts: number) => Math.min(...tasks.map(endOf).filter((end) => end > ts));
  return {
    ...taken,
    answerCpu: steps.map(({ ts }) => cpuMs(ts, firstEnd(ts))),
    paintedCpu: steps.map(({ ts, painted }) => cpuMs(ts, painted)),
    allCpu: steps.map(({ ts, end }) => cpuMs(ts, end)),
  };
}
