import type { ModelStanding } from '@/server/core/metrics/labels';
import type { Database } from '@/server/infra/db/tx';

export interface MetricsDeps {
  db: Database;
  /** Which models may have a label of their own. */
  models: ModelStanding;
  /** Roles with a label of their own. */
  roles: readonly string[];
}
