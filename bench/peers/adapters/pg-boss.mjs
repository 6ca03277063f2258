// pg-boss with a transactional worker: completion, counting down and the insertion of the dependents' jobs are one transaction.
import pg from 'pg';
import { PgBoss } from 'pg-boss';
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

const QUEUE = 'tasks';
const WORK = {
  batchSize: 200,
  localConcurrency: 2,
  burstWhenBatchFull: true,
  pollingIntervalSeconds: 0.5,
  notifyPollingIntervalSeconds: 0.5,
  transactional: true,
};
const layered = layeredGraph();

export async function open(workload) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  if (workload !== 'resume') await pool.query(COUNTERS);
  const boss = new PgBoss({ connectionString: databaseUrl, useListenNotify: true });
  boss.on('error', (error) => console.error(error.message));
  await boss.start();
  // The shortest heartbeat it takes; without one a dead worker's jobs come back after 15 minutes.
  const beats = workload === 'crash' || workload === 'resume' ? { heartbeatSeconds: 10 } : {};
  await boss.createQueue(QUEUE, { notify: true, ...beats });

  async function submit(runs, graph) {
    await insertCounters(pool, runs, graph);
    await boss.insert(
      QUEUE,
      upTo(runs).map((run) => ({ data: { run, node: 0 } })),
    );
  }

  async function release(jobs, graph, db) {
    const [runs, nodes] = dependentsOf(
      jobs.map((job) => job.data),
      graph,
    );
    if (runs.length === 0) return;
    const { rows } = await db.executeSql(`${COUNT_DOWN} SELECT run, node FROM zero WHERE waits = 0`, [runs, nodes]);
    if (rows.length === 0) return;
    await boss.insert(
      QUEUE,
      rows.map(({ run, node }) => ({ data: { run, node } })),
      { db },
    );
  }

  function work(options, graph, carriedOut = () => undefined) {
    return boss.work(QUEUE, { ...WORK, ...options }, async (jobs, db) => {
      for (const { data } of jobs) carryOut(data.run, data.node);
      await release(jobs, graph, db);
      for (const { data } of jobs) carriedOut(data);
    });
  }

  async function untilCompleted(node, count, everyMs) {
    await until(async () => {
      const { rows } = await pool.query(
        `SELECT count(*)::int AS completed FROM pgboss.job WHERE name = $1 AND state = 'completed' AND ($2::int IS NULL OR (data->>'node')::int = $2)`,
        [QUEUE, node],
      );
      return rows[0].completed >= count;
    }, everyMs);
  }

  return {
    async layered(runs) {
      await submit(runs, layered);
      const runsLeft = countDown(runs);
      await work({}, layered, ({ node }) => node === TASKS_PER_RUN - 1 && runsLeft.one());
      await runsLeft.done;
      await untilCompleted(TASKS_PER_RUN - 1, runs, 5);
    },
    async chain(length) {
      const graph = chainGraph(length);
      await submit(1, graph);
      const tasksLeft = countDown(length);
      await work({ batchSize: 1, localConcurrency: 1 }, graph, tasksLeft.one);
      await tasksLeft.done;
    },
    async plain(tasks) {
      for (let from = 0; from < tasks; from += 1_000) {
        await boss.insert(
          QUEUE,
          upTo(Math.min(1_000, tasks - from)).map((index) => ({ data: { run: from + index, node: 0 } })),
        );
      }
      const tasksLeft = countDown(tasks);
      await work({ transactional: false }, chainGraph(1), tasksLeft.one);
      await tasksLeft.done;
      await untilCompleted(null, tasks, 5);
    },
    async crash(runs, submitted) {
      await submit(runs, layered);
      submitted();
      await this.resume(runs);
    },
    async resume(runs) {
      await work({}, layered);
      await untilCompleted(TASKS_PER_RUN - 1, runs, 50);
      const { rows } = await pool.query(
        `SELECT count(*)::int AS twice FROM (SELECT FROM pgboss.job WHERE name = $1 AND state = 'completed' GROUP BY data->>'run', data->>'node' HAVING count(*) > 1) t`,
        [QUEUE],
      );
      return { committedTwice: rows[0].twice };
    },
  };
}
