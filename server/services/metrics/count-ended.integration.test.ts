import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_MODELS } from '@/server/core/metrics/labels';
import { insertConsultCall } from '@/server/repositories/consult-repository';
import { OUTCOME_SQL } from '@/server/repositories/stats-repository';
import { type EndedRow, insertEnded } from '@/test/engine/ended-rows';
import { type Engine, openEngine } from '@/test/engine/open-engine';
import { countEnded } from './count-ended';
import type { MetricsDeps } from './deps';
import { createMetricsService } from './metrics-service';

const ROLES = ['tech_lead', 'planner'];
let engine: Engine;
let deps: MetricsDeps;
beforeEach(async () => {
  engine = await openEngine();
  deps = {
    db: engine.db,
    roles: ROLES,
    models: { configured: (model) => model === 'mine', catalogued: (model) => model.startsWith('gpt') },
  };
});
afterEach(() => engine.close());

const NO_GRACE = 0;
const count = (its = deps) => countEnded(its, new AbortController().signal, NO_GRACE);
const read = (text: string) => engine.db.query<Record<string, unknown>>({ text });

const RAW_TASKS = `SELECT s.role, ${OUTCOME_SQL} AS outcome, count(*) AS count, sum(round(extract(epoch FROM a.finished_at - a.started_at) * 1000))::bigint AS ms
  FROM attempts a JOIN task_specs s USING (run_id, node) GROUP BY 1, 2 ORDER BY 1, 2`;
const COUNTED_TASKS = `SELECT role, outcome, sum(count)::bigint AS count, sum(duration_ms)::bigint AS ms FROM task_stats GROUP BY 1, 2 ORDER BY 1, 2`;
const RAW_CALLS = `SELECT model, count(*) AS calls, count(*) FILTER (WHERE NOT priced) AS unpriced, sum(input_tokens)::bigint AS input, sum(output_tokens)::bigint AS output,
  coalesce(sum(cost_micro) FILTER (WHERE priced), 0)::bigint AS cost FROM turns GROUP BY 1 ORDER BY 1`;
const COUNTED_CALLS = `SELECT model, sum(calls)::bigint AS calls, sum(unpriced)::bigint AS unpriced, sum(input_tokens)::bigint AS input,
  sum(output_tokens)::bigint AS output, sum(cost_micro)::bigint AS cost FROM call_stats GROUP BY 1 ORDER BY 1`;

async function expectExact(): Promise<void> {
  expect(await read(COUNTED_TASKS)).toEqual(await read(RAW_TASKS));
  expect(await read(COUNTED_CALLS)).toEqual(await read(RAW_CALLS));
}

/** One every 37 minutes over four days, of every kind. */
const HISTORY: EndedRow[] = Array.from({ length: 156 }, (_, index) => ({
  role: ROLES[index % 2] ?? '',
  outcome: (['succeeded', 'failed', 'lost', 'cancelled', 'failed'] as const)[index % 5] ?? 'succeeded',
  retried: index % 5 === 2 || index % 5 === 4,
  ago: `${37 * index} minutes`,
  seconds: 1 + (index % 60),
  model: ['mine', 'gpt-5-mini', 'unknown'][index % 3],
  priced: index % 3 !== 2,
}));

describe('counting what ended', () => {
  it('comes to exactly the raw rows, from the oldest on', async () => {
    await insertEnded(engine.db, HISTORY);
    await count();
    await expectExact();
  });

  it('counts nothing twice, whoever counts and however often', async () => {
    await insertEnded(engine.db, HISTORY);
    await Promise.all([count(), count()]);
    await insertEnded(engine.db, HISTORY.slice(0, 1));
    await count();
    await count();
    await expectExact();
  });

  it('leaves no half of a count behind when its process dies', async () => {
    await insertEnded(engine.db, HISTORY.slice(0, 10));
    const dying = {
      ...engine.db,
      transaction: <T>(work: (tx: typeof engine.db) => Promise<T>) =>
        engine.db.transaction((tx) =>
          work({
            ...engine.db,
            query: (statement) => (statement.name === 'stats_move' ? Promise.reject(new Error('killed')) : tx.query(statement)),
          }),
        ),
    };
    await expect(count({ ...deps, db: dying as typeof engine.db })).rejects.toThrow('killed');
    expect(await read(COUNTED_TASKS)).toEqual([]);
    await count();
    await expectExact();
  });

  it('waits for a transaction that is still writing', async () => {
    await count();
    const { tx, client } = await engine.connect();
    await client.query('BEGIN');
    await insertEnded(tx, [{ role: 'planner', outcome: 'succeeded', ago: '0 s', seconds: 1 }]);
    await insertEnded(engine.db, [{ role: 'tech_lead', outcome: 'succeeded', ago: '0 s', seconds: 1 }]);
    await count();
    await client.query('COMMIT');
    await count();
    await expectExact();
  });

  it('catches up over a long pause', async () => {
    await insertEnded(engine.db, HISTORY.slice(0, 5));
    await count();
    await engine.skew('20 days');
    await insertEnded(engine.db, HISTORY);
    await count();
    await expectExact();
  });

  it('counts again from the beginning, where rows of the past came in', async () => {
    await count();
    await insertEnded(engine.db, HISTORY);
    await engine.skew('10 seconds');
    await createMetricsService(deps).recount(new AbortController().signal);
    await expectExact();
  });

  it('folds what is old without losing any of it', async () => {
    await insertEnded(engine.db, HISTORY);
    await count();
    const [before] = await read('SELECT count(*)::int AS rows FROM task_stats');
    await engine.skew('10 days');
    await count();
    expect(await read('SELECT DISTINCT span FROM task_stats')).toEqual([{ span: 3600 }]);
    await engine.skew('100 days');
    await count();
    expect(await read('SELECT DISTINCT span FROM task_stats')).toEqual([{ span: 86400 }]);
    const [after] = await read('SELECT count(*)::int AS rows FROM task_stats');
    expect(Number(after?.rows)).toBeLessThan(Number(before?.rows));
    await expectExact();
  });

  it('counts calls about escalations with those of tasks, by role and model', async () => {
    await insertEnded(engine.db, [{ role: 'tech_lead', outcome: 'succeeded', ago: '1 minute', seconds: 2, model: 'mine' }]);
    const call = { role: 'tech_lead', model: 'mine', inputTokens: 10, outputTokens: 5, costMicroUsd: 70, priced: true };
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    const runId = randomUUID();
    await insertConsultCall(engine.db, { ...call, runId, seq: 1, now: ago(2) });
    await insertConsultCall(engine.db, { ...call, runId, seq: 2, model: 'gpt-5-mini', now: ago(90) });
    await count();
    expect(
      await read('SELECT role, model, sum(calls)::int AS calls, sum(cost_micro)::int AS micro FROM call_totals GROUP BY 1, 2 ORDER BY 2'),
    ).toEqual([
      { role: 'tech_lead', model: 'gpt-5-mini', calls: 1, micro: 70 },
      { role: 'tech_lead', model: 'mine', calls: 2, micro: 1_070 },
    ]);
  });

  it('gives labels to known names only, and keeps the totals of the rest', async () => {
    const invented = Array.from({ length: 10_000 }, (_, index) => ({
      role: `role${index}`,
      outcome: 'succeeded' as const,
      ago: '1 minute',
      seconds: 2,
      model: `gpt-${index}`,
    }));
    await insertEnded(engine.db, [...invented, { role: 'planner', outcome: 'succeeded', ago: '1 minute', seconds: 2, model: 'mine' }]);
    await count();
    const [tasks] = await read('SELECT count(DISTINCT role)::int AS roles, sum(count)::int AS count FROM task_totals');
    expect(tasks).toEqual({ roles: 2, count: 10_001 });
    const [calls] = await read(
      `SELECT count(DISTINCT model)::int AS models, sum(calls)::int AS calls, bool_or(model = 'mine') AS mine FROM call_totals`,
    );
    expect(calls).toMatchObject({ calls: 10_001, mine: true });
    expect(Number(calls?.models)).toBeLessThanOrEqual(MAX_MODELS + 1);
  });

  it('takes what programs record of their own', async () => {
    const metrics = createMetricsService(deps);
    await metrics.recordTaskDuration('tech_lead', 45.2);
    await metrics.recordLlmCall('mine', 1500, 800, 0.023);
    await metrics.recordLlmCall('mine', 10, 5, null);
    expect(await read('SELECT role, outcome, count, duration_ms FROM task_totals')).toEqual([
      { role: 'tech_lead', outcome: 'succeeded', count: 1, duration_ms: 45_200 },
    ]);
    expect(await read('SELECT model, calls, unpriced, input_tokens, output_tokens, cost_micro FROM call_totals')).toEqual([
      { model: 'mine', calls: 2, unpriced: 1, input_tokens: 1510, output_tokens: 805, cost_micro: 23_000 },
    ]);
  });
});
