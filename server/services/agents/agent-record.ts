import type { AgentFigures, AgentRecord } from '@/lib/contracts/agent';
import { fromMicroUsd } from '@/lib/contracts/common';
import { ROLES, type Role } from '@/lib/contracts/task';
import { DURATION_BOUNDS, quantile } from '@/server/core/metrics/durations';
import type { Tx } from '@/server/infra/db/tx';
import { countRunsOfRole, type RoleCallRow, readCallsByRole, readFailuresOfRole } from '@/server/repositories/agent-record-repository';
import { readNow } from '@/server/repositories/overview-repository';
import { readTail, readTaskStats, type TaskStatRow } from '@/server/repositories/stats-view-repository';

const DAYS = 30;
const DAY_SECONDS = 86_400;

/** What each role did in the last 30 days, from the counted statistics. */
export async function listFigures(tx: Tx): Promise<AgentFigures[]> {
  return figures(tx, await startOf(tx));
}

/** One role, with its runs and the tasks that stand failed. */
export async function getRecord(tx: Tx, role: Role): Promise<AgentRecord> {
  const from = await startOf(tx);
  const mine = (await figures(tx, from)).find((one) => one.role === role) ?? figuresOf(role, [], undefined);
  return { ...mine, ...(await countRunsOfRole(tx, role, from)), failures: await readFailuresOfRole(tx, role, from) };
}

async function startOf(tx: Tx): Promise<Date> {
  return new Date((await readNow(tx)).getTime() - DAYS * DAY_SECONDS * 1000);
}

async function figures(tx: Tx, from: Date): Promise<AgentFigures[]> {
  const tasks = await readTaskStats(tx, await readTail(tx), from, DAY_SECONDS, DURATION_BOUNDS);
  const calls = new Map((await readCallsByRole(tx, from)).map((row) => [row.role, row]));
  return ROLES.map((role) =>
    figuresOf(
      role,
      tasks.filter((row) => row.role === role),
      calls.get(role),
    ),
  );
}

function figuresOf(role: Role, tasks: readonly TaskStatRow[], calls: RoleCallRow | undefined): AgentFigures {
  const countOf = (outcome: TaskStatRow['outcome']) =>
    tasks.filter((row) => row.outcome === outcome).reduce((sum, row) => sum + row.count, 0);
  const durations = new Map(
    tasks.flatMap((row) => (row.outcome === 'succeeded' && row.slot !== null ? [[row.slot, row.count] as const] : [])),
  );
  return {
    role,
    succeeded: countOf('succeeded'),
    failed: countOf('failed'),
    medianSeconds: quantile(durations, 0.5),
    p95Seconds: quantile(durations, 0.95),
    calls: calls?.calls ?? 0,
    costUsd: fromMicroUsd(calls?.cost_micro ?? 0),
    unpricedCalls: calls?.unpriced ?? 0,
  };
}
