import type { Tx } from '@/server/infra/db/tx';

/** Of these many runs one failed, one was cancelled. */
const FAILED_EVERY = 10;
const CANCELLED_EVERY = 101;
const TASKS = 20;
/** A cancelled run had come this far. */
const DONE_WHEN_CANCELLED = 10;

export interface LargeWorld {
  runs: number;
  /** How many of them have not begun: `RUNNING` for benches, whose workers take them, or `PAUSED`, which nobody takes. */
  waiting: number;
  waitingStatus: 'RUNNING' | 'PAUSED';
}

/** `fate` of each run, and when it began: one a minute until now. Everything else follows from these. */
const FATES = `CREATE TEMP TABLE fates ON COMMIT DROP AS
  SELECT g, now() - ($1::int - g) * interval '1 minute' AS at,
    (lpad(to_hex((extract(epoch FROM now() - ($1::int - g) * interval '1 minute') * 1000)::bigint), 12, '0') || '7000' || '8000' || '5eed' || lpad(to_hex(g), 8, '0'))::uuid AS id,
    CASE WHEN g % ($1::int / $2::int) = 0 THEN 'waits' WHEN g % ${FAILED_EVERY} = 3 THEN 'failed' WHEN g % ${CANCELLED_EVERY} = 5 THEN 'cancelled' ELSE 'succeeded' END AS fate,
    100000 + g::bigint * 7919 % 4900000 AS spent, 60 + g * 31 % 3540 AS seconds
  FROM generate_series(1, $1::int) g`;

const STATEMENTS = [
  `INSERT INTO definitions (hash, body) VALUES ('large', '{}') ON CONFLICT DO NOTHING`,
  `INSERT INTO runs (id, goal, created_by, created_at, supervision, planner, offline_model, definition_hash)
    SELECT id, (ARRAY['Build the','Review the','Migrate the','Document the','Harden the','Measure the','Translate the'])[1 + g % 7] || ' '
      || (ARRAY['ledger','portal','scheduler','importer','gateway','catalogue','pilot book','tide service','berth planner','invoice run','archive'])[1 + g % 11]
      || ' of ' || (ARRAY['Kilrush','Galway','Bergen','Ostend','Cadiz','Trieste','Varna','Tallinn','Halifax','Hobart','Kobe','Busan','Durban'])[1 + g % 13] || ', number ' || g,
      (ARRAY['user:ada@example.com','user:grace@example.com','token:nightly','token:ci'])[1 + g % 4], at, 'default', false, true, 'large' FROM fates ORDER BY g`,
  // Before the heads: their trigger reads the roles.
  `INSERT INTO task_specs (run_id, node, key, title, role, kind, prompt, tier, max_attempts, timeout_seconds, side_effects, depends_on)
    SELECT id, n, 'step' || n, (ARRAY['Gather','Outline','Draft','Check','Compare','Refine','Publish'])[1 + n % 7] || ' part ' || n,
      (ARRAY['project_manager','tech_lead','backend_engineer','database_engineer','frontend_engineer','ux_engineer','code_reviewer','security_reviewer'])[1 + (n / 4 + g) % 8],
      'agent', 'Carry out part ' || n || ' of the work.', 'standard', 3, 900, 'none', CASE WHEN n > 0 THEN ARRAY[n - 1] ELSE '{}' END
    FROM fates, generate_series(0, ${TASKS - 1}) n ORDER BY g, n`,
  `INSERT INTO tasks (run_id, node, status, epoch, attempt, open_edges, taken_edges, priority, next, conversation, turns, cost_micro, ready_at, started_at, finished_at)
    SELECT id, n,
      CASE WHEN fate = 'waits' THEN CASE WHEN n = 0 THEN 'READY' ELSE 'PENDING' END
        WHEN fate = 'cancelled' AND n >= ${DONE_WHEN_CANCELLED} THEN 'CANCELLED' WHEN fate = 'failed' AND n = ${TASKS - 1} THEN 'FAILED' ELSE 'SUCCEEDED' END::task_status,
      CASE WHEN fate = 'waits' THEN 0 ELSE 1 END, CASE WHEN fate = 'waits' OR fate = 'cancelled' AND n >= ${DONE_WHEN_CANCELLED} THEN 0 ELSE 1 END,
      CASE WHEN n > 0 AND (fate = 'waits' OR fate = 'cancelled' AND n > ${DONE_WHEN_CANCELLED}) THEN 1 ELSE 0 END,
      CASE WHEN n > 0 AND NOT (fate = 'waits' OR fate = 'cancelled' AND n > ${DONE_WHEN_CANCELLED}) THEN 1 ELSE 0 END, 0,
      CASE WHEN n < ${TASKS - 1} THEN ARRAY[n + 1] ELSE '{}' END,
      CASE WHEN n = 0 AND fate <> 'waits' THEN 1 ELSE 0 END, CASE WHEN n = 0 AND fate <> 'waits' THEN 1 ELSE 0 END, CASE WHEN n = 0 AND fate <> 'waits' THEN spent ELSE 0 END,
      CASE WHEN n = 0 THEN at END,
      CASE WHEN fate <> 'waits' AND NOT (fate = 'cancelled' AND n >= ${DONE_WHEN_CANCELLED}) THEN at + n * seconds * interval '1 second' / ${TASKS} END,
      CASE WHEN fate <> 'waits' THEN at + least(n + 1, CASE WHEN fate = 'cancelled' THEN ${DONE_WHEN_CANCELLED} ELSE ${TASKS} END) * seconds * interval '1 second' / ${TASKS} END
    FROM fates, generate_series(0, ${TASKS - 1}) n ORDER BY g, n`,
  `INSERT INTO attempts (run_id, node, epoch, attempt, started_at, finished_at, outcome, failure)
    SELECT run_id, node, epoch, attempt, started_at, finished_at, CASE status WHEN 'FAILED' THEN 'failed' ELSE 'succeeded' END,
      CASE status WHEN 'FAILED' THEN jsonb_build_object('code', 'tool_failed', 'message', 'The publishing step was refused: the archive is read-only',
        'httpStatus', NULL, 'place', 'tool', 'permanent', true, 'stack', NULL) END
    FROM tasks WHERE attempt = 1 AND run_id IN (SELECT id FROM fates)`,
  `INSERT INTO turns (run_id, node, conversation, turn, attempt, epoch, model, text, finish_reason, input_tokens, output_tokens, cost_micro, priced, started_at, finished_at)
    SELECT id, 0, 1, 1, 1, 1, 'offline', 'I have gathered what there is and set out the parts.', 'stop', 1800, 420, spent, true, at, at + interval '2 seconds' FROM fates WHERE fate <> 'waits'`,
  `INSERT INTO conversations (run_id, node, conversation, system, "user", created_at)
    SELECT id, 0, 1, 'You plan and gather.', 'Carry out part 0 of the work.', at FROM fates WHERE fate <> 'waits'`,
  // 1 created, then a turn behind the first start, two events a task, and the end.
  `INSERT INTO run_events (run_id, seq, type, at, actor, node, data)
    SELECT id, 1, 'run.created', at, 'token:seed', NULL::int, jsonb_build_object('goal', 'seeded', 'planner', false, 'version', 1, 'inputs', 0, 'tasks', shape.nodes)
    FROM fates, (SELECT jsonb_agg(jsonb_build_object('node', n, 'key', 'step' || n, 'dependsOn', CASE WHEN n > 0 THEN jsonb_build_array(n - 1) ELSE '[]' END) ORDER BY n) AS nodes
      FROM generate_series(0, ${TASKS - 1}) n) shape
    UNION ALL SELECT id, 3, 'task.turn', at + interval '2 seconds', 'worker:seed', 0, jsonb_build_object('attempt', 1, 'epoch', 1, 'conversation', 1, 'turn', 1, 'model', 'offline',
      'inputTokens', 1800, 'outputTokens', 420, 'costUsd', spent / 1e6, 'priced', true, 'toolCalls', '[]'::jsonb) FROM fates WHERE fate <> 'waits'
    UNION ALL SELECT t.run_id, CASE WHEN t.node = 0 THEN 2 ELSE 3 + 2 * t.node END, 'task.started', t.started_at, 'worker:seed', t.node, '{"attempt":1,"epoch":1}'
      FROM fates f JOIN tasks t ON t.run_id = f.id WHERE t.attempt = 1
    UNION ALL SELECT t.run_id, 4 + 2 * t.node, CASE t.status WHEN 'FAILED' THEN 'task.failed' ELSE 'task.succeeded' END, t.finished_at, 'worker:seed', t.node,
      CASE t.status WHEN 'FAILED' THEN jsonb_build_object('attempt', 1, 'epoch', 1, 'failure', a.failure) ELSE '{"attempt":1,"epoch":1}' END
      FROM fates f JOIN tasks t ON t.run_id = f.id JOIN attempts a ON a.run_id = t.run_id AND a.node = t.node AND a.epoch = 1 WHERE t.attempt = 1
    UNION ALL SELECT id, CASE fate WHEN 'cancelled' THEN ${3 + 2 * DONE_WHEN_CANCELLED} ELSE ${3 + 2 * TASKS} END, 'run.' || fate, at + seconds * interval '1 second', 'token:seed', NULL,
      CASE fate WHEN 'failed' THEN '{"reason":"tasks_failed"}'::jsonb ELSE '{}' END FROM fates WHERE fate <> 'waits'
    UNION ALL SELECT id, 2, 'run.paused', at, 'token:seed', NULL, '{"reason":null}' FROM fates WHERE fate = 'waits' AND $1::text = 'PAUSED'`,
  `INSERT INTO run_heads (run_id, status, status_reason, planned, graph_version, last_seq, priority, virtual_time, total, pending, ready, running, waiting, succeeded,
      failed, skipped, cancelled, spent_micro, started_at, finished_at)
    SELECT id, CASE fate WHEN 'waits' THEN $1::text ELSE upper(fate) END::run_status, CASE fate WHEN 'failed' THEN 'tasks_failed' END, true, 1,
      CASE fate WHEN 'waits' THEN CASE $1::text WHEN 'PAUSED' THEN 2 ELSE 1 END WHEN 'cancelled' THEN ${3 + 2 * DONE_WHEN_CANCELLED} ELSE ${3 + 2 * TASKS} END, 0, 0, ${TASKS},
      CASE fate WHEN 'waits' THEN ${TASKS - 1} ELSE 0 END, (fate = 'waits')::int, 0, 0,
      CASE fate WHEN 'waits' THEN 0 WHEN 'cancelled' THEN ${DONE_WHEN_CANCELLED} WHEN 'failed' THEN ${TASKS - 1} ELSE ${TASKS} END, (fate = 'failed')::int, 0,
      CASE fate WHEN 'cancelled' THEN ${TASKS - DONE_WHEN_CANCELLED} ELSE 0 END, CASE fate WHEN 'waits' THEN 0 ELSE spent END,
      CASE WHEN fate <> 'waits' THEN at END, CASE WHEN fate <> 'waits' THEN at + seconds * interval '1 second' END
    FROM fates ORDER BY g`,
  `INSERT INTO ready_tasks (run_id, rank, node, ready_at) SELECT id, 0, 0, at FROM fates WHERE fate = 'waits'`,
  // What the side job would do by and by.
  `UPDATE run_search s SET text = signalbox_search_text(s.run_id), seq = 1 FROM fates f WHERE s.run_id = f.id`,
  `DELETE FROM run_search_due d USING fates f WHERE d.run_id = f.id`,
];

/** Fills a migrated database with runs of 20 tasks each, one begun each minute until now; every count, event and sum agrees. */
export async function loadLarge(db: { transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> } & Tx, world: LargeWorld): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query({ text: FATES, values: [world.runs, world.waiting] });
    for (const text of STATEMENTS) await tx.query({ text, values: text.includes('$1') ? [world.waitingStatus] : [] });
  });
  await db.query({ text: 'VACUUM (ANALYZE)' });
}
