import type { Clock } from '@/server/core/ports/clock';
import type { MetricsExporter } from '@/server/core/ports/metrics';
import type { Database } from '@/server/infra/db/tx';

export interface DashboardDeps {
  db: Database;
  exporter: MetricsExporter;
  /** Roles with a label of their own. */
  roles: readonly string[];
  clock: Pick<Clock, 'now'>;
  /** Workers that were silent for longer are not counted. */
  silentMs: number;
  version: string;
}
