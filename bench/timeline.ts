import type { Page } from 'playwright-core';
import { startProduct } from '@/e2e/support/product';
import type { TaskDraftInput } from '@/lib/contracts/task';
import type { TimelineAnswer } from '@/lib/contracts/timeline';
import type { Bench } from './open-bench';
import { openBrowser } from './open-browser';
import { createRun } from './runs';
import { median, ms, percentile } from './stats';
import { traceFrames } from './trace-frames';

const TASKS = 1_000;
const ATTEMPTS = 3;
const STEPS = 120;
const FRAME_TARGET_MS = 20;
const READ_TARGET_MS = 100;

function plan(): TaskDraftInput[] {
  return Array.from({ length: TASKS }, (_, index) => {
    const rank = Math.floor(index / 25);
    const behind = rank === 0 ? [] : [0, 7, 13].map((step) => `n${(rank - 1) * 25 + ((index * 3 + step) % 25)}`);
    return {
      key: `n${index}`,
      title: `Task ${index}`,
      role: 'tech_lead',
      prompt: 'x',
      phase: `Phase ${Math.floor(rank / 5) + 1}`,
      dependsOn: behind,
    };
  });
}

/** The log of a run whose tasks all needed three attempts, as the engine would have written it. */
async function writeHistory(bench: Bench, runId: string): Promise<void> {
  await bench.app.db.query({
    text: `WITH made AS (
        SELECT n.node, a.attempt, k.type, row_number() OVER (ORDER BY n.node / 25, a.attempt, k.place, n.node) + 1 AS seq
        FROM generate_series(0, $2 - 1) AS n(node), generate_series(1, $3) AS a(attempt),
          (VALUES (1, 'task.started'), (2, 'task.turn'), (3, 'end')) AS k(place, type)
      ), added AS (
        INSERT INTO run_events (run_id, seq, type, at, actor, node, data)
        SELECT $1, seq, CASE WHEN type <> 'end' THEN type WHEN attempt < $3 THEN 'task.retry_scheduled' ELSE 'task.succeeded' END,
          now() + seq * interval '60 ms', 'worker:bench', node, jsonb_build_object('attempt', attempt, 'epoch', attempt, 'costUsd', 0.01,
            'conversation', 1, 'turn', attempt, 'retryAt', '', 'failure', jsonb_build_object('code', 'rate_limited', 'httpStatus', 429))
        FROM made RETURNING seq
      ) UPDATE run_heads SET last_seq = (SELECT max(seq) FROM added), status = 'PAUSED' WHERE run_id = $1`,
    values: [runId, TASKS, ATTEMPTS],
  });
}

async function scrub(page: Page): Promise<void> {
  const y = 130;
  const box = await page.getByTestId('playhead-flag').boundingBox();
  const line = (box?.y ?? y) + 9;
  await page.mouse.move((box?.x ?? 800) + (box?.width ?? 0) / 2, line);
  await page.mouse.down();
  for (let step = 0; step < STEPS; step++) {
    await page.mouse.move(960 + 560 * Math.cos((step / STEPS) * 2 * Math.PI), line);
    await page.waitForTimeout(8);
  }
  await page.mouse.up();
}

async function pan(page: Page): Promise<void> {
  await page.mouse.move(900, 400);
  await page.mouse.down();
  for (let step = 0; step < STEPS; step++) {
    await page.mouse.move(900 + 300 * Math.sin((step / STEPS) * 4 * Math.PI), 400);
    await page.waitForTimeout(8);
  }
  await page.mouse.up();
}

async function zoom(page: Page): Promise<void> {
  await page.mouse.move(900, 400);
  await page.keyboard.down('Control');
  for (let step = 0; step < 60; step++) {
    await page.mouse.wheel(0, step % 30 < 15 ? -60 : 60);
    await page.waitForTimeout(16);
  }
  await page.keyboard.up('Control');
}

/** The timeline of 1,000 tasks of three attempts: its answer, and what a frame costs while it is moved. */
export async function measureTimeline(bench: Bench): Promise<string[]> {
  const product = await startProduct({ redis: false, env: { DATABASE_URL: bench.databaseUrl, SIGNALBOX_WORKERS: '0' } });
  const { browser, context } = await openBrowser(product);
  try {
    const runId = await createRun(bench.app, plan());
    await writeHistory(bench, runId);
    const page = await context.newPage();
    const read = async (after: number) => {
      const fromMs = performance.now();
      const response = await context.request.get(`/api/v1/runs/${runId}/timeline?after=${after}`);
      const body = await response.body();
      return { ms: performance.now() - fromMs, bytes: body.byteLength, answer: JSON.parse(body.toString()) as TimelineAnswer };
    };
    const first = await read(0);
    const again: number[] = [];
    const tails: number[] = [];
    for (let round = 0; round < 7; round++) {
      again.push((await read(0)).ms);
      tails.push((await read(first.answer.lastSeq - 10)).ms);
    }
    const lines = [
      `timeline of ${TASKS} tasks, ${ATTEMPTS} attempts each, ${first.answer.lastSeq} events: first ${ms(first.ms)}, then ${ms(median(again))} (target ${READ_TARGET_MS} ms), tail ${ms(median(tails))}; ${Math.round(first.bytes / 1_000)} kB`,
    ];
    await page.goto(`/runs/${runId}?view=timeline`);
    await page.getByTestId('playhead-flag').waitFor();
    await page.waitForTimeout(1_000);
    for (const [what, act] of [
      ['drag the playhead', scrub],
      ['pan', pan],
      ['zoom', zoom],
    ] as const) {
      const { frameMs, longestTaskMs } = await traceFrames(page, () => act(page));
      lines.push(
        `  ${what}: ${frameMs.length} frames, main thread p50 ${ms(percentile(frameMs, 0.5))} p95 ${ms(percentile(frameMs, 0.95))} max ${ms(Math.max(...frameMs))}; longest task ${ms(longestTaskMs)} (target ${FRAME_TARGET_MS} ms)`,
      );
    }
    return lines;
  } finally {
    await browser.close();
    await product.stop();
  }
}
