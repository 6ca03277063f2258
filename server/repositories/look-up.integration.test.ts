import { afterAll, beforeAll, expect, it } from 'vitest';
import { readAround, readGraph } from '@/server/engine/graph-rows';
import { readHopGraph } from '@/server/engine/hop-graph';
import { readPresent } from '@/server/engine/rewind';
import { typeParsers } from '@/server/infra/db/database';
import type { Tx } from '@/server/infra/db/tx';
import { readFailuresOfRole } from '@/server/repositories/agent-record-repository';
import { listArtifacts } from '@/server/repositories/artifact-repository';
import { findPhaseNotes } from '@/server/repositories/checkpoint-watch-repository';
import { readEvidenceArtifacts } from '@/server/repositories/escalation-repository';
import { findTasksOfRuns } from '@/server/repositories/found-tasks-repository';
import { readQueue } from '@/server/repositories/overview-repository';
import { readDrafts } from '@/server/repositories/plan-repository';
import { readTasks } from '@/server/repositories/run-view-repository';
import { readProgress } from '@/server/repositories/task-means-repository';
import { readTasksToCome } from '@/server/repositories/tasks-to-come-repository';
import { readWorksBehind } from '@/server/repositories/works-behind-repository';
import { type Engine, openEngine, task } from '@/test/engine/open-engine';

const TASKS = 500;
const nodes = Array.from({ length: TASKS }, (_, node) => node);

const READERS: Record<string, (tx: Tx, runId: string) => Promise<unknown>> = {
  'the tasks of a run': readTasks,
  'its graph': readGraph,
  'its graph around tasks': (tx, runId) => readAround(tx, runId, nodes),
  'what a hop needs': (tx, runId) => readHopGraph(tx, runId, TASKS),
  'what a rewind finds': readPresent,
  'what is to come': readTasksToCome,
  'how far it is': readProgress,
  'its drafts': readDrafts,
  'its artifacts': listArtifacts,
  'whose work a task sees': (tx, runId) => readWorksBehind(tx, runId, nodes),
  'its phases': (tx, runId) => findPhaseNotes(tx, [{ runId, seenSeq: 0, lastSeq: TASKS }]),
  'tasks that are found by words': (tx, runId) => findTasksOfRuns(tx, [runId], 't', 50),
  'the evidence of a question': (tx, runId) => readEvidenceArtifacts(tx, runId, 1),
  'failures of a role': (tx) => readFailuresOfRole(tx, 'tech_lead', new Date(0)),
  'the queue': (tx) => readQueue(tx),
};

let engine: Engine;
let tx: Tx;
let runId: string;
beforeAll(async () => {
  engine = await openEngine();
  const { client } = await engine.connect();
  // As each connection of a new installation: planned while there was next to nothing, and nobody has counted since.
  await client.query('SET plan_cache_mode = force_generic_plan');
  for (const table of ['tasks', 'task_specs', 'artifacts', 'run_events', 'ready_tasks']) {
    await client.query(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
  }
  tx = { query: async (statement) => (await client.query({ ...statement, types: typeParsers })).rows };
  runId = await engine.create([task('t0')]);
  for (const read of Object.values(READERS)) await read(tx, runId);
  const more = [runId, TASKS - 1];
  await client.query(
    `INSERT INTO task_specs SELECT (jsonb_populate_record(s, jsonb_build_object('node', n, 'key', 't' || n, 'depends_on', ARRAY[n - 1]))).*
      FROM task_specs s, generate_series(1, $2::int) n WHERE s.run_id = $1`,
    more,
  );
  await client.query(
    `INSERT INTO tasks SELECT (jsonb_populate_record(t, jsonb_build_object('node', n, 'status', CASE WHEN n % 2 = 0 THEN 'FAILED' ELSE 'PENDING' END))).*
      FROM tasks t, generate_series(1, $2::int) n WHERE t.run_id = $1`,
    more,
  );
  await client.query('UPDATE run_heads SET total = $2::int + 1, failed = 1 WHERE run_id = $1', more);
  await client.query(`INSERT INTO artifact_contents (sha256, content) VALUES ('0', '')`);
  await client.query(
    `INSERT INTO artifacts (id, run_id, node, name, type, version, sha256, bytes, metadata, created_at)
      SELECT gen_random_uuid(), run_id, node, 'a' || node, 'document', 1, '0', 0, '{}', now() FROM tasks`,
  );
  await client.query(
    `INSERT INTO run_events (run_id, seq, type, at, actor, node, data)
      SELECT run_id, node + 1, 'task.started', now(), 'test', node, '{}' FROM tasks WHERE node > 0`,
  );
  await client.query(`INSERT INTO ready_tasks (run_id, rank, node, ready_at) SELECT run_id, 0, node, now() FROM tasks WHERE node > 0`);
});
afterAll(() => engine.close());

it.each(Object.entries(READERS))('reads %s without looking through all tasks for each', async (_, read) => {
  const seen = async (): Promise<number> => {
    const [row] = await tx.query<{ rows: number }>({
      text: `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS rows FROM pg_stat_xact_user_tables WHERE relname IN ('tasks', 'task_specs')`,
    });
    return row?.rows ?? 0;
  };
  await tx.query({ text: 'BEGIN' });
  const before = await seen();
  await read(tx, runId);
  const rows = (await seen()) - before;
  await tx.query({ text: 'ROLLBACK' });
  expect(rows).toBeLessThan(6 * TASKS);
});
