import type { Page } from 'playwright-core';
import { startProduct } from '@/e2e/support/product';
import type { TaskRunner } from '@/server/core/ports/task-runner';
import type { Bench } from './open-bench';
import { openBrowser } from './open-browser';
import { createRun, gridOf, untilIdle } from './runs';
import { ms, percentile } from './stats';

const SLOTS = 16;
/** 16 slots of 300 ms: about 50 tasks a second. */
const TASK_MS = 300;

const pacedRunner: TaskRunner = {
  async run() {
    await new Promise((resolve) => setTimeout(resolve, TASK_MS));
    return { kind: 'succeeded' };
  },
};

/** One node that took on a state, in the browser's time. */
interface Seen {
  task: string;
  state: string;
  atMs: number;
}

/** Notes every change of state that nodes show from now on, in the page. */
async function watchNodes(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: Seen[] = [];
    Object.assign(window, { seenStates: seen });
    new MutationObserver((records) => {
      const atMs = performance.timeOrigin + performance.now();
      for (const { target } of records) {
        if (target instanceof HTMLElement && target.dataset.task) {
          seen.push({ task: target.dataset.task, state: target.dataset.state ?? '', atMs });
        }
      }
    }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['data-state'] });
  });
}

// The page's own window, where `watchNodes` put the list: no type of the browser's knows it.
const readSeen = (page: Page) => page.evaluate(() => (window as unknown as { seenStates: Seen[] }).seenStates);

/**
 * From the event's time (just before its commit) to the changed node in an open browser, by way of the bus, web and the socket. The
 * clocks are one machine's. Another run keeps the slots full, so that about 50 tasks a second run.
 */
export async function measureLiveLatency({ app, databaseUrl }: Bench): Promise<string[]> {
  const env = { DATABASE_URL: databaseUrl, SIGNALBOX_WORKERS: '0' };
  const product = await startProduct({ redis: false, env });
  const { browser, context } = await openBrowser(product);
  const worker = await app.startWorker({ slots: SLOTS, runner: pacedRunner });
  try {
    await createRun(app, gridOf(60, 12));
    const watched = await createRun(app, gridOf(12, 10));
    const page = await context.newPage();
    await page.goto(`/runs/${watched}`);
    await page.locator('[data-testid=task-node][data-state=running]').first().waitFor();
    await watchNodes(page);
    await untilIdle(app);
    const seen = await readSeen(page);
    const changes = await app.db.query<{ key: string; state: string; at: Date }>({
      text: `SELECT s.key, CASE e.type WHEN 'task.started' THEN 'running' ELSE 'succeeded' END AS state, e.at
        FROM run_events e JOIN task_specs s USING (run_id, node) WHERE e.run_id = $1 AND e.type IN ('task.started', 'task.succeeded')`,
      values: [watched],
    });
    const atOf = new Map(changes.map(({ key, state, at }) => [`${key} ${state}`, at.getTime()]));
    const delaysMs = seen.flatMap(({ task, state, atMs }) => {
      const from = atOf.get(`${task} ${state}`);
      return from === undefined ? [] : [atMs - from];
    });
    return [
      `commit to changed node in a browser, ${product.bus} bus, about 50 tasks a second, ${delaysMs.length} of ${changes.length} changes seen`,
      `  p50 ${ms(percentile(delaysMs, 0.5))}  p95 ${ms(percentile(delaysMs, 0.95))}  target 150 ms`,
    ];
  } finally {
    await worker.stop();
    await browser.close();
    await product.stop();
  }
}
