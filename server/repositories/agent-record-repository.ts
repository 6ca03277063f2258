import type { AgentRecord } from '@/lib/contracts/agent';
import type { Tx } from '@/server/infra/db/tx';
import { lookUp } from './look-up';

export interface RoleCallRow {
  role: string;
  calls: number;
  unpriced: number;
  cost_micro: number;
}

/** Calls by role since `from`, as far as they are counted (some seconds ago). */
export function readCallsByRole(tx: Tx, from: Date): Promise<RoleCallRow[]> {
  return tx.query<RoleCallRow & Record<string, unknown>>({
    name: 'agent_calls',
    text: `SELECT role, sum(calls)::bigint AS calls, sum(unpriced)::bigint AS unpriced, sum(cost_micro)::bigint AS cost_micro
      FROM call_stats WHERE span IN (300, 3600, 86400) AND bucket >= $1 GROUP BY role`,
    values: [from],
  });
}

// The newest thousand runs bound the cost, however much there is: nothing counts by role and run.
const RECENT = `recent AS MATERIALIZED (
  SELECT id FROM (SELECT id, created_at FROM runs ORDER BY id DESC LIMIT 1000) r WHERE created_at >= $2
)`;

export async function countRunsOfRole(tx: Tx, role: string, from: Date): Promise<{ runs: number; ofRuns: number }> {
  const [row] = await tx.query<{ runs: number; ofRuns: number }>({
    name: 'agent_runs',
    text: `WITH ${RECENT} SELECT (SELECT count(*) FROM recent)::int AS "ofRuns",
      (SELECT count(*) FROM recent r WHERE EXISTS (SELECT FROM task_specs s WHERE s.run_id = r.id AND s.role = $1))::int AS runs`,
    values: [role, from],
  });
  return row ?? { runs: 0, ofRuns: 0 };
}

interface FailureRow {
  run_id: string;
  goal: string;
  key: string;
  title: string;
  failure: { code?: string; message?: string } | null;
  finished_at: Date | null;
}

const MAX_FAILURES = 20;

/** Tasks of the role that stand failed in the newest runs, newest first, each with its last failure. */
export async function readFailuresOfRole(tx: Tx, role: string, from: Date): Promise<AgentRecord['failures']> {
  const rows = await tx.query<FailureRow & Record<string, unknown>>({
    name: 'agent_failures',
    text: `WITH ${RECENT}, failed AS (
        SELECT t.run_id, t.node, t.finished_at, s.key, s.title FROM recent r JOIN run_heads h ON h.run_id = r.id AND h.failed > 0
          JOIN tasks t ON t.run_id = r.id AND t.status = 'FAILED' ${lookUp('task_specs', 's', 't')}
        WHERE s.role = $1
        ORDER BY t.finished_at DESC NULLS LAST, t.run_id, t.node LIMIT ${MAX_FAILURES}
      )
      SELECT f.run_id, left(r.goal, 300) AS goal, f.key, f.title, a.failure, f.finished_at FROM failed f JOIN runs r ON r.id = f.run_id
        LEFT JOIN LATERAL (SELECT failure FROM attempts a WHERE a.run_id = f.run_id AND a.node = f.node AND a.failure IS NOT NULL
          ORDER BY a.epoch DESC LIMIT 1) a ON true
      ORDER BY f.finished_at DESC NULLS LAST, f.run_id, f.node`,
    values: [role, from],
  });
  return rows.map((row) => ({
    runId: row.run_id,
    goal: row.goal,
    taskKey: row.key,
    title: row.title,
    code: row.failure?.code ?? null,
    message: row.failure?.message?.slice(0, 500) ?? null,
    failedAt: row.finished_at?.toISOString() ?? null,
  }));
}
