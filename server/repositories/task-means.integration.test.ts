import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EditableGraph } from '@/lib/contracts/edit';
import { forecastOf } from '@/server/core/forecast/forecast-edit';
import { createMetricsService } from '@/server/services/metrics/metrics-service';
import { type EndedRow, insertEnded } from '@/test/engine/ended-rows';
import { type Engine, openEngine } from '@/test/engine/open-engine';
import { readProgress, readTaskMeans } from './task-means-repository';

let engine: Engine;
beforeEach(async () => {
  engine = await openEngine();
});
afterEach(() => engine.close());

const metrics = () => createMetricsService({ db: engine.db, roles: [], models: { configured: () => false, catalogued: () => false } });
const recount = () => metrics().recount(new AbortController().signal);
const ended = (role: string, seconds: number, more: Partial<EndedRow> = {}): EndedRow => ({
  ...{ role, seconds, outcome: 'succeeded', ago: '2 hours' },
  ...more,
});

function graph(...roles: string[]): EditableGraph {
  const tasks = roles.map((role, n): EditableGraph['tasks'][number] => ({
    ...{ key: `k${n + 1}`, title: '', role, kind: 'agent', prompt: '', phase: null, artifactType: null, tier: 'standard', maxAttempts: 3 },
    ...{ timeoutSeconds: 600, priority: 0, sideEffects: 'none', outputs: null, gate: null, branch: null, dependsOn: [] },
    ...{ status: 'PENDING', started: false, waitingFor: null, invalidated: false, resolved: false, chosen: null },
  }));
  return { version: 1, tasks };
}

describe('means of finished tasks', () => {
  it('are those that succeeded, each once, by role, tier and kind', async () => {
    await insertEnded(engine.db, [ended('tech_lead', 10), ended('tech_lead', 30, { ago: '9 days' }), ended('ux_engineer', 5)]);
    await insertEnded(engine.db, [ended('tech_lead', 500, { outcome: 'failed' }), ended('tech_lead', 500, { outcome: 'cancelled' })]);
    await recount();
    await metrics().countEnded(new AbortController().signal);
    const rows = (await readTaskMeans(engine.db)).sort((a, b) => (a.role < b.role ? -1 : 1));
    const like = { tier: 'standard', kind: 'agent', costUsd: 0.001 };
    expect(rows).toEqual([
      { role: 'tech_lead', ...like, count: 2, seconds: 20 },
      { role: 'ux_engineer', ...like, count: 1, seconds: 5 },
    ]);
  });

  it('weigh the newest most once there are thousands', async () => {
    const many = (seconds: number, ago: string) => Array.from({ length: 2_000 }, () => ended('tech_lead', seconds, { ago }));
    // More than six hours apart, hence counted one after the other.
    await insertEnded(engine.db, [...many(10, '3 days'), ...many(40, '1 day')]);
    await recount();
    expect(await readTaskMeans(engine.db)).toMatchObject([{ count: 3_000, seconds: 30 }]);
  });
});

describe('the forecast of a run that is under way', () => {
  it('knows how far its tasks are', async () => {
    const runId = await insertEnded(engine.db, [ended('tech_lead', 60), ended('tech_lead', 100)]);
    await recount();
    await engine.db.query({
      text: `UPDATE tasks SET status = 'RUNNING', cost_micro = 400, started_at = signalbox_now() - interval '30 seconds' WHERE run_id = $1 AND node = 1`,
      values: [runId],
    });
    const before = graph('tech_lead', 'tech_lead');
    const [first] = before.tasks;
    if (first) Object.assign(first, { status: 'RUNNING', started: true });
    const { before: side, measured } = forecastOf(before, before, await readTaskMeans(engine.db), await readProgress(engine.db, runId));
    // 0.001 each and 80 seconds; the second goes beside the first.
    expect(side).toMatchObject({ costUsd: 0.0016, seconds: 80 });
    expect(measured).toBe(2);
  });
});
