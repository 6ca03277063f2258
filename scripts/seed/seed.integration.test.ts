import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '@/lib/contracts/event';
import { stateAt } from '@/server/core/state-at';
import { auditAll } from '@/test/engine/audit';
import { type Engine, openEngine } from '@/test/engine/open-engine';
import { loadLarge } from './load-large';
import { hasRealRuns, seedWorld, type World } from './seed-world';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

async function seeded(world: World | 'large'): Promise<{ status: string; status_reason: string | null; runs: number }[]> {
  await engine.db.query({
    text: `TRUNCATE runs, run_heads, run_list, run_search, run_search_due, tasks, task_specs, ready_tasks, run_events, attempts, turns, tool_calls,
      conversations, artifacts, artifact_contents, definitions, dead_letters, incidents, escalations, escalation_entries, escalation_consults`,
  });
  if (world === 'large') await loadLarge(engine.db, { runs: 250, waiting: 10, waitingStatus: 'PAUSED' });
  else await seedWorld(engine.db, world, 7);
  return engine.db.query({ text: 'SELECT status, status_reason, count(*)::int AS runs FROM run_heads GROUP BY 1, 2 ORDER BY 1, 2' });
}

describe.each(['quiet-day', 'bad-night', 'large'] as const)('%s', (world) => {
  it('holds together: heads, rows, events, queue, sums', async () => {
    const kinds = await seeded(world);
    expect(kinds.length).toBeGreaterThan(2);
    await auditAll(engine.db);
    const [sums] = await engine.db.query<{ heads: number; turns: number; tasks: number; list: number }>({
      text: `SELECT (SELECT sum(spent_micro) FROM run_heads)::bigint AS heads, (SELECT sum(cost_micro) FROM turns)::bigint AS turns,
        (SELECT sum(cost_micro) FROM tasks)::bigint AS tasks, (SELECT sum(spent_micro) FROM run_list)::bigint AS list`,
    });
    expect(sums).toEqual({ heads: sums?.heads, turns: sums?.heads, tasks: sums?.heads, list: sums?.heads });
    expect(await engine.db.query({ text: `SELECT 1 FROM tasks WHERE status = 'RUNNING'` })).toEqual([]);
    const orphans = await engine.db.query({
      text: `SELECT a.run_id FROM attempts a LEFT JOIN tasks t USING (run_id, node) WHERE t.run_id IS NULL
        UNION ALL SELECT a.run_id FROM artifacts a LEFT JOIN artifact_contents c USING (sha256) WHERE c.sha256 IS NULL`,
    });
    expect(orphans).toEqual([]);
    const [unsearched] = await engine.db.query<{ count: number }>({ text: `SELECT count(*) FROM run_search WHERE seq = 0` });
    expect(unsearched?.count).toBe(0);
    expect(await hasRealRuns(engine.db)).toBe(false);
  });
});

it('a bad night has three causes, budgets that were reached, plans that were none, and a retry that waits', async () => {
  const kinds = await seeded('bad-night');
  const codes = await engine.db.query<{ code: string }>({
    text: `SELECT DISTINCT failure->>'code' AS code FROM attempts WHERE failure IS NOT NULL AND retry_at IS NULL ORDER BY 1`,
  });
  expect(codes.map(({ code }) => code)).toEqual(['invalid_plan', 'server_error', 'timeout', 'unauthorized']);
  expect(kinds.map(({ status, status_reason }) => `${status} ${status_reason}`)).toEqual([
    'RUNNING null',
    'PAUSED budget',
    'SUCCEEDED null',
    'FAILED tasks_failed',
  ]);
  const [asked] = await engine.db.query<{ paused: number; asked: number }>({
    text: `SELECT (SELECT count(*) FROM run_heads WHERE status_reason = 'budget')::int AS paused,
      (SELECT count(DISTINCT run_id) FROM escalations WHERE type = 'budget_override' AND status = 'OPEN' AND action->>'kind' = 'raise_budget')::int AS asked`,
  });
  expect(asked?.paused).toBeGreaterThan(0);
  expect(asked?.asked).toBe(asked?.paused);
  const incidents = await engine.db.query<{ code: string; letters: number }>({
    text: `SELECT i.code, (SELECT count(*)::int FROM dead_letters d WHERE d.fingerprint = i.fingerprint AND d.created_at >= i.first_seen_at) AS letters
      FROM incidents i ORDER BY 1`,
  });
  expect(incidents.map(({ code }) => code)).toEqual(['invalid_plan', 'server_error', 'timeout', 'unauthorized']);
  const [failed] = await engine.db.query<{ tasks: number }>({ text: `SELECT count(*)::int AS tasks FROM tasks WHERE status = 'FAILED'` });
  expect(incidents.reduce((sum, { letters }) => sum + letters, 0)).toBe(failed?.tasks);
  expect(await engine.db.query({ text: `SELECT waiting_for FROM tasks WHERE status = 'WAITING'` })).toEqual([{ waiting_for: 'retry' }]);
});

it('is the same for the same seed, and pages find what is in it', async () => {
  const look = async () =>
    engine.db.query({ text: `SELECT r.goal, h.spent_micro, h.last_seq FROM runs r JOIN run_heads h ON h.run_id = r.id ORDER BY 1, 2` });
  await seeded('quiet-day');
  const first = await look();
  await seeded('quiet-day');
  expect(await look()).toEqual(first);
  const found = await engine.runs.list({ limit: 5, q: 'security.md', status: ['SUCCEEDED'] });
  expect(found.items).toHaveLength(5);
  // The fold counts by node, as the log has it; the contract's events name the task's key.
  const events = await engine.db.query<RunEvent>({
    text: 'SELECT seq::int, type, at, actor, node, data FROM run_events WHERE run_id = $1 ORDER BY seq',
    values: [found.items[0]!.id],
  });
  expect(stateAt(events).spentUsd).toBeCloseTo(found.items[0]!.spentUsd, 6);
  await engine.create();
  expect(await hasRealRuns(engine.db)).toBe(true);
});
