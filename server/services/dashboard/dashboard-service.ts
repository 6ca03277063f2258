import type { Overview, OverviewInput } from '@/lib/contracts/dashboard';
import type { DashboardDeps } from './deps';
import { readSnapshot } from './export-metrics';
import { getOverview } from './get-overview';
import { keepBriefly } from './keep-briefly';

/** A page may ask twice a second; this is what it costs the database at most, however many look. */
const OVERVIEW_MS = 500;
const METRICS_MS = 2_000;

export interface DashboardService {
  /** What the overview shows, at most half a second old. */
  getDashboardData(input?: Partial<OverviewInput>): Promise<Overview>;
  /** Prometheus text, at most two seconds old. */
  exportPrometheus(): Promise<string>;
  readonly prometheusContentType: string;
}

export function createDashboardService(deps: DashboardDeps): DashboardService {
  const overviews = keepBriefly<Overview>(OVERVIEW_MS, deps.clock.now);
  const exports = keepBriefly<string>(METRICS_MS, deps.clock.now);
  return {
    getDashboardData({ range = '24h', timeZone = 'UTC' } = {}) {
      return overviews(`${range} ${timeZone}`, () => getOverview(deps, { range, timeZone }));
    },
    exportPrometheus: () => exports('', async () => deps.exporter.render(await readSnapshot(deps))),
    prometheusContentType: deps.exporter.contentType,
  };
}
