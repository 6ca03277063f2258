import type { Page } from '@/lib/contracts/common';
import type { RunListItem } from '@/lib/contracts/run';
import { type ListRuns, listRunsSchema } from '@/lib/contracts/run-query';
import { loadLarge } from '@/scripts/seed/load-large';
import type { Bench } from './open-bench';
import { ms, percentile, whole } from './stats';

const SMALL = 1_000;
const LARGE = 100_000;
/** At work in both sizes: that follows from the workers there are, not from the history. */
const WAITING = 50;
const ROUNDS = 60;
const LIMIT_MS = 100;
const LIMIT_RATIO = 1.2;

const QUERIES: [name: string, query: Record<string, string>][] = [
  ['newest first', {}],
  ['oldest first', { dir: 'asc' }],
  ['by spend', { sort: 'spent' }],
  ['by duration', { sort: 'duration' }],
  ['by failed tasks', { sort: 'failed' }],
  ['failed', { status: 'failed' }],
  ['active', { status: 'running,planning,paused' }],
  ['succeeded and cancelled', { status: 'succeeded,cancelled' }],
  ['failed, by spend', { status: 'failed', sort: 'spent' }],
  ['last 24 hours', { since: '24h' }],
  ['last 24 hours, by spend', { since: '24h', sort: 'spent' }],
  ['reason', { reason: 'tasks_failed' }],
  ['role', { role: 'ux_engineer' }],
  ['failing', { failing: '1' }],
  ['of a person', { createdBy: 'user:ada@example.com' }],
  ['search, in many', { q: 'ledger' }],
  ['search, in some', { q: 'ledger of Kobe' }],
  ['search, in one', { q: 'number 977' }],
  ['search, in none', { q: 'zeppelin' }],
  ['search, two letters', { q: 'le' }],
  ['search, by spend', { q: 'ledger', sort: 'spent' }],
];

/** The median time of a first page of 50, for each query; they take turns, so that a busy machine slows all alike. */
async function firstPages({ app }: Bench): Promise<Map<string, number>> {
  const times = new Map(QUERIES.map(([name]) => [name, [] as number[]]));
  const parsed = QUERIES.map(([name, query]): [string, ListRuns] => [name, listRunsSchema.parse({ ...query, limit: 50 })]);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, query] of parsed) {
      const from = performance.now();
      const page: Page<RunListItem> = await app.services.runs.list(query);
      times.get(name)?.push(performance.now() - from);
      if (page.items.length > 50) throw new Error(`${name}: a page of ${page.items.length}`);
    }
  }
  return new Map([...times].map(([name, all]) => [name, percentile(all, 0.5)]));
}

async function empty({ app }: Bench): Promise<void> {
  await app.db.query({
    text: 'TRUNCATE runs, run_heads, run_list, run_search, run_search_due, tasks, task_specs, ready_tasks, run_events, attempts, turns, conversations',
  });
}

/** First pages with 1,000 and with 100,000 runs (20 tasks each), measured one after the other on one server. */
export async function measureLists(bench: Bench): Promise<string[]> {
  await empty(bench);
  await loadLarge(bench.app.db, { runs: SMALL, waiting: WAITING, waitingStatus: 'PAUSED' });
  const small = await firstPages(bench);
  await empty(bench);
  await loadLarge(bench.app.db, { runs: LARGE, waiting: WAITING, waitingStatus: 'PAUSED' });
  const large = await firstPages(bench);
  const lines = QUERIES.map(([name]) => {
    const [few = Number.NaN, many = Number.NaN] = [small.get(name), large.get(name)];
    const ratio = many / few;
    const verdict = many <= LIMIT_MS && ratio <= LIMIT_RATIO ? '' : many <= LIMIT_MS ? '  over the ratio' : '  OVER 100 ms';
    return `  ${name.padEnd(26)} ${ms(few).padStart(10)} ${ms(many).padStart(10)}   ×${ratio.toFixed(2)}${verdict}`;
  });
  return [
    `first page of 50 runs, median of ${ROUNDS}; ${whole(SMALL)} runs, then ${whole(LARGE)} with ${whole(LARGE * 20)} tasks; target ${LIMIT_MS} ms and ×${LIMIT_RATIO}`,
    ...lines,
  ];
}
