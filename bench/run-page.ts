import type { Page } from 'playwright-core';
import { startProduct } from '@/e2e/support/product';
import type { TaskDraftInput } from '@/lib/contracts/task';
import type { TaskRunner } from '@/server/core/ports/task-runner';
import type { Bench } from './open-bench';
import { openBrowser } from './open-browser';
import { createRun } from './runs';
import { median, ms, percentile } from './stats';
import { traceFrames } from './trace-frames';

const WIDTH = 25;
const OPENINGS = 5;
const DRAG_STEPS = 120;
const ZOOM_STEPS = 40;
const PAINT_TARGET_MS = 2_000;
const FRAME_TARGET_MS = 20;

/** Ranks of 25, each task behind up to three of the rank before; a phase holds five ranks. */
export function planOf(tasks: number): TaskDraftInput[] {
  return Array.from({ length: tasks }, (_, index) => {
    const rank = Math.floor(index / WIDTH);
    const above = (rank - 1) * WIDTH;
    const behind = above < 0 ? [] : [0, 7, 13].map((step) => `n${above + ((index * 3 + step) % WIDTH)}`);
    return {
      key: `n${index}`,
      title: `Task ${index} of rank ${rank}`,
      role: 'tech_lead',
      prompt: 'x',
      phase: `Phase ${Math.floor(rank / 5) + 1}`,
      dependsOn: [...new Set(behind)],
    };
  });
}

/** Tasks come to stand in every state: most finish, a few fail, the last ones never end. */
export function mixedRunner(total: number): TaskRunner {
  let started = 0;
  return {
    async run(_task, control) {
      started += 1;
      if (started <= total * 0.4) return { kind: 'succeeded' };
      while (!control.stopRequested() && !control.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 50));
      return { kind: 'released', reason: 'shutdown' };
    },
  };
}

const node = (page: Page) => page.locator('[data-testid=task-node], [data-testid=group-node]').first();

/** Runs in the page from its first moment: notes the end of the frame in which the graph's first boxes were drawn. */
const NOTE_PAINT = `(() => {
  const look = () => {
    const box = document.querySelector('[data-testid=task-node], [data-testid=group-node]');
    requestAnimationFrame(box ? () => setTimeout(() => { window.paintedAtMs = performance.now(); }) : look);
  };
  look();
})()`;

/** From the start of the navigation to the graph's first picture, in ms. */
async function timeToGraph(page: Page, url: string): Promise<number> {
  await page.goto('about:blank');
  await page.goto(url, { waitUntil: 'commit' });
  // Put there by the script of this bench, which the page itself knows nothing of.
  return Number(await (await page.waitForFunction(() => (window as unknown as { paintedAtMs?: number }).paintedAtMs)).jsonValue());
}

async function drag(page: Page): Promise<void> {
  await page.mouse.move(800, 500);
  await page.mouse.down();
  for (let step = 0; step < DRAG_STEPS; step++) {
    const turn = (step / DRAG_STEPS) * 2 * Math.PI;
    await page.mouse.move(800 + 400 * Math.sin(turn), 500 + 200 * Math.sin(2 * turn));
    await page.waitForTimeout(8);
  }
  await page.mouse.up();
}

async function zoom(page: Page): Promise<void> {
  await page.mouse.move(700, 500);
  await page.keyboard.down('Control');
  for (let step = 0; step < ZOOM_STEPS; step++) {
    await page.mouse.wheel(0, step % 20 < 10 ? -60 : 60);
    await page.waitForTimeout(16);
  }
  await page.keyboard.up('Control');
}

async function measureSize(bench: Bench, page: Page, tasks: number): Promise<string[]> {
  const worker = await bench.app.startWorker({ slots: 16, runner: mixedRunner(tasks) });
  const runId = await createRun(bench.app, planOf(tasks));
  const url = `/runs/${runId}`;
  try {
    await untilStill(bench, runId);
    const openings: number[] = [];
    for (let index = 0; index < OPENINGS; index++) openings.push(await timeToGraph(page, url));
    const lines = [
      `${tasks} tasks: painted ${ms(median(openings))} after navigation (worst of ${OPENINGS}: ${ms(Math.max(...openings))}; target ${PAINT_TARGET_MS} ms)`,
    ];
    for (const [name, key] of [
      ['opening zoom', null],
      ['all of it', 'Fit'],
    ] as const) {
      if (key) await page.getByRole('button', { name: key }).click();
      await node(page).waitFor();
      await page.waitForTimeout(500);
      for (const [what, act] of [
        ['drag', drag],
        ['zoom', zoom],
      ] as const) {
        const { frameMs, longestTaskMs } = await traceFrames(page, () => act(page));
        lines.push(
          `  ${what}, ${name}: ${frameMs.length} frames, main thread p50 ${ms(percentile(frameMs, 0.5))} p95 ${ms(percentile(frameMs, 0.95))} max ${ms(Math.max(...frameMs))}; longest task ${ms(longestTaskMs)}${what === 'drag' ? ` (target ${FRAME_TARGET_MS} ms)` : ''}`,
        );
      }
    }
    const answer = await page.evaluate(async (id) => {
      const times: number[] = [];
      let bytes = 0;
      let wire = 0;
      for (let index = 0; index < 5; index++) {
        performance.clearResourceTimings();
        const from = performance.now();
        const path = `/api/trpc/runs.get?batch=1&input=${encodeURIComponent(JSON.stringify({ 0: { runId: id } }))}`;
        const response = await fetch(path);
        bytes = (await response.arrayBuffer()).byteLength;
        times.push(performance.now() - from);
        const entry = performance
          .getEntriesByType('resource')
          .findLast((each) => each.name.includes('runs.get')) as PerformanceResourceTiming;
        wire = entry.encodedBodySize;
      }
      return { ms: times.sort((a, b) => a - b)[2] ?? 0, bytes, wire };
    }, runId);
    lines.push(`  runs.get: ${ms(answer.ms)}, ${Math.round(answer.bytes / 1024)} kB (${Math.round(answer.wire / 1024)} kB on the wire)`);
    return lines;
  } finally {
    await worker.stop();
    await page.goto('about:blank');
    await bench.app.db.query({ text: 'TRUNCATE ready_tasks' });
  }
}

export async function untilStill(bench: Bench, runId: string): Promise<void> {
  for (let last = -1; ; ) {
    const [row] = await bench.app.db.query<{ seq: number }>({
      text: 'SELECT last_seq AS seq FROM run_heads WHERE run_id = $1',
      values: [runId],
    });
    if (row && row.seq > 1 && row.seq === last) return;
    last = row?.seq ?? -1;
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
}

/** The run page with many tasks in a real browser: how soon it is there, and what a frame costs while it is moved. From a trace. */
export async function measureRunPage(bench: Bench): Promise<string[]> {
  const product = await startProduct({ redis: false, env: { DATABASE_URL: bench.databaseUrl, SIGNALBOX_WORKERS: '0' } });
  const { browser, context } = await openBrowser(product);
  try {
    const page = await context.newPage();
    await page.addInitScript(NOTE_PAINT);
    const lines = ['run page in a browser, software rendering, 16 tasks at work'];
    for (const tasks of [1_000, 5_000]) lines.push(...(await measureSize(bench, page, tasks)));
    return lines;
  } finally {
    await browser.close();
    await product.stop();
  }
}
