import { loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import { startProduct } from '@/e2e/support/product';
import type { Bench } from './open-bench';
import { openBrowser } from './open-browser';
import { mixedRunner, planOf, untilStill } from './run-page';
import { createRun } from './runs';
import { stageTimes } from './stage-times';
import { median, ms, percentile } from './stats';
import { traceFrames } from './trace-frames';

const STAGED = 40;
const DRAG_STEPS = 120;
const STAGE_TARGET_MS = 50;
const FRAME_TARGET_MS = 20;

interface Spot {
  x: number;
  y: number;
}

/** The middle of the first element of this kind that the pointer would reach. */
function spotOf(page: Page, selector: string): Promise<Spot> {
  return page.evaluate((wanted) => {
    const frame = document.querySelector('[data-testid=run-editor]')?.getBoundingClientRect();
    if (!frame) throw new Error('the editor is not open');
    for (let y = frame.top + 120; y < frame.bottom - 160; y += 16) {
      for (let x = frame.left + 200; x < frame.right - 300; x += 16) {
        const found = document.elementFromPoint(x, y);
        if (found?.matches(wanted) || (wanted.includes('edit-node') && found?.closest(wanted))) return { x, y };
      }
    }
    throw new Error(`nothing to press: ${wanted}`);
  }, selector);
}

async function circle(page: Page, { x, y }: Spot): Promise<void> {
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 0; step < DRAG_STEPS; step++) {
    const turn = (step / DRAG_STEPS) * 2 * Math.PI;
    await page.mouse.move(x + 300 * Math.sin(turn), y + 150 * Math.sin(2 * turn));
    await page.waitForTimeout(8);
  }
  await page.mouse.up();
}

async function measureSize(bench: Bench, page: Page, tasks: number): Promise<string[]> {
  const worker = await bench.app.startWorker({ slots: 16, runner: mixedRunner(tasks) });
  const runId = await createRun(bench.app, planOf(tasks));
  try {
    await untilStill(bench, runId);
    const from = Date.now();
    await page.goto(`/runs/${runId}?edit=1`);
    await page.locator('[data-testid=edit-node], [data-testid=group-node]').first().waitFor();
    const lines = [`${tasks} tasks: the editor is open ${ms(Date.now() - from)} after navigation`];
    await page.waitForTimeout(1_000);
    const frames = async (what: string, act: () => Promise<void>) => {
      const { frameMs, longestTaskMs } = await traceFrames(page, act);
      lines.push(
        `  ${what}: ${frameMs.length} frames, main thread p50 ${ms(percentile(frameMs, 0.5))} p95 ${ms(percentile(frameMs, 0.95))} max ${ms(Math.max(...frameMs))}; longest task ${ms(longestTaskMs)} (target ${FRAME_TARGET_MS} ms)`,
      );
    };
    const pane = await spotOf(page, '.react-flow__pane');
    await frames('pan', () => circle(page, pane));
    await page.getByRole('button', { name: 'Fit' }).click();
    await page.waitForTimeout(800);
    const whole = await spotOf(page, '.react-flow__pane');
    await frames('pan, all of it in sight', () => circle(page, whole));
    await page.keyboard.press('/');
    await page.getByLabel('Find a task').fill(`Task ${Math.floor(tasks / 2)} of`);
    await page.keyboard.press('Enter');
    await page.waitForTimeout(800);
    const box = await spotOf(page, '[data-testid=edit-node]');
    await frames('move a box', () => circle(page, box));
    const { answer, painted, answerCpu, paintedCpu, allCpu } = await stageTimes(page, STAGED);
    const spread = (list: readonly number[]) => `p50 ${ms(median(list))} p95 ${ms(percentile(list, 0.95))} max ${ms(Math.max(...list))}`;
    lines.push(
      `  staging a task, ${answer.length} times at load ${loadavg()[0]?.toFixed(1)}: ${spread(answer)} (target ${STAGE_TARGET_MS} ms at 1,000); until it is painted ${spread(painted)}`,
      `    processor time of the main thread: the answer ${spread(answerCpu)}; until it is painted ${spread(paintedCpu)}; with all that comes after ${spread(allCpu)}`,
    );
    return lines;
  } finally {
    await worker.stop();
    await page.evaluate(() => sessionStorage.clear());
    await page.goto('about:blank');
    await bench.app.db.query({ text: 'TRUNCATE ready_tasks' });
  }
}

/** The editor of a run with many tasks in a real browser: what a staged step takes, and what a frame costs while one moves about. From a trace. */
export async function measureEdit(bench: Bench): Promise<string[]> {
  const product = await startProduct({ redis: false, env: { DATABASE_URL: bench.databaseUrl, SIGNALBOX_WORKERS: '0' } });
  const { browser, context } = await openBrowser(product);
  try {
    const page = await context.newPage();
    const lines = ['the graph editor in a browser, software rendering, 16 tasks at work'];
    for (const tasks of [1_000, 5_000]) lines.push(...(await measureSize(bench, page, tasks)));
    return lines;
  } finally {
    await browser.close();
    await product.stop();
  }
}
