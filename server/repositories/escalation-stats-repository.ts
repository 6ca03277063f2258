import type { EscalationStats } from '@/lib/contracts/escalation-inbox';
import type { Tx } from '@/server/infra/db/tx';

/** What was decided in a span. What nobody could decide any more (SUPERSEDED) is not counted. */
const DECIDED = `
WITH decided AS (
  SELECT e.type, e.tier, e.status, e.decided_at, extract(epoch FROM e.decided_at - e.created_at)::float8 AS seconds,
    e.decided_by = 'clock' AS clock, e.decided_by LIKE 'lead:%' OR e.decided_by LIKE 'agent:%' AS agent,
    e.status IN ('APPROVED', 'APPROVED_WITH_CONDITIONS', 'REVOKED') OR (e.status = 'AUTO_DECIDED' AND e.decision = 'approve') AS approved,
    e.status = 'REJECTED' OR (e.status = 'AUTO_DECIDED' AND e.decision = 'reject') AS rejected,
    e.status = 'REVOKED' OR EXISTS (SELECT 1 FROM escalations again WHERE again.run_id = e.run_id AND again.retry_of = e.id AND again.decided_by IS NOT NULL
      AND e.decision <> 'pause' AND again.decision <> e.decision) AS overturned
  FROM escalations e
  WHERE e.decided_at >= signalbox_now() - $1 * interval '1 day' AND e.decided_by IS NOT NULL
    AND e.status IN ('APPROVED', 'APPROVED_WITH_CONDITIONS', 'REJECTED', 'AUTO_DECIDED', 'REVOKED')
)`;
const FIGURES = `count(*)::int AS decided, count(*) FILTER (WHERE NOT clock AND NOT agent)::int AS "byPeople", count(*) FILTER (WHERE agent)::int AS "byAgents",
  count(*) FILTER (WHERE clock)::int AS "byClock", count(*) FILTER (WHERE approved)::int AS approved, count(*) FILTER (WHERE rejected)::int AS rejected,
  count(*) FILTER (WHERE overturned)::int AS overturned, avg(seconds)::float8 AS "meanSeconds", percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS "medianSeconds"`;

type Figures = EscalationStats['all'];
type Cell = Figures & { type: EscalationStats['byType'][number]['type'] | null; tier: EscalationStats['byTier'][number]['tier'] | null };

/** How deciding goes: by type, by tier, by day. */
export async function readEscalationStats(tx: Tx, days: number): Promise<EscalationStats> {
  const cells = await tx.query<Cell & Record<string, unknown>>({
    text: `${DECIDED} SELECT type, tier, ${FIGURES} FROM decided GROUP BY GROUPING SETS ((), (type), (tier)) ORDER BY 3 DESC, 1, 2`,
    values: [days],
  });
  const byDay = await tx.query<EscalationStats['byDay'][number] & Record<string, unknown>>({
    text: `${DECIDED} SELECT to_char(decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, count(*)::int AS decided,
        count(*) FILTER (WHERE clock)::int AS "byClock", percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS "medianSeconds"
      FROM decided GROUP BY 1 ORDER BY 1`,
    values: [days],
  });
  const all = cells.find(({ type, tier }) => type === null && tier === null);
  if (!all) throw new Error('a sum over everything has one row');
  const { type: _, tier: __, ...figures } = all;
  return {
    ...{ days, all: figures, byDay },
    byType: cells.flatMap(({ type, tier: _tier, ...cell }) => (type === null ? [] : [{ type, ...cell }])),
    byTier: cells.flatMap(({ tier, type: _type, ...cell }) => (tier === null ? [] : [{ tier, ...cell }])),
  };
}
