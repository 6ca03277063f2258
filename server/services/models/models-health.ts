import { CIRCUIT_STATES, type EndpointHealth, type HealthWindow } from '@/lib/contracts/model';
import { percentile } from '@/server/core/model/histogram';
import type { Builtin } from '@/server/core/model/settings';
import type { Tx } from '@/server/infra/db/tx';
import { type CircuitRow, type Measure, readCircuits, readStats, type StatSums } from '@/server/repositories/model-stats-repository';
import { readModelsDocument } from './stored-settings';

/** How each endpoint of the settings has fared, over all workers. */
export async function readModelsHealth(tx: Tx, builtin: Builtin): Promise<EndpointHealth[]> {
  const { document } = await readModelsDocument(tx);
  const [stats, circuits] = await Promise.all([readStats(tx), readCircuits(tx)]);
  return [builtin.endpoint.name, ...document.endpoints.map((one) => one.name)].map((endpoint) =>
    healthOf(
      endpoint,
      stats.filter((row) => row.endpoint === endpoint),
      circuits.filter((row) => row.endpoint === endpoint),
    ),
  );
}

function healthOf(endpoint: string, stats: readonly StatSums[], circuits: readonly CircuitRow[]): EndpointHealth {
  const live = circuits.filter((row) => row.live);
  const failed = circuits.find((row) => row.last_failure !== null && row.last_failure_at !== null);
  return {
    endpoint,
    circuit: CIRCUIT_STATES.findLast((state) => live.some((row) => row.state === state)) ?? 'closed',
    lastFailure:
      failed?.last_failure && failed.last_failure_at ? { ...failed.last_failure, at: failed.last_failure_at.toISOString() } : null,
    last15Minutes: windowOf(stats.map((row) => ({ ...row, count: row.recent }))),
    last24Hours: windowOf(stats),
  };
}

function windowOf(stats: readonly Pick<StatSums, 'measure' | 'label' | 'count'>[]): HealthWindow {
  const of = (measure: Measure) => stats.filter((row) => row.measure === measure && row.count > 0);
  return {
    calls: of('call').reduce((sum, { count }) => sum + count, 0),
    errors: of('error')
      .map(({ label, count }) => ({ code: label, count }))
      .sort((a, b) => b.count - a.count),
    latencyP50: percentile(of('latency'), 0.5),
    latencyP95: percentile(of('latency'), 0.95),
    firstTokenP50: percentile(of('first_token'), 0.5),
    firstTokenP95: percentile(of('first_token'), 0.95),
  };
}
