import { randomUUID } from 'node:crypto';
import { loadLarge } from '@/scripts/seed/load-large';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { takeOverLostTasks } from '@/server/engine/lease';
import { tick } from '@/server/engine/tick';
import type { Bench } from './open-bench';
import { chainOf, createRuns } from './runs';
import { ms, percentile, whole } from './stats';

const RUNS = 100_000;
const WAITING = 1_000;
const SLOTS = 16;

async function timed(name: string, times: number, work: () => Promise<unknown>): Promise<string> {
  const timesMs: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const from = performance.now();
    await work();
    timesMs.push(performance.now() - from);
  }
  return `  ${name.padEnd(36)} p50 ${ms(percentile(timesMs, 0.5))}  p99 ${ms(percentile(timesMs, 0.99))}`;
}

/**
 * The statements that everybody waits for, on connections whose plans were made while the tables were empty: 100,000 runs,
 * 2,000,000 tasks, 1,000 runs waiting.
 */
export async function measureLargeTables({ app }: Bench): Promise<string[]> {
  const worker = randomUUID();
  await createRuns(app, chainOf(2), 1);
  for (let time = 0; time < 12; time += 1) await tick(app.db, worker, [], 1);
  await app.db.query({
    text: 'TRUNCATE runs, run_heads, run_list, run_search, run_search_due, tasks, task_specs, ready_tasks, run_events, attempts',
  });
  await loadLarge(app.db, { runs: RUNS, waiting: WAITING, waitingStatus: 'RUNNING' });

  const mine: ClaimedTask[] = [];
  const turnOver = async (count: number) => {
    const finishes = mine.splice(0, count).map((task) => ({ ...task, deferrals: 0 }));
    mine.push(...(await tick(app.db, worker, finishes, SLOTS - mine.length)).claimed);
  };
  await turnOver(0);
  const { runs } = app.services;
  const [newest] = (await runs.list({ limit: 1 })).items;
  return [
    `${whole(RUNS)} runs of 20 tasks, ${whole(WAITING)} of them waiting`,
    await timed('tick: 16 finishes, 16 claims', 50, () => turnOver(SLOTS)),
    await timed('tick: 1 finish, 1 claim', 50, () => turnOver(1)),
    await timed('a look after dead workers', 20, () => takeOverLostTasks(app.db, worker, 15_000)),
    await timed('create a run of 2', 30, () => createRuns(app, chainOf(2), 1)),
    await timed('list 50 runs', 20, () => runs.list({ limit: 50 })),
    await timed('list 50 running', 20, () => runs.list({ limit: 50, status: ['RUNNING'] })),
    await timed('search, many found', 10, () => runs.list({ limit: 50, q: 'ledger' })),
    await timed('search, none found', 10, () => runs.list({ limit: 50, q: 'no such words' })),
    await timed('open a run', 20, () => runs.get(newest?.id ?? '')),
  ];
}
