import { Counter, Gauge, type Metric, Registry } from 'prom-client';
import type { MetricsExporter, MetricsSnapshot } from '@/server/core/ports/metrics';

const PREFIX = 'signalbox_';

type Series<L extends string> = { labels: Record<L, string>; value: number };

/**
 * Prometheus text. A registry of its own for each rendering: nothing is kept in the process, so that every web node tells the same and a
 * restart takes no counter back.
 */
export function createPrometheusExporter(): MetricsExporter {
  return {
    contentType: Registry.PROMETHEUS_CONTENT_TYPE,
    async render(snapshot) {
      const registry = new Registry();
      describeTasks(registry, snapshot);
      describeCalls(registry, snapshot);
      describeNow(registry, snapshot);
      // prom-client writes "Nan"; the format's own word is "NaN", and stricter readers take no other.
      return (await registry.metrics()).replaceAll(/ Nan$/gm, ' NaN');
    },
  };
}

function describeTasks(registry: Registry, { durations, ended }: MetricsSnapshot): void {
  addDurations(registry, durations);
  addCounter(
    registry,
    'tasks_ended_total',
    'Attempts that ended, by role and outcome (retried: another attempt followed)',
    ended.map(({ role, outcome, count }) => ({ labels: { role, outcome }, value: count })),
  );
}

function describeCalls(registry: Registry, { usage }: MetricsSnapshot): void {
  const of = (value: (row: MetricsSnapshot['usage'][number]) => number) =>
    usage.map((row) => ({ labels: { role: row.role, model: row.model }, value: value(row) }));
  addCounter(
    registry,
    'llm_calls_total',
    'Model calls that were answered',
    of((row) => row.calls),
  );
  addCounter(
    registry,
    'llm_unpriced_calls_total',
    'Model calls whose price is unknown: their cost is in no other figure',
    of((row) => row.unpricedCalls),
  );
  addCounter(
    registry,
    'llm_tokens_total',
    'Tokens that went in and came out',
    usage.flatMap(({ role, model, inputTokens, outputTokens }) => [
      { labels: { role, model, direction: 'input' }, value: inputTokens },
      { labels: { role, model, direction: 'output' }, value: outputTokens },
    ]),
  );
  addCounter(
    registry,
    'llm_cost_dollars',
    'US dollars spent on priced model calls',
    of((row) => row.costUsd),
  );
}

function describeNow(registry: Registry, snapshot: MetricsSnapshot): void {
  const { runs, tasks, needs, queue } = snapshot;
  const by = <L extends string>(label: L, values: Record<string, number>): Series<L>[] =>
    Object.entries(values).map(([name, value]) => ({ labels: { [label]: name } as Record<L, string>, value }));
  const one = (value: number): Series<never>[] => [{ labels: {}, value }];
  addGauge(
    registry,
    'queue_depth',
    'Tasks that could start at once if a worker were free, by role',
    by('role', Object.fromEntries(queue.map(({ role, depth }) => [role, depth]))),
  );
  addGauge(
    registry,
    'oldest_ready_seconds',
    'How long the task that has waited longest could have started',
    one(snapshot.oldestReadySeconds),
  );
  addGauge(registry, 'active_runs', 'Runs under way: planning, running or paused', one(runs.planning + runs.running + runs.paused));
  addGauge(registry, 'runs', 'Runs under way, by status', by('status', runs));
  addGauge(registry, 'tasks', 'Tasks of the runs under way, by status', by('status', tasks));
  addGauge(
    registry,
    'needs_person',
    'What waits for a person, by reason',
    by('reason', { budget: needs.budget, plan_review: needs.planReview, approval: needs.approvals }),
  );
  addGauge(registry, 'dead_letters', 'Tasks that failed for good and that nobody has dealt with', one(snapshot.deadLetters.open));
  addGauge(registry, 'incidents', 'Causes of these', one(snapshot.deadLetters.incidents));
  addGauge(registry, 'workers', 'Workers that were heard of in the last seconds', one(snapshot.workers));
  addGauge(registry, 'worker_slots', 'Tasks that these workers can run at once', one(snapshot.slots));
  describeGates(registry, snapshot);
  addGauge(registry, 'stats_lag_seconds', 'How far the counters are behind; -1 before the first count', one(snapshot.lagSeconds ?? -1));
  addGauge(registry, 'build_info', 'Constant 1; the version is in the label', [{ labels: { version: snapshot.version }, value: 1 }]);
}

function describeGates(registry: Registry, { gates }: MetricsSnapshot): void {
  const passed = gates.reduce((sum, gate) => sum + gate.passed, 0);
  const judged = passed + gates.reduce((sum, gate) => sum + gate.failed, 0);
  addGauge(registry, 'gate_pass_rate', 'Share of the verdicts of the last day that let a gate open; NaN while there is none', [
    { labels: {}, value: judged === 0 ? Number.NaN : passed / judged },
  ]);
  addGauge(
    registry,
    'gate_verdicts',
    'Verdicts of gates in the last day, by type of gate',
    gates.flatMap(({ type, passed: pass, failed: fail }) =>
      Object.entries({ pass, fail }).map(([verdict, value]) => ({ labels: { type, verdict }, value })),
    ),
  );
}

const namesOf = <L extends string>(series: readonly Series<L>[]): L[] => Object.keys(series[0]?.labels ?? {}) as L[];

function addGauge<L extends string>(registry: Registry, name: string, help: string, series: readonly Series<L>[]): void {
  const gauge = new Gauge<L>({ name: PREFIX + name, help, labelNames: namesOf(series), registers: [registry] });
  for (const { labels, value } of series) gauge.set(labels, value);
}

function addCounter<L extends string>(registry: Registry, name: string, help: string, series: readonly Series<L>[]): void {
  const counter = new Counter<L>({ name: PREFIX + name, help, labelNames: namesOf(series), registers: [registry] });
  for (const { labels, value } of series) counter.inc(labels, value);
}

/** prom-client's own histogram counts observations one by one; ours were counted before. */
function addDurations(registry: Registry, durations: MetricsSnapshot['durations']): void {
  const name = `${PREFIX}task_duration_seconds`;
  const values = durations.flatMap(({ role, below, count, sumSeconds }) => [
    ...below.map((bucket) => ({ metricName: `${name}_bucket`, labels: { role, le: bucket.le }, value: bucket.count })),
    { metricName: `${name}_bucket`, labels: { role, le: '+Inf' }, value: count },
    { metricName: `${name}_sum`, labels: { role }, value: sumSeconds },
    { metricName: `${name}_count`, labels: { role }, value: count },
  ]);
  const help = 'How long attempts took that succeeded or failed, by role';
  const metric = { name, help, type: 'histogram', get: async () => ({ name, help, type: 'histogram', values, aggregator: 'sum' }) };
  // A registry takes whatever has a name and `get`; its type asks for its own classes.
  registry.registerMetric(metric as unknown as Metric);
}
