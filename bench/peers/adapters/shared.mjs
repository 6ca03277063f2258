// What every peer's adapter shares: the graphs, the mark that a task leaves, and counters of dependencies for those that have no graph.
import { appendFileSync } from 'node:fs';

export const LAYERS = [1, 6, 6, 6, 1];
export const TASKS_PER_RUN = LAYERS.reduce((sum, width) => sum + width, 0);

export const databaseUrl = process.env.BENCH_DATABASE_URL;
export const redisPort = Number(process.env.BENCH_REDIS_PORT);

/** Each task of a layer waits for the whole layer above. `next[node]` and `waits[node]` (how many it waits for). */
export function layeredGraph() {
  const layers = [];
  for (const width of LAYERS) {
    const first = layers.flat().length;
    layers.push(Array.from({ length: width }, (_, index) => first + index));
  }
  const next = layers.flatMap((layer, at) => layer.map(() => layers[at + 1] ?? []));
  const waits = layers.flatMap((layer, at) => layer.map(() => layers[at - 1]?.length ?? 0));
  return { layers, next, waits };
}

export function chainGraph(length) {
  const nodes = upTo(length);
  return {
    layers: nodes.map((node) => [node]),
    next: nodes.map((node) => (node + 1 < length ? [node + 1] : [])),
    waits: nodes.map((node) => (node > 0 ? 1 : 0)),
  };
}

export const upTo = (count) => Array.from({ length: count }, (_, index) => index);

/** When each task was carried out, in ms. */
export const marksMs = [];

/** All that a task does. Where the process is to be killed, the mark is a line in a file, which outlives it. */
export function carryOut(run, node) {
  if (process.env.BENCH_LOG) appendFileSync(process.env.BENCH_LOG, `${run} ${node} ${Date.now()}\n`);
  else marksMs.push(performance.now());
}

/** Resolves once `count` calls of `one` were made. */
export function countDown(count) {
  let left = count;
  let resolve;
  const done = new Promise((yes) => {
    resolve = yes;
  });
  return {
    done,
    one() {
      left -= 1;
      if (left === 0) resolve();
    },
  };
}

export async function until(isSo, everyMs = 5) {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, everyMs));
}

export const COUNTERS =
  'CREATE TABLE counters (run int NOT NULL, node int NOT NULL, waits int NOT NULL, PRIMARY KEY (run, node)) WITH (fillfactor = 70)';

/** One counter for each task that waits for others, for all runs in one statement. */
export async function insertCounters(client, runs, graph) {
  const nodes = upTo(graph.waits.length).filter((node) => graph.waits[node] > 0);
  await client.query(
    'INSERT INTO counters SELECT r, u.node, u.waits FROM generate_series(0, $1::int - 1) r, unnest($2::int[], $3::int[]) u(node, waits)',
    [runs, nodes, nodes.map((node) => graph.waits[node])],
  );
}

/**
 * The dependents of finished tasks ($1 runs, $2 nodes) count down; `zero` holds those that need wait no longer. The rows are locked
 * in the order of their key: tasks of one layer move the same counters, and would deadlock.
 */
export const COUNT_DOWN = `
WITH moved AS (SELECT u.run, u.node, count(*)::int AS by FROM unnest($1::int[], $2::int[]) u(run, node) GROUP BY 1, 2),
held AS MATERIALIZED (SELECT c.run, c.node, m.by FROM counters c JOIN moved m USING (run, node) ORDER BY c.run, c.node FOR UPDATE OF c),
zero AS (
  UPDATE counters c SET waits = c.waits - h.by FROM held h WHERE c.run = h.run AND c.node = h.node RETURNING c.run, c.node, c.waits
)`;

/** The two arrays for `COUNT_DOWN`. */
export function dependentsOf(tasks, graph) {
  const runs = [];
  const nodes = [];
  for (const { run, node } of tasks) {
    for (const dependent of graph.next[node]) {
      runs.push(run);
      nodes.push(dependent);
    }
  }
  return [runs, nodes];
}
