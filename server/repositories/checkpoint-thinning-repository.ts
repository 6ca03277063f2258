import type { Tx } from '@/server/infra/db/tx';

const SUPERFLUOUS = `
WITH many AS MATERIALIZED (
  SELECT run_id FROM checkpoints WHERE kind IN ('interval', 'phase', 'edit', 'rewind') GROUP BY run_id HAVING count(*) > $1
), ranked AS (
  SELECT c.id, c.run_id, c.created_at, c.pinned, c.kind IN ('interval', 'phase', 'edit', 'rewind') AS automatic,
    row_number() OVER (PARTITION BY c.run_id ORDER BY c.seq DESC, c.id DESC) AS overall,
    row_number() OVER (PARTITION BY c.run_id, c.kind IN ('interval', 'phase', 'edit', 'rewind') ORDER BY c.seq DESC, c.id DESC) AS newest,
    row_number() OVER (PARTITION BY c.run_id, c.kind IN ('interval', 'phase', 'edit', 'rewind'), date_trunc('day', c.created_at AT TIME ZONE 'UTC')
      ORDER BY c.created_at DESC, c.id DESC) AS of_day
  FROM checkpoints c JOIN many m ON m.run_id = c.run_id
)
SELECT r.run_id AS "runId", array_agg(r.id) AS ids FROM ranked r
WHERE r.automatic AND NOT r.pinned AND r.overall > 1 AND r.newest > $1 AND r.of_day > 1 AND r.created_at < signalbox_now() - interval '1 day'
  AND NOT EXISTS (SELECT FROM runs f WHERE f.forked_checkpoint = r.id)
GROUP BY r.run_id`;

/** Automatic checkpoints that need not stay where each run keeps its newest `kept`, by run. */
export function findSuperfluous(tx: Tx, kept: number): Promise<{ runId: string; ids: string[] }[]> {
  return tx.query<{ runId: string; ids: string[] } & Record<string, unknown>>({ text: SUPERFLUOUS, values: [kept] });
}
