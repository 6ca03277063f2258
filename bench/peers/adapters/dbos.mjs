// DBOS: a run is a workflow, a task one of its steps, a layer `Promise.all`. All of a run's steps stay in the process that has it.
import { DBOS } from '@dbos-inc/dbos-sdk';
import pg from 'pg';
import { carryOut, databaseUrl, layeredGraph, until, upTo } from './shared.mjs';

const QUEUE = 'tasks';
const { layers } = layeredGraph();

const step = (run, node) => DBOS.runStep(async () => carryOut(run, node), { name: `task-${node}` });

const layeredRun = DBOS.registerWorkflow(
  async (run) => {
    for (const layer of layers) await Promise.all(layer.map((node) => step(run, node)));
  },
  { name: 'layeredRun' },
);
const chainRun = DBOS.registerWorkflow(
  async (length) => {
    for (const node of upTo(length)) await step(0, node);
  },
  { name: 'chainRun' },
);
const plainTask = DBOS.registerWorkflow(async (run) => carryOut(run, 0), { name: 'plainTask' });

/** Calls `work` for each item, so many at once. */
async function eachOf(items, atOnce, work) {
  const waiting = items.values();
  await Promise.all(
    upTo(atOnce).map(async () => {
      for (const item of waiting) await work(item);
    }),
  );
}

export async function open(workload) {
  DBOS.setConfig({ name: 'bench', systemDatabaseUrl: databaseUrl, logLevel: 'error', applicationVersion: '1', executorID: 'local' });
  // Takes up what a process before this one left.
  await DBOS.launch();
  if (workload === 'plain') await DBOS.registerQueue(QUEUE, {});
  const start = (run) => DBOS.startWorkflow(layeredRun, { workflowID: `run-${run}` })(run);

  return {
    layered: (runs) => eachOf(upTo(runs), 100, async (run) => (await start(run)).getResult()),
    chain: async (length) => (await DBOS.startWorkflow(chainRun, { workflowID: 'chain' })(length)).getResult(),
    async plain(tasks) {
      await eachOf(upTo(tasks), 50, (run) => DBOS.startWorkflow(plainTask, { queueName: QUEUE, workflowID: `task-${run}` })(run));
      const client = new pg.Client(databaseUrl);
      await client.connect();
      const ended = `SELECT count(*)::int AS ended FROM dbos.workflow_status WHERE status = 'SUCCESS'`;
      await until(async () => (await client.query(ended)).rows[0].ended >= tasks, 20);
    },
    async crash(runs, submitted) {
      const handles = await Promise.all(upTo(runs).map(start));
      submitted();
      await Promise.all(handles.map((handle) => handle.getResult()));
    },
    async resume(runs) {
      await Promise.all(upTo(runs).map((run) => DBOS.retrieveWorkflow(`run-${run}`).getResult()));
      // The key of a step's row is its workflow and its number.
      return { committedTwice: 0 };
    },
  };
}
