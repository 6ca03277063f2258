// The limit: finish, release, claim and events of a batch in one statement on one connection. No gate, no lease, no fence, no
// fairness, no attempts, and no other worker.
import pg from 'pg';
import { carryOut, chainGraph, databaseUrl, layeredGraph, upTo } from './shared.mjs';

const SCHEMA = `
CREATE TABLE tasks (run int NOT NULL, node int NOT NULL, status smallint NOT NULL, waits int NOT NULL, next int[] NOT NULL, PRIMARY KEY (run, node)) WITH (fillfactor = 70);
CREATE TABLE ready (run int NOT NULL, node int NOT NULL, PRIMARY KEY (run, node));
CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, run int NOT NULL, node int NOT NULL, type text NOT NULL, at timestamptz NOT NULL DEFAULT now())`;

const SUBMIT = `
WITH t AS (
  INSERT INTO tasks SELECT r, s.node, 0, s.waits, s.next FROM generate_series($1::int, $2::int - 1) r, jsonb_to_recordset($3::jsonb) s(node int, waits int, next int[])
  RETURNING run, node, waits
) INSERT INTO ready SELECT run, node FROM t WHERE waits = 0`;

const TICK = `
WITH finished AS (
  UPDATE tasks t SET status = 2 FROM unnest($1::int[], $2::int[]) d(run, node) WHERE t.run = d.run AND t.node = d.node RETURNING t.run, t.node, t.next
), released AS (
  UPDATE tasks t SET waits = t.waits - d.by, status = CASE WHEN t.waits = d.by THEN 1 ELSE 0 END
  FROM (SELECT f.run, n.node, count(*)::int AS by FROM finished f CROSS JOIN LATERAL unnest(f.next) n(node) GROUP BY 1, 2) d
  WHERE t.run = d.run AND t.node = d.node RETURNING t.run, t.node, t.status
), taken AS (
  DELETE FROM ready r USING (SELECT run, node FROM ready ORDER BY run, node LIMIT $3 FOR UPDATE SKIP LOCKED) x
  WHERE r.run = x.run AND r.node = x.node RETURNING r.run, r.node
), started AS (
  UPDATE tasks t SET status = 1 FROM taken x WHERE t.run = x.run AND t.node = x.node RETURNING t.run, t.node
), claimed AS MATERIALIZED (
  SELECT run, node FROM released WHERE status = 1 UNION ALL SELECT run, node FROM started
), e AS (
  INSERT INTO events (run, node, type) SELECT run, node, 'succeeded' FROM finished UNION ALL SELECT run, node, 'started' FROM claimed
)
SELECT array_agg(run) AS runs, array_agg(node) AS nodes FROM claimed`;

export async function open() {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(SCHEMA);

  async function drive(runs, graph, slots) {
    const rows = graph.next.map((next, node) => ({ node, waits: graph.waits[node], next }));
    for (let from = 0; from < runs; from += 1_000) {
      await client.query({ name: 'submit', text: SUBMIT, values: [from, Math.min(runs, from + 1_000), JSON.stringify(rows)] });
    }
    let batch = { runs: [], nodes: [] };
    let left = runs * graph.next.length;
    do {
      const { rows: answer } = await client.query({ name: 'tick', text: TICK, values: [batch.runs, batch.nodes, slots] });
      batch = { runs: answer[0].runs ?? [], nodes: answer[0].nodes ?? [] };
      for (const index of upTo(batch.runs.length)) carryOut(batch.runs[index], batch.nodes[index]);
      left -= batch.runs.length;
    } while (batch.runs.length > 0);
    if (left !== 0) throw new Error(`${left} tasks were not carried out`);
  }

  return {
    layered: (runs) => drive(runs, layeredGraph(), 50),
    chain: (length) => drive(1, chainGraph(length), 1),
    plain: (tasks) => drive(tasks, chainGraph(1), 400),
  };
}
