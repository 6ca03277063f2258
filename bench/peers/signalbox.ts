// Our engine in a process of its own, as adapters/main.mjs does it for the peers: tsx signalbox.ts <workload>.
import { appendFileSync } from 'node:fs';
import type { TaskRunner } from '@/server/core/ports/task-runner';
import { composeBench } from '../compose';
import { chainOf, countingRunner, createRun, createRuns, independent, layered, TASKS_PER_RUN, untilIdle } from '../runs';

const SLOTS = 1_000;
const PLAIN_TASKS_A_RUN = 1_000;

const workload = process.argv[2];
const size = Number(process.env.BENCH_SIZE);
const app = composeBench(process.env.BENCH_DATABASE_URL ?? '');

/** A line in a file outlives the process, which is to be killed. */
const marking: TaskRunner = {
  async run(task) {
    appendFileSync(process.env.BENCH_LOG ?? '', `${task.runId} ${task.node} ${Date.now()}\n`);
    return { kind: 'succeeded' };
  },
};

/** Until the last finish is committed. */
async function fromHere(work: () => Promise<void>): Promise<{ ms: number }> {
  const fromMs = performance.now();
  await work();
  await untilIdle(app);
  return { ms: performance.now() - fromMs };
}

async function measure(): Promise<object> {
  const runner = countingRunner();
  switch (workload) {
    // From the first submission, with the worker at work meanwhile.
    case 'layered': {
      await app.startWorker({ slots: SLOTS, runner });
      return fromHere(async () => {
        const done = runner.expect(size * TASKS_PER_RUN);
        await createRuns(app, layered(), size);
        await done;
      });
    }
    // From the worker's start: the runs are there.
    case 'created': {
      await createRuns(app, layered(), size);
      return fromHere(async () => {
        const done = runner.expect(size * TASKS_PER_RUN);
        await app.startWorker({ slots: SLOTS, runner });
        await done;
      });
    }
    case 'chain': {
      await app.startWorker({ slots: 16, runner });
      const facts = await fromHere(async () => {
        const done = runner.expect(size);
        await createRun(app, chainOf(size));
        await done;
      });
      return { ...facts, gapsMs: runner.startsMs.slice(1).map((at, index) => at - (runner.startsMs[index] ?? at)) };
    }
    case 'plain': {
      await app.startWorker({ slots: SLOTS, runner });
      return fromHere(async () => {
        const done = runner.expect(size);
        await createRuns(app, independent(PLAIN_TASKS_A_RUN), size / PLAIN_TASKS_A_RUN);
        await done;
      });
    }
    case 'crash':
      await createRuns(app, layered(), size);
      console.log('SUBMITTED');
      await app.startWorker({ slots: SLOTS, runner: marking });
      await untilIdle(app);
      return {};
    case 'resume': {
      await app.startWorker({ slots: SLOTS, runner: marking });
      await untilIdle(app);
      const [row] = await app.db.query<{ twice: number }>({
        text: `SELECT count(*)::int AS twice FROM (SELECT FROM run_events WHERE type = 'task.succeeded' GROUP BY run_id, node HAVING count(*) > 1) t`,
      });
      return { committedTwice: row?.twice };
    }
    default:
      throw new Error(`There is no workload "${workload}".`);
  }
}

console.log(`RESULT ${JSON.stringify({ gapsMs: [], ...(await measure()) })}`);
process.exit(0);
