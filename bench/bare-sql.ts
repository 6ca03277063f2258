import pg from 'pg';
import { LAYERS, TASKS_PER_RUN } from './runs';

const BATCH = 50;

// The least that could be called a task queue with dependencies: no run's gate, no lease, no fence, no pause, no fairness.
const SCHEMA = `
DROP SCHEMA IF EXISTS bare CASCADE; CREATE SCHEMA bare;
CREATE TABLE bare.tasks (run int, node int, status smallint NOT NULL, remaining int NOT NULL, next int[] NOT NULL, PRIMARY KEY (run, node)) WITH (fillfactor = 70);
CREATE INDEX ready ON bare.tasks (run, node) WHERE status = 1;
CREATE TABLE bare.events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, run int NOT NULL, node int NOT NULL, type text NOT NULL, at timestamptz NOT NULL DEFAULT now());`;

const CLAIM = `
WITH c AS (
  UPDATE bare.tasks t SET status = 2 FROM (SELECT run, node FROM bare.tasks WHERE status = 1 ORDER BY run, node LIMIT ${BATCH} FOR UPDATE SKIP LOCKED) r
  WHERE t.run = r.run AND t.node = r.node RETURNING t.run, t.node
), e AS (INSERT INTO bare.events (run, node, type) SELECT run, node, 'started' FROM c)
SELECT array_agg(run) AS runs, array_agg(node) AS nodes FROM c`;

const FINISH = `
WITH f AS (
  UPDATE bare.tasks t SET status = 3 FROM unnest($1::int[], $2::int[]) d(run, node) WHERE t.run = d.run AND t.node = d.node AND t.status = 2
  RETURNING t.run, t.node, t.next
), n AS (
  UPDATE bare.tasks t SET remaining = t.remaining - x.n, status = CASE WHEN t.remaining = x.n THEN 1 ELSE t.status END
  FROM (SELECT f.run, k.node, count(*)::int AS n FROM f CROSS JOIN LATERAL unnest(f.next) k(node) GROUP BY 1, 2) x
  WHERE t.run = x.run AND t.node = x.node
)
INSERT INTO bare.events (run, node, type) SELECT run, node, 'succeeded' FROM f`;

function rows(): { node: number; remaining: number; next: number[] }[] {
  const firsts = LAYERS.map((_, layer) => LAYERS.slice(0, layer).reduce<number>((sum, width) => sum + width, 0));
  return LAYERS.flatMap((width, layer) =>
    Array.from({ length: width }, (_, index) => ({
      node: (firsts[layer] ?? 0) + index,
      remaining: LAYERS[layer - 1] ?? 0,
      next: Array.from({ length: LAYERS[layer + 1] ?? 0 }, (_next, at) => (firsts[layer + 1] ?? 0) + at),
    })),
  );
}

export interface BareSql {
  /** Carries out `runs` layered runs that are there already; tasks a second. */
  measure(runs: number): Promise<number>;
  close(): Promise<void>;
}

/** Claim 50, finish 50, release and log them, a statement and a commit each, on one connection. */
export async function openBareSql(databaseUrl: string): Promise<BareSql> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  return {
    async measure(runs) {
      await client.query(SCHEMA);
      await client.query(
        `INSERT INTO bare.tasks SELECT r, s.node, CASE WHEN s.remaining = 0 THEN 1 ELSE 0 END, s.remaining, s.next
          FROM generate_series(1, $1) r, jsonb_to_recordset($2::jsonb) s(node int, remaining int, next int[])`,
        [runs, JSON.stringify(rows())],
      );
      await client.query('ANALYZE bare.tasks');
      const from = performance.now();
      for (let done = 0; done < runs * TASKS_PER_RUN; ) {
        const claimed = await client.query<{ runs: number[]; nodes: number[] }>({ name: `claim_${from}`, text: CLAIM });
        const batch = claimed.rows[0];
        if (!batch?.runs) throw new Error('bare SQL ran dry');
        await client.query({ name: `finish_${from}`, text: FINISH, values: [batch.runs, batch.nodes] });
        done += batch.runs.length;
      }
      return (runs * TASKS_PER_RUN * 1000) / (performance.now() - from);
    },
    close: () => client.end(),
  };
}
