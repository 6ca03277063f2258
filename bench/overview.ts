import { listTasksSchema } from '@/lib/contracts/task-list';
import { loadLarge } from '@/scripts/seed/load-large';
import type { Bench } from './open-bench';
import { ms, percentile, whole } from './stats';

const SIZES = [1_000, 100_000];
/** At work in both sizes: that follows from the workers there are, not from the history. */
const WAITING = 50;
const ROUNDS = 20;
/** Answers are kept for two seconds at most; the bench wants each of them made. */
const KEPT_MS = 2_100;

const LISTS: [name: string, query: Record<string, string>][] = [
  ['tasks under way', {}],
  ['tasks ready, of a role', { status: 'ready', role: 'ux_engineer' }],
  ['ended, 24 h', { since: '24h' }],
  ['ended, 30 d', { since: '30d' }],
  ['failed, 30 d', { since: '30d', outcome: 'failed' }],
  ['failed, 30 d, of a role', { since: '30d', outcome: 'failed', role: 'ux_engineer' }],
  ['tried again, 30 d: none', { since: '30d', outcome: 'retried' }],
];

async function timed(name: string, times: number, work: () => Promise<unknown>): Promise<string> {
  const all: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const from = performance.now();
    await work();
    all.push(performance.now() - from);
  }
  return `  ${name.padEnd(36)} p50 ${ms(percentile(all, 0.5))}  max ${ms(Math.max(...all))}`;
}

async function measureSize({ app }: Bench, runs: number): Promise<string[]> {
  const { db } = app;
  await db.query({
    text: `TRUNCATE runs, run_heads, run_list, run_search, run_search_due, tasks, task_specs, ready_tasks, run_events, attempts, turns, conversations,
      task_stats, call_stats, gauge_stats, task_totals, call_totals`,
  });
  await db.query({ text: 'UPDATE stats_state SET counted_until = NULL' });
  await loadLarge(db, { runs, waiting: WAITING, waitingStatus: 'RUNNING' });
  const signal = new AbortController().signal;
  const lines = [`${whole(runs)} runs of 20 tasks`, await timed('count all of it', 1, () => app.metrics.countEnded(signal))];
  await db.query({ text: 'VACUUM (ANALYZE) task_stats, call_stats' });
  lines.push(await timed('count again', ROUNDS, () => app.metrics.countEnded(signal)));
  // A zone of its own for each reading: nothing is taken from what was kept.
  const zones = Intl.supportedValuesOf('timeZone');
  for (const range of ['24h', '7d', '30d'] as const) {
    lines.push(await timed(`overview, ${range}`, ROUNDS, () => app.dashboard.getDashboardData({ range, timeZone: zones.pop() ?? 'UTC' })));
  }
  for (const [name, query] of LISTS) {
    const first = listTasksSchema.parse({ ...query, limit: 50 });
    let next: string | null = null;
    lines.push(
      await timed(name, ROUNDS, async () => {
        next = (await app.services.tasks.list(first)).nextCursor;
      }),
    );
    const cursor: string | null = next;
    if (cursor !== null) lines.push(await timed('  its second page', ROUNDS, () => app.services.tasks.list({ ...first, cursor })));
  }
  await app.dashboard.exportPrometheus();
  await new Promise((resolve) => setTimeout(resolve, KEPT_MS));
  lines.push(await timed('a scrape', 1, () => app.dashboard.exportPrometheus()));
  return lines;
}

/** What the overview, the list of all tasks and a scrape cost, with little and with much behind them. */
export async function measureOverview(bench: Bench): Promise<string[]> {
  const lines: string[] = [];
  for (const runs of SIZES) lines.push(...(await measureSize(bench, runs)));
  const [size] = await bench.app.db.query<{ text: string }>({
    text: `SELECT 'statistics: ' || pg_size_pretty(sum(pg_total_relation_size(t::regclass))) || '; their index on attempts: '
      || pg_size_pretty(pg_relation_size('attempts_finished_at_idx')) AS text FROM unnest(ARRAY['task_stats', 'call_stats', 'gauge_stats']) t`,
  });
  return [...lines, size?.text ?? ''];
}
