import type { Tx } from '@/server/infra/db/tx';

export interface EndedRow {
  role: string;
  outcome: 'succeeded' | 'failed' | 'lost' | 'cancelled';
  retried?: boolean;
  /** SQL interval before now. */
  ago: string;
  seconds: number;
  model?: string;
  priced?: boolean;
}

/** Raw rows of attempts that ended, each a task of one run with one call: what statistics are made of. Returns the run's id. */
export async function insertEnded(tx: Tx, rows: readonly EndedRow[]): Promise<string> {
  const [run] = await tx.query<{ id: string }>({ text: 'SELECT signalbox_uuid7() AS id' });
  const id = run?.id ?? '';
  await tx.query({
    text: `INSERT INTO runs (id, goal, created_by, created_at, supervision, planner, offline_model, definition_hash)
      VALUES ($1, 'Rows', 'test', signalbox_now(), 'default', false, true, 'test')`,
    values: [id],
  });
  await tx.query({
    text: `INSERT INTO run_heads (run_id, status, planned, graph_version, last_seq, priority, virtual_time, total, pending, ready, running, waiting,
        succeeded, failed, skipped, cancelled) VALUES ($1, 'SUCCEEDED', true, 1, 0, 0, 0, $2, 0, 0, 0, 0, $2, 0, 0, 0)`,
    values: [id, rows.length],
  });
  await tx.query({
    text: `WITH r AS MATERIALIZED (SELECT o.n::int AS node, o.x, signalbox_now() - (o.x ->> 'ago')::interval AS ended
        FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY o(x, n)),
      s AS (INSERT INTO task_specs (run_id, node, key, title, role, kind, prompt, tier, max_attempts, timeout_seconds, side_effects, depends_on)
        SELECT $1, node, 'k' || node, 'Task ' || node, x ->> 'role', 'agent', 'x', 'standard', 3, 900, 'none', '{}' FROM r),
      t AS (INSERT INTO tasks (run_id, node, status, epoch, attempt, open_edges, taken_edges, priority, cost_micro)
        SELECT $1, node, CASE WHEN x ->> 'outcome' IN ('failed', 'lost') THEN 'FAILED' ELSE 'SUCCEEDED' END::task_status, 1, 1, 0, 0, 0, 1000 FROM r),
      c AS (INSERT INTO turns (run_id, node, conversation, turn, attempt, epoch, model, text, input_tokens, output_tokens, cost_micro, priced, started_at, finished_at)
        SELECT $1, node, 1, 1, 1, 1, coalesce(x ->> 'model', 'offline-standard'), '', 100, 50, 1000, coalesce((x ->> 'priced')::boolean, true), ended, ended FROM r)
      INSERT INTO attempts (run_id, node, epoch, attempt, started_at, finished_at, outcome, failure, retry_at)
      SELECT $1, node, 1, 1, ended - make_interval(secs => (x ->> 'seconds')::float8), ended, x ->> 'outcome',
        CASE WHEN x ->> 'outcome' = 'failed' THEN '{"code":"server_error","message":"It broke.\\nSecond line"}'::jsonb END,
        CASE WHEN (x ->> 'retried')::boolean THEN ended END FROM r`,
    values: [id, JSON.stringify(rows)],
  });
  return id;
}
