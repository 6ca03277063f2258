import type { Bench } from '../open-bench';
import { TASKS_PER_RUN } from '../runs';
import { median, percentile, whole } from '../stats';
import { type Crash, crashOnce } from './crash';
import { installPeers, peerVersions } from './install';
import { startBenchRedis } from './redis';
import { openStage, type Repetition, type Stage, type Workload } from './stage';

type Steady = Exclude<Workload, 'crash' | 'resume'>;

interface Engine {
  name: string;
  title: string;
  /** How many runs, tasks of the chain, plain tasks; runs of the crash. Slower engines get less, so that each takes a second or two. */
  sizes: Record<Exclude<Steady, 'created'>, number> & { created?: number; crash: number };
  /** The restarted process may take so long: what an engine needs to find out that the first one is dead. */
  waitMs: number;
}

const ENGINES: Engine[] = [
  {
    name: 'signalbox',
    title: 'Signalbox',
    sizes: { layered: 1_000, created: 1_000, chain: 200, plain: 20_000, crash: 200 },
    waitMs: 60_000,
  },
  { name: 'bullmq', title: 'BullMQ on Redis', sizes: { layered: 1_000, chain: 200, plain: 20_000, crash: 200 }, waitMs: 90_000 },
  { name: 'pg-boss', title: 'pg-boss, transactional', sizes: { layered: 1_000, chain: 200, plain: 20_000, crash: 200 }, waitMs: 110_000 },
  { name: 'dbos', title: 'DBOS', sizes: { layered: 100, chain: 200, plain: 2_000, crash: 100 }, waitMs: 60_000 },
  // Its dead worker's jobs come back after four hours.
  {
    name: 'graphile-worker',
    title: 'graphile-worker, tuned',
    sizes: { layered: 200, chain: 200, plain: 20_000, crash: 100 },
    waitMs: 20_000,
  },
  { name: 'bare-sql', title: 'bare SQL, one statement', sizes: { layered: 1_000, chain: 200, plain: 20_000, crash: 0 }, waitMs: 0 },
];
const STEADY: Steady[] = ['layered', 'created', 'chain', 'plain'];
const REPETITION_MS = 150_000;

/** `BENCH_REPETITIONS=5`, `BENCH_ENGINES=signalbox,pg-boss`, `BENCH_WORKLOADS=layered,crash` for a part of it. */
const listOf = (value: string | undefined, all: readonly string[]) => value?.split(',') ?? all;
const repetitions = Number(process.env.BENCH_REPETITIONS ?? 3);

interface Found {
  steady: Record<Steady, Repetition[]>;
  crashes: Crash[];
}

/** Other engines on the same work, in turns: every repetition goes once through all of them, so that a busy machine slows all. */
export async function measurePeers(bench: Bench): Promise<string[]> {
  const progress = (line: string) => console.log(`  ${line}`);
  const peers = await installPeers(progress);
  const redis = await startBenchRedis();
  if (!redis) progress('no redis-server: BullMQ left out');
  const failures: string[] = [];
  const fail = (engine: Engine, workload: string, error: unknown) => {
    const why = (error instanceof Error ? error.message : String(error)).split('\n').slice(0, 6).join(' | ');
    failures.push(`  ${engine.title}, ${workload}: ${why}`);
    progress(`${engine.title}, ${workload} FAILED: ${why}`);
  };
  const named = listOf(process.env.BENCH_ENGINES, ['signalbox', ...ENGINES.map((engine) => engine.name)]);
  const engines = ENGINES.filter((engine) => named.includes(engine.name) && (redis || engine.name !== 'bullmq'));
  const workloads = listOf(process.env.BENCH_WORKLOADS, [...STEADY, 'crash']);
  const found = new Map<Engine, Found>(
    engines.map((engine) => [engine, { steady: { layered: [], created: [], chain: [], plain: [] }, crashes: [] }]),
  );
  try {
    const stage = await openStage(bench.databaseUrl, peers, redis);
    progress(`${await peerVersions(peers)}${redis ? `, Redis ${redis.version} (append-only file, every second)` : ''}`);
    for (let repetition = 1; repetition <= repetitions; repetition += 1) {
      for (const workload of STEADY.filter((name) => workloads.includes(name))) {
        for (const engine of engines.filter(({ sizes }) => sizes[workload] !== undefined)) {
          await performOnce(stage, engine, workload).then(
            (result) => {
              found.get(engine)?.steady[workload].push(result);
              progress(`${repetition}/${repetitions} ${workload.padEnd(8)} ${engine.title.padEnd(24)} ${wordOf(engine, workload, result)}`);
            },
            (error: unknown) => fail(engine, workload, error),
          );
        }
      }
    }
    for (const engine of workloads.includes('crash') ? engines.filter(({ sizes }) => sizes.crash > 0) : []) {
      // Ours three times; of the others one is enough to see by what they find out.
      for (let left = engine.name === 'signalbox' ? repetitions : 1; left > 0; left -= 1) {
        await crashOnce(stage, engine.name, engine.sizes.crash, engine.waitMs).then(
          (crash) => {
            found.get(engine)?.crashes.push(crash);
            progress(`kill -9     ${engine.title.padEnd(24)} ${JSON.stringify(crash)}`);
          },
          (error: unknown) => fail(engine, 'kill -9', error),
        );
      }
    }
  } finally {
    await redis?.stop();
  }
  return [...tableOf(found), ...(failures.length > 0 ? ['failed:', ...failures] : [])];
}

async function performOnce(stage: Stage, engine: Engine, workload: Steady): Promise<Repetition> {
  await stage.clear(engine.name);
  const { child, result } = stage.perform(engine.name, workload, engine.sizes[workload] ?? 0);
  const timer = setTimeout(() => child.kill('SIGKILL'), REPETITION_MS);
  return result.finally(() => clearTimeout(timer));
}

const tasksOf = (engine: Engine, workload: Steady) =>
  (engine.sizes[workload] ?? 0) * (workload === 'layered' || workload === 'created' ? TASKS_PER_RUN : 1);
const rateOf = (engine: Engine, workload: Steady, { ms }: Repetition) => (tasksOf(engine, workload) * 1_000) / ms;

function wordOf(engine: Engine, workload: Steady, result: Repetition): string {
  if (workload === 'chain')
    return `p50 ${percentile(result.gapsMs, 0.5).toFixed(2)} ms, p99 ${percentile(result.gapsMs, 0.99).toFixed(2)} ms`;
  return `${whole(rateOf(engine, workload, result))} tasks/s`;
}

const COLUMNS = [
  'engine',
  'layered',
  'once created',
  'hop p50',
  'p99',
  'plain',
  'once created',
  'first task',
  'taken over',
  'lost',
  'twice',
];

function tableOf(found: Map<Engine, Found>): string[] {
  const rows = [...found].map(([engine, { steady, crashes }]) => {
    const middle = (values: number[], shape: (value: number) => string) => (values.length > 0 ? shape(median(values)) : '-');
    const rate = (workload: Steady) =>
      middle(
        steady[workload].map((one) => rateOf(engine, workload, one)),
        whole,
      );
    const seconds = (values: (number | null)[]) =>
      values.length === 0
        ? '-'
        : values.includes(null)
          ? `> ${engine.waitMs / 1_000} s`
          : `${(median(values as number[]) / 1_000).toFixed(1)} s`;
    const worst = (values: (number | null)[]) =>
      values.length === 0 || values.includes(null) ? '-' : String(Math.max(...(values as number[])));
    const gap = (share: number) =>
      middle(
        steady.chain.map((one) => percentile(one.gapsMs, share)),
        (value) => value.toFixed(2),
      );
    return [
      engine.title,
      rate('layered'),
      rate('created'),
      gap(0.5),
      gap(0.99),
      rate('plain'),
      seconds(crashes.map((crash) => crash.firstTaskMs)),
      seconds(crashes.map((crash) => crash.firstRepeatedMs)),
      worst(crashes.map((crash) => crash.lost)) + (crashes.some((crash) => !crash.ended) ? ' (not ended)' : ''),
      worst(crashes.map((crash) => crash.committedTwice)),
    ];
  });
  const widths = COLUMNS.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: string[]) =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0))).join('  ');
  return [
    `layered runs 1-6-6-6-1 and plain tasks in tasks/s, a chain of 200 in ms from start to start, medians of ${repetitions}, from the first submission;`,
    'once created: the same runs from the start of our worker; its rows are the product\'s, and creating them is a part of "layered";',
    'after kill -9 and restart: the first task, the first task of the killed process, tasks lost, tasks committed twice (- where no row tells)',
    line(COLUMNS),
    ...rows.map(line),
  ];
}
