// graphile-worker, tuned as its documentation says for speed (a local queue, completions in batches). A graph is kept as counters;
// counting down and adding the dependents' jobs is one statement, not atomic with the job's completion.
import { Logger, makeWorkerUtils, run as startRunner } from 'graphile-worker';
import pg from 'pg';
import {
  COUNT_DOWN,
  COUNTERS,
  carryOut,
  chainGraph,
  countDown,
  databaseUrl,
  dependentsOf,
  insertCounters,
  layeredGraph,
  TASKS_PER_RUN,
  until,
  upTo,
} from './shared.mjs';

const layered = layeredGraph();
const logger = new Logger(() => (level, message) => level === 'error' && console.error(message));

export async function open(workload) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  if (workload !== 'resume') await pool.query(COUNTERS);
  const utils = await makeWorkerUtils({ connectionString: databaseUrl, logger });
  await utils.migrate();

  const addFirst = (count, run) =>
    utils.addJobs(upTo(count).map((index) => ({ identifier: 'task', payload: { run: run + index, node: 0 } })));

  async function submit(runs, graph) {
    await insertCounters(pool, runs, graph);
    await addFirst(runs, 0);
  }

  async function work(graph, completed, concurrentJobs = 10) {
    const tuned = {
      concurrentJobs,
      maxPoolSize: concurrentJobs + 2,
      localQueue: { size: 500 },
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
    };
    const task = async (payload, helpers) => {
      carryOut(payload.run, payload.node);
      const values = dependentsOf([payload], graph);
      if (values[0].length === 0) return;
      const text = `${COUNT_DOWN} SELECT graphile_worker.add_job('task', json_build_object('run', run, 'node', node)) FROM zero WHERE waits = 0`;
      await helpers.withPgClient((client) => client.query({ name: 'release', text, values }));
    };
    const runner = await startRunner({
      preset: { worker: { connectionString: databaseUrl, logger, ...tuned } },
      noHandleSignals: true,
      taskList: { task },
    });
    runner.events.on('job:complete', ({ job, error }) => {
      if (error) console.error(error);
      else completed(job.payload);
    });
  }

  return {
    async layered(runs) {
      await submit(runs, layered);
      const runsLeft = countDown(runs);
      await work(layered, ({ node }) => node === TASKS_PER_RUN - 1 && runsLeft.one());
      await runsLeft.done;
    },
    async chain(length) {
      const graph = chainGraph(length);
      await submit(1, graph);
      const tasksLeft = countDown(length);
      await work(graph, tasksLeft.one);
      await tasksLeft.done;
    },
    async plain(tasks) {
      for (let from = 0; from < tasks; from += 1_000) await addFirst(Math.min(1_000, tasks - from), from);
      const tasksLeft = countDown(tasks);
      await work(chainGraph(1), tasksLeft.one, 24);
      await tasksLeft.done;
    },
    async crash(runs, submitted) {
      await submit(runs, layered);
      submitted();
      await this.resume();
    },
    async resume() {
      await work(layered, () => undefined);
      await until(async () => (await pool.query('SELECT count(*)::int AS jobs FROM graphile_worker._private_jobs')).rows[0].jobs === 0, 50);
    },
  };
}
