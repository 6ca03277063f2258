import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OUTCOMES } from '@/lib/contracts/dashboard';
import { listTasksSchema } from '@/lib/contracts/task-list';
import { createPrometheusExporter } from '@/server/infra/metrics/prometheus-exporter';
import { insertGateVerdict } from '@/server/repositories/gate-verdict-repository';
import { createMetricsService } from '@/server/services/metrics/metrics-service';
import { createTasksService } from '@/server/services/tasks/get-task';
import { type EndedRow, insertEnded } from '@/test/engine/ended-rows';
import { type Engine, openEngine, task } from '@/test/engine/open-engine';
import { failure, recordingRunner } from '@/test/engine/runners';
import { until } from '@/test/engine/until';
import { createDashboardService, type DashboardService } from './dashboard-service';

const ROLES = ['tech_lead', 'planner'];
let engine: Engine;
let dashboard: DashboardService;
let nowMs: number;
beforeEach(async () => {
  engine = await openEngine();
  nowMs = 0;
  const clock = { now: () => nowMs };
  dashboard = createDashboardService({
    db: engine.db,
    exporter: createPrometheusExporter(),
    roles: ROLES,
    clock,
    silentMs: 5_000,
    version: '1',
  });
});
afterEach(() => engine.close());

const metrics = () =>
  createMetricsService({
    db: engine.db,
    roles: ROLES,
    models: { configured: () => false, catalogued: (model) => model.startsWith('offline') },
  });
const count = () => metrics().countEnded(new AbortController().signal);
const tasks = () => createTasksService({ db: engine.db, bus: engine.bus, modelFor: () => 'none' });
async function listAll(query: Record<string, string>, limit = 7) {
  const items = [];
  let cursor: string | undefined;
  do {
    const page = await tasks().list(listTasksSchema.parse({ ...query, limit, ...(cursor ? { cursor } : {}) }));
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return items;
}

const ended = (over: Partial<EndedRow>): EndedRow => ({ role: 'tech_lead', outcome: 'succeeded', ago: '1 minute', seconds: 10, ...over });
const HISTORY: EndedRow[] = Array.from({ length: 120 }, (_, index) =>
  ended({
    role: ROLES[index % 2],
    outcome: (['succeeded', 'failed', 'failed', 'cancelled'] as const)[index % 4],
    retried: index % 4 === 2,
    ago: `${index * index} minutes`,
    seconds: 1 + index,
  }),
);

describe('the overview', () => {
  it('tells the same before and after the rows are counted, and lists hold exactly what it counts', async () => {
    await insertEnded(engine.db, HISTORY);
    await count();
    // Five more minutes that nobody has counted, across the boundary of a bucket.
    await insertEnded(engine.db, [ended({ ago: '0 s' }), ended({ ago: '1 second', outcome: 'failed' })]);
    for (const range of ['24h', '7d', '30d'] as const) {
      const { ended: figures, points, latency } = await dashboard.getDashboardData({ range });
      for (const outcome of OUTCOMES) {
        const listed = await listAll({ since: range, outcome });
        expect([range, outcome, listed.length]).toEqual([range, outcome, figures[outcome]]);
        expect(points.reduce((sum, point) => sum + point[outcome], 0)).toBe(figures[outcome]);
      }
      for (const { role, count: inRole } of latency)
        expect(await listAll({ since: range, role, outcome: 'succeeded' })).toHaveLength(inRole);
    }
    const before = await dashboard.getDashboardData({ range: '7d' });
    await count();
    nowMs += 1_000;
    const after = await dashboard.getDashboardData({ range: '7d' });
    expect([after.ended, after.latency, after.today, after.yesterday]).toEqual([
      before.ended,
      before.latency,
      before.today,
      before.yesterday,
    ]);
  });

  it('lists what ended newest first, once each, page after page', async () => {
    await insertEnded(engine.db, HISTORY);
    await count();
    const listed = await listAll({ since: '30d' });
    expect(listed).toHaveLength(120);
    expect(new Set(listed.map((item) => item.id)).size).toBe(120);
    const times = listed.map((item) => item.finishedAt ?? '');
    expect(times).toEqual(times.toSorted().toReversed());
    expect(listed.find((item) => item.outcome === 'failed')).toMatchObject({
      runGoal: 'Rows',
      status: 'FAILED',
      costUsd: 0.001,
      error: { code: 'server_error', message: 'It broke.' },
    });
  });

  it('shows a run that is under way: its states, its failures, its queue', async () => {
    const runner = recordingRunner((claimed) =>
      claimed.node === 0 ? { kind: 'failed', failure: failure({ permanent: true }), retryAfterMs: null } : { kind: 'succeeded' },
    );
    const id = await engine.create([task('breaks'), task('after', ['breaks']), task('fine')]);
    const worker = await engine.startWorker({ runner });
    await until('the run to fail', async () => (await engine.runs.get(id)).status === 'FAILED');
    await worker.stop();
    const queued = await engine.create([task('first'), task('second', ['first'])]);
    const overview = await dashboard.getDashboardData();
    expect(overview).toMatchObject({
      runs: { running: 1, planning: 0, paused: 0 },
      tasks: { total: 2, ready: 1, pending: 1 },
      needs: { failedRuns: 1, failing: 0 },
      ended: { succeeded: 1, failed: 1, retried: 0, cancelled: 0 },
      perMinute: 0.4,
      slowest: [{ id: queued, total: 2 }],
    });
    expect((await listAll({})).map((item) => item.key)).toEqual(['first', 'second']);
    expect((await listAll({ status: 'ready' })).map((item) => item.key)).toEqual(['first']);
    expect(await listAll({ status: 'ready', role: 'planner' })).toEqual([]);
    expect(await listAll({ outcome: 'failed' })).toMatchObject([{ runId: id, key: 'breaks', error: { code: 'server_error' } }]);
  });

  it.each([
    [{ cursor: 'bm90IG91cnM' }, 'cursor'],
    [{ status: 'RUNNING', since: '24h' }, 'status'],
    [{ waitingFor: 'approval', outcome: 'failed' }, 'waitingFor'],
  ])('refuses %j by name', async (query, path) => {
    await expect(tasks().list(listTasksSchema.parse(query))).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path }] });
  });

  it('refuses a zone that is not there', async () => {
    await expect(dashboard.getDashboardData({ timeZone: 'Mars/Olympus' })).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('prometheus text', () => {
  const seriesOf = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const amountOf = (text: string, series: string) =>
    Number(
      seriesOf(text)
        .find((line) => line.startsWith(`${series} `))
        ?.split(' ')
        .at(-1),
    );
  const read = () => {
    nowMs += 10_000;
    return dashboard.exportPrometheus();
  };

  it('tells what was counted, by role, and what is under way', async () => {
    await insertEnded(engine.db, [
      ended({ seconds: 3 }),
      ended({ seconds: 5, outcome: 'failed' }),
      ended({ outcome: 'cancelled' }),
      ended({ role: 'planner', priced: false }),
    ]);
    await engine.create([task('first'), task('second', ['first'])]);
    await count();
    const text = await read();
    const expected = {
      'signalbox_task_duration_seconds_count{role="tech_lead"}': 2,
      'signalbox_task_duration_seconds_sum{role="tech_lead"}': 8,
      'signalbox_task_duration_seconds_bucket{role="tech_lead",le="4"}': 1,
      'signalbox_task_duration_seconds_bucket{role="tech_lead",le="+Inf"}': 2,
      'signalbox_tasks_ended_total{role="tech_lead",outcome="cancelled"}': 1,
      'signalbox_llm_tokens_total{role="tech_lead",model="offline-standard",direction="input"}': 300,
      'signalbox_llm_cost_dollars{role="tech_lead",model="offline-standard"}': 0.003,
      'signalbox_llm_unpriced_calls_total{role="planner",model="offline-standard"}': 1,
      'signalbox_queue_depth{role="tech_lead"}': 1,
      'signalbox_queue_depth{role="planner"}': 0,
      signalbox_active_runs: 1,
      'signalbox_tasks{status="pending"}': 1,
      signalbox_workers: 0,
      signalbox_gate_pass_rate: Number.NaN,
    };
    expect(Object.fromEntries(Object.keys(expected).map((series) => [series, amountOf(text, series)]))).toEqual(expected);
  });

  it('tells the share of the last day’s verdicts that let a gate open', async () => {
    const runId = await engine.create([task('first')]);
    const row = { runId, node: 0, type: 'code_review', round: 0, findings: 0 } as const;
    const [clock] = await engine.db.query<{ now: Date }>({ text: 'SELECT signalbox_now() AS now' });
    const now = clock?.now ?? new Date();
    for (const [epoch, verdict] of (['pass', 'fail', 'pass', 'pass'] as const).entries())
      await insertGateVerdict(engine.db, { ...row, epoch, verdict, now });
    // Written again it is the same one.
    await insertGateVerdict(engine.db, { ...row, epoch: 1, verdict: 'fail', now });
    await insertGateVerdict(engine.db, { ...row, epoch: 9, verdict: 'fail', now: new Date(now.getTime() - 25 * 3_600_000) });
    const text = await read();
    expect(amountOf(text, 'signalbox_gate_pass_rate')).toBe(0.75);
    expect(amountOf(text, 'signalbox_gate_verdicts{type="code_review",verdict="fail"}')).toBe(1);
    expect(amountOf(text, 'signalbox_gate_verdicts{type="human",verdict="pass"}')).toBe(0);
  });

  it('only grows, and by no series for 10,000 invented names', async () => {
    const invented = (from: number) =>
      Array.from({ length: 10_000 }, (_, index) =>
        ended({ role: `role${from + index}`, model: index % 2 ? `made-up-${from + index}` : `offline-${from + index}` }),
      );
    await insertEnded(engine.db, invented(0));
    await count();
    const first = await read();
    await engine.skew('5 minutes');
    await insertEnded(engine.db, invented(10_000));
    await engine.create([task('first')]);
    await count();
    const second = await read();
    expect(seriesOf(second)).toHaveLength(seriesOf(first).length);
    expect(seriesOf(second).length).toBeLessThan(600);
    const other = 'signalbox_tasks_ended_total{role="other",outcome="succeeded"}';
    expect([amountOf(first, other), amountOf(second, other)]).toEqual([10_000, 20_000]);
  });

  it('is read from the database once for many who ask at once', async () => {
    const [one, two] = await Promise.all([dashboard.exportPrometheus(), dashboard.exportPrometheus()]);
    expect(two).toBe(one);
    await engine.create([task('first')]);
    expect(await dashboard.exportPrometheus()).toBe(one);
    expect(await read()).not.toBe(one);
  });
});
