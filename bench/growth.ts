import pg from 'pg';
import type { Orchestrator } from '@/server/composition';
import type { Tx } from '@/server/infra/db/tx';
import { composeBench } from './compose';
import { type Bench, migrateBench } from './open-bench';
import { chainOf, countingRunner, createRun, createRuns, layered, TASKS_PER_RUN, untilIdle } from './runs';
import { median, ms, percentile, whole } from './stats';

/** `BENCH_GROWTH_TASKS=1000000` for a tenth of it: ten million take some minutes and 12 GB. */
const TASKS = Number(process.env.BENCH_GROWTH_TASKS ?? 10_000_000);
const CHUNK = 25_000;
const FILLERS = 2;
const RUNS = 300;
const CHAIN = 200;
const ROUNDS = 7;
const SLOTS = 1_000;
const LIMIT = 0.8;
const LARGE = ['tasks', 'task_specs', 'attempts', 'run_events', 'run_heads', 'runs', 'run_list'];

// Runs that ended, one every 60 ms until a day ago: what comes now stands behind them in every index, as it would.
const ENDED = `(SELECT g, (lpad(to_hex(m), 12, '0') || '70008000a000' || lpad(to_hex(g), 8, '0'))::uuid AS id, to_timestamp(m / 1000.0) AS at
  FROM generate_series($1::int, $2::int) g, LATERAL (SELECT (extract(epoch FROM now()) * 1000)::bigint - 86400000 - ($3::int - g)::bigint * 60 AS m) x) r`;
const NODES = `generate_series(0, ${TASKS_PER_RUN - 1}) n`;

const FILL = [
  `INSERT INTO runs (id, goal, created_by, created_at, supervision, planner, offline_model, definition_hash)
    SELECT id, 'grown ' || g, 'token:bench', at, 'default', false, true, 'grown' FROM ${ENDED}`,
  `INSERT INTO run_heads (run_id, status, planned, graph_version, last_seq, priority, virtual_time, total, pending, ready, running, waiting, succeeded,
      failed, skipped, cancelled, started_at, finished_at)
    SELECT id, 'SUCCEEDED', true, 1, ${2 * TASKS_PER_RUN + 2}, 0, ${TASKS_PER_RUN}, ${TASKS_PER_RUN}, 0, 0, 0, 0, ${TASKS_PER_RUN}, 0, 0, 0, at, at FROM ${ENDED}`,
  `INSERT INTO run_list (run_id, created_at, created_by, status, ended, failed, spent_micro, duration_ms, roles)
    SELECT id, at, 'token:bench', 'SUCCEEDED', true, 0, 0, 1000, '{tech_lead}' FROM ${ENDED}`,
  `INSERT INTO task_specs (run_id, node, key, title, role, kind, prompt, tier, max_attempts, timeout_seconds, side_effects, depends_on)
    SELECT id, n, 't' || n, 't' || n, 'tech_lead', 'agent', 'x', 'standard', 3, 900, 'none', '{}' FROM ${ENDED}, ${NODES} ORDER BY g, n`,
  `INSERT INTO tasks (run_id, node, status, epoch, attempt, open_edges, taken_edges, priority, next, ready_at, started_at, finished_at)
    SELECT id, n, 'SUCCEEDED', 1, 1, 0, 6, 0, '{1,2,3,4,5,6}', at, at, at FROM ${ENDED}, ${NODES} ORDER BY g, n`,
  `INSERT INTO attempts (run_id, node, epoch, attempt, started_at, finished_at, outcome)
    SELECT id, n, 1, 1, at, at, 'succeeded' FROM ${ENDED}, ${NODES} ORDER BY g, n`,
  `INSERT INTO run_events (run_id, seq, type, at, actor, node, data)
    SELECT id, 2 + 2 * n + e, CASE e WHEN 0 THEN 'task.started' ELSE 'task.succeeded' END, at, 'worker:00000000-0000-7000-8000-000000000000', n, '{"attempt": 1, "epoch": 1}'
    FROM ${ENDED}, ${NODES}, generate_series(0, 1) e ORDER BY g, n, e`,
];

async function fill(url: string, runs: number): Promise<void> {
  let from = 1;
  const one = async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    // No triggers (the row of the list is written here), and no wait for the disk.
    await client.query('SET session_replication_role = replica; SET synchronous_commit = off');
    while (from <= runs) {
      const first = from;
      from += CHUNK;
      for (const text of FILL) await client.query(text, [first, Math.min(runs, first + CHUNK - 1), runs]);
      console.log(`  filled ${whole(Math.min(runs, first + CHUNK - 1) * TASKS_PER_RUN)} tasks`);
    }
    await client.end();
  };
  await Promise.all(Array.from({ length: FILLERS }, one));
}

/** Claims and finishes of runs that are there already, in tasks a second. */
async function carryOut(app: Orchestrator): Promise<number> {
  await createRuns(app, layered(), RUNS);
  const runner = countingRunner();
  const done = runner.expect(RUNS * TASKS_PER_RUN);
  const from = performance.now();
  const worker = await app.startWorker({ slots: SLOTS, runner });
  await done;
  await untilIdle(app);
  const rate = (RUNS * TASKS_PER_RUN * 1_000) / (performance.now() - from);
  await worker.stop();
  return rate;
}

async function hopMs(app: Orchestrator): Promise<number> {
  const runner = countingRunner();
  const worker = await app.startWorker({ slots: 16, runner });
  const done = runner.expect(CHAIN);
  await createRun(app, chainOf(CHAIN));
  await done;
  await untilIdle(app);
  await worker.stop();
  return percentile(
    runner.startsMs.slice(1).map((at, index) => at - (runner.startsMs[index] ?? at)),
    0.5,
  );
}

/** Rows that were read without an index. (Summarising a BRIN index counts too: of the blocks that are new.) */
async function readScanned(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.query<{ name: string; rows: number }>({
    text: 'SELECT relname AS name, seq_tup_read AS rows FROM pg_stat_user_tables WHERE relname = ANY ($1)',
    values: [LARGE],
  });
  return new Map(rows.map(({ name, rows: read }) => [name, read]));
}

/** The same work on two databases of one server, in turns: an empty one, and one in which ten million tasks have ended. */
export async function measureGrowth(bench: Bench): Promise<string[]> {
  const runs = TASKS / TASKS_PER_RUN;
  const { app: small } = bench;
  await small.db.query({ text: 'CREATE DATABASE grown' });
  const url = new URL(bench.databaseUrl);
  url.pathname = '/grown';
  await migrateBench(url.href);
  await small.db.query({ text: `ALTER SYSTEM SET max_wal_size = '8GB'` });
  await small.db.query({ text: 'SELECT pg_reload_conf()' });
  const fromMs = performance.now();
  await fill(url.href, runs);
  const grown = composeBench(url.href);
  try {
    await grown.db.query({ text: 'VACUUM (ANALYZE)' });
    await small.db.query({ text: 'ALTER SYSTEM RESET max_wal_size' });
    await small.db.query({ text: 'SELECT pg_reload_conf()' });
    await small.db.query({ text: 'CHECKPOINT' });
    const filledSeconds = (performance.now() - fromMs) / 1_000;
    // The first round warms the code, and is not counted.
    for (const app of [small, grown]) await carryOut(app);
    const before = await readScanned(grown.db);
    const rates: Record<'small' | 'grown', number[]> = { small: [], grown: [] };
    const hops: Record<'small' | 'grown', number[]> = { small: [], grown: [] };
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const [name, app] of [
        ['small', small],
        ['grown', grown],
      ] as const) {
        rates[name].push(await carryOut(app));
        hops[name].push(await hopMs(app));
      }
      console.log(`  ${round}/${ROUNDS} small ${whole(rates.small.at(-1) ?? 0)}, grown ${whole(rates.grown.at(-1) ?? 0)} tasks/s`);
    }
    const after = await readScanned(grown.db);
    const scanned = LARGE.filter((name) => (after.get(name) ?? 0) - (before.get(name) ?? 0) >= runs);
    const [size] = await grown.db.query<{ size: string }>({ text: 'SELECT pg_size_pretty(pg_database_size(current_database())) AS size' });
    const ratio = median(rates.grown) / median(rates.small);
    return [
      `${whole(TASKS)} ended tasks in ${whole(runs)} runs (${size?.size}, filled and vacuumed in ${whole(filledSeconds)} s), ${ROUNDS} rounds in turns`,
      `  claims and finishes, layered   empty ${whole(median(rates.small))}  grown ${whole(median(rates.grown))} tasks/s  ratio ${ratio.toFixed(2)}  target ${LIMIT}`,
      `  hop of a chain, p50            empty ${ms(median(hops.small))}  grown ${ms(median(hops.grown))}`,
      `  large tables read from end to end meanwhile: ${scanned.length === 0 ? 'none' : scanned.join(', ')}`,
    ];
  } finally {
    await grown.close();
  }
}
