import type { Expected, MeanRow } from '@/server/core/forecast/expect-task';
import type { Tx } from '@/server/infra/db/tx';
import { lookUp } from './look-up';

/** Once so many like tasks are counted, all that is known of them weighs half: what a task costs today says more than last year's. */
const HALVED_AT = 2_000;

const added = ['count', 'cost_micro', 'duration_ms']
  .map((column) => `${column} = m.${column} / (CASE WHEN m.count >= ${HALVED_AT} THEN 2 ELSE 1 END) + excluded.${column}`)
  .join(', ');

/** Adds what tasks that succeeded within [from, to) came to. Under the watermark's lock: each is counted once. */
export async function addTaskMeans(tx: Tx, from: Date, to: Date): Promise<void> {
  // Without a name: a plan for all ranges would be made for none.
  await tx.query({
    text: `INSERT INTO task_means AS m (role, tier, kind, count, cost_micro, duration_ms)
      SELECT s.role, s.tier, s.kind, count(*), sum(t.cost_micro)::bigint,
        sum(greatest(0, extract(epoch FROM a.finished_at - a.started_at) * 1000))::bigint
      FROM attempts a JOIN task_specs s ON s.run_id = a.run_id AND s.node = a.node JOIN tasks t ON t.run_id = a.run_id AND t.node = a.node
      WHERE a.finished_at >= $1 AND a.finished_at < $2 AND a.outcome = 'succeeded' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      ON CONFLICT (role, tier, kind) DO UPDATE SET ${added}`,
    values: [from, to],
  });
}

/** At most one row a role, tier and kind: a few dozen. */
export async function readTaskMeans(tx: Tx): Promise<MeanRow[]> {
  return tx.query<MeanRow & Record<string, unknown>>({
    name: 'task_means',
    text: `SELECT role, tier, kind, count, (cost_micro / 1e6 / count)::float8 AS "costUsd", (duration_ms / 1e3 / count)::float8 AS seconds
      FROM task_means WHERE count > 0`,
  });
}

/** What the tasks of a run that are under way have come to so far, by key. */
export async function readProgress(tx: Tx, runId: string): Promise<Map<string, Expected>> {
  const rows = await tx.query<Expected & { key: string }>({
    name: 'task_progress',
    text: `SELECT s.key, (t.cost_micro / 1e6)::float8 AS "costUsd",
        CASE WHEN t.status = 'RUNNING' THEN greatest(0, extract(epoch FROM signalbox_now() - t.started_at)) ELSE 0 END::float8 AS seconds
      FROM tasks t ${lookUp('task_specs', 's', 't')}
      WHERE t.run_id = $1 AND t.status IN ('RUNNING', 'WAITING') AND t.started_at IS NOT NULL`,
    values: [runId],
  });
  return new Map(rows.map(({ key, costUsd, seconds }) => [key, { costUsd, seconds }]));
}
