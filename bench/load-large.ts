import type { Tx } from '@/server/infra/db/tx';

const STATEMENTS = [
  // Ids in the order of time, as runs have them.
  `INSERT INTO runs (id, goal, created_by, created_at, supervision, planner, offline_model, definition_hash)
    SELECT (lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint - $1 + g), 12, '0') || '7000' || '8000' || lpad(to_hex(g), 12, '0'))::uuid,
      'Build the ' || (ARRAY['ledger','portal','scheduler','importer','gateway'])[1 + g % 5] || ' number ' || g, 'token:bench', now(), 'default', false, true, 'bench'
    FROM generate_series(1, $1::int) g`,
  `INSERT INTO run_heads (run_id, status, planned, graph_version, last_seq, priority, virtual_time, total, pending, ready, running, waiting, succeeded,
      failed, skipped, cancelled, started_at, finished_at)
    SELECT id, CASE WHEN waits THEN 'RUNNING' WHEN n % 10 = 0 THEN 'FAILED' ELSE 'SUCCEEDED' END::run_status, true, 1, 42, 0, 0, 20,
      CASE WHEN waits THEN 19 ELSE 0 END, waits::int, 0, 0, CASE WHEN waits THEN 0 ELSE 20 END, 0, 0, 0, now(), CASE WHEN NOT waits THEN now() END
    FROM (SELECT id, n, n % ($1::int / $2::int) = 0 AS waits FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM runs) r) x`,
  `INSERT INTO tasks (run_id, node, status, epoch, attempt, open_edges, taken_edges, priority, next)
    SELECT h.run_id, g, CASE WHEN h.status <> 'RUNNING' THEN 'SUCCEEDED' WHEN g = 0 THEN 'READY' ELSE 'PENDING' END::task_status,
      1, 1, CASE WHEN h.status = 'RUNNING' THEN (g > 0)::int ELSE 0 END, 0, 0, CASE WHEN g < 19 THEN ARRAY[g + 1] ELSE '{}' END
    FROM run_heads h, generate_series(0, 19) g`,
  `INSERT INTO task_specs (run_id, node, key, title, role, kind, prompt, tier, max_attempts, timeout_seconds, side_effects, depends_on)
    SELECT run_id, node, 't' || node, 'Task', 'tech_lead', 'agent', 'x', 'standard', 3, 900, 'none', CASE WHEN node > 0 THEN ARRAY[node - 1] ELSE '{}' END FROM tasks`,
  `INSERT INTO ready_tasks (run_id, rank, node, ready_at) SELECT run_id, 0, 0, now() FROM run_heads WHERE status = 'RUNNING'`,
];

/** Fills a migrated database: `runs` ended runs of 20 tasks, `waiting` of which wait to start. */
export async function loadLarge(tx: Tx, size: { runs: number; waiting: number }): Promise<void> {
  for (const text of STATEMENTS) {
    const values = text.includes('$2') ? [size.runs, size.waiting] : text.includes('$1') ? [size.runs] : [];
    await tx.query({ text, values });
  }
  await tx.query({ text: 'ANALYZE' });
}
