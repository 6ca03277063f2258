// BullMQ on Redis. A flow is a tree (one parent a job), so a graph is kept as counters in Redis: whoever brings one to zero adds the
// job. That is not atomic with the job's completion. A chain is a flow of its own, nested.
import { FlowProducer, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { carryOut, countDown, layeredGraph, redisPort, TASKS_PER_RUN, until, upTo } from './shared.mjs';

const QUEUE = 'tasks';
const connection = { host: '127.0.0.1', port: redisPort, maxRetriesPerRequest: null };
const kept = { removeOnComplete: true };
const graph = layeredGraph();

export async function open() {
  const redis = new Redis(connection);
  const queue = new Queue(QUEUE, { connection });
  await queue.waitUntilReady();

  const jobOf = (run, node) => ({ name: 'task', data: { run, node }, opts: { ...kept, jobId: `${run}-${node}` } });

  async function release(run, node) {
    if (graph.next[node].length === 0) return;
    const pipeline = redis.pipeline();
    for (const dependent of graph.next[node]) pipeline.hincrby(`waits:${run}`, dependent, -1);
    const left = await pipeline.exec();
    const ready = graph.next[node].filter((_, index) => left[index][1] === 0);
    if (ready.length > 0) await queue.addBulk(ready.map((dependent) => jobOf(run, dependent)));
  }

  function work(concurrency, process, completed) {
    const worker = new Worker(QUEUE, process, { connection, concurrency });
    worker.on('error', (error) => console.error(error.message));
    worker.on('completed', (job) => completed(job.data));
  }

  async function submit(runs) {
    const pipeline = redis.pipeline();
    for (const run of upTo(runs)) pipeline.hset(`waits:${run}`, Object.fromEntries(graph.waits.entries()));
    await pipeline.exec();
    await queue.addBulk(upTo(runs).map((run) => jobOf(run, 0)));
  }

  async function carryOutLayered({ data }) {
    carryOut(data.run, data.node);
    await release(data.run, data.node);
  }

  async function untilEmpty() {
    await until(async () => {
      const counts = await queue.getJobCounts('active', 'waiting', 'delayed', 'prioritized');
      return Object.values(counts).every((count) => count === 0);
    }, 50);
  }

  return {
    async layered(runs) {
      await submit(runs);
      const runsLeft = countDown(runs);
      work(50, carryOutLayered, ({ node }) => node === TASKS_PER_RUN - 1 && runsLeft.one());
      await runsLeft.done;
    },
    async chain(length) {
      // The first task is the innermost child.
      let flow;
      for (const node of upTo(length))
        flow = { name: 'task', queueName: QUEUE, data: { run: 0, node }, opts: kept, children: flow && [flow] };
      await new FlowProducer({ connection }).add(flow);
      const tasksLeft = countDown(length);
      work(1, async ({ data }) => carryOut(data.run, data.node), tasksLeft.one);
      await tasksLeft.done;
    },
    async plain(tasks) {
      for (let from = 0; from < tasks; from += 1_000) {
        await queue.addBulk(upTo(Math.min(1_000, tasks - from)).map((index) => jobOf(from + index, 0)));
      }
      const tasksLeft = countDown(tasks);
      work(50, async ({ data }) => carryOut(data.run, data.node), tasksLeft.one);
      await tasksLeft.done;
    },
    async crash(runs, submitted) {
      await submit(runs);
      submitted();
      await this.resume();
    },
    async resume() {
      work(50, carryOutLayered, () => undefined);
      await untilEmpty();
    },
  };
}
