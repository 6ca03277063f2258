import { fromMicroUsd } from '@/lib/contracts/common';
import { OUTCOMES } from '@/lib/contracts/dashboard';
import { GATE_TYPES, type GateType } from '@/lib/contracts/task';
import { EXPORTED_BOUNDS } from '@/server/core/metrics/durations';
import { OTHER } from '@/server/core/metrics/labels';
import type { MetricsSnapshot } from '@/server/core/ports/metrics';
import { countGateVerdicts, type VerdictCount } from '@/server/repositories/gate-verdict-repository';
import { countLiveWorkers } from '@/server/repositories/health-repository';
import { countOpenLetters } from '@/server/repositories/incident-repository';
import { countApprovals, countSlots, type QueueRow, readActivity, readQueue } from '@/server/repositories/overview-repository';
import { readCountLag, readTotals, type TaskTotalRow } from '@/server/repositories/stats-view-repository';
import type { DashboardDeps } from './deps';

/** The pass rate is that of the last day. */
const VERDICT_HOURS = 24;

/** Everything in the database's words: the same from every web node. */
export async function readSnapshot(deps: DashboardDeps): Promise<MetricsSnapshot> {
  const { db, silentMs } = deps;
  const [activity, totals, queue, workers, slots, lagSeconds, deadLetters, verdicts] = await Promise.all([
    readActivity(db),
    readTotals(db),
    readQueue(db),
    countLiveWorkers(db, silentMs),
    countSlots(db, silentMs),
    readCountLag(db),
    countOpenLetters(db),
    countGateVerdicts(db, VERDICT_HOURS),
  ]);
  const { total: _total, ...tasks } = activity.tasks;
  const { budget, planReview } = activity.needs;
  return {
    version: deps.version,
    durations: rolesOf(deps, totals.tasks).map((role) => durationsOf(role, totals.tasks)),
    ended: rolesOf(deps, totals.tasks).flatMap((role) => endedOf(role, totals.tasks)),
    usage: totals.calls.map((row) => ({
      role: row.role,
      model: row.model,
      calls: row.calls,
      unpricedCalls: row.unpriced,
      inputTokens: row.input_tokens,
      outputTokens: row.output_tokens,
      costUsd: fromMicroUsd(row.cost_micro),
    })),
    queue: queueOf(queue, deps.roles),
    oldestReadySeconds: Math.max(0, ...queue.map((row) => row.oldest_seconds)),
    runs: activity.runs,
    tasks,
    needs: { budget, planReview, approvals: activity.tasks.waiting > 0 ? await countApprovals(db) : 0 },
    deadLetters,
    workers,
    slots,
    gates: GATE_TYPES.map((type) => ({ type, passed: countOf(verdicts, type, 'pass'), failed: countOf(verdicts, type, 'fail') })),
    lagSeconds,
  };
}

const countOf = (verdicts: readonly VerdictCount[], type: GateType, verdict: VerdictCount['verdict']): number =>
  verdicts.find((row) => row.type === type && row.verdict === verdict)?.count ?? 0;

/** The known roles stand there from the beginning: a series that appears with its first event has lost that event for a rate. */
function rolesOf({ roles }: DashboardDeps, rows: readonly TaskTotalRow[]): string[] {
  return [...new Set([...roles, ...rows.map((row) => row.role)])];
}

/** Cancelled attempts tell nothing about how long the work takes. */
function durationsOf(role: string, rows: readonly TaskTotalRow[]): MetricsSnapshot['durations'][number] {
  const cells = rows.filter((row) => row.role === role && row.outcome !== 'cancelled');
  const countBelow = (slot: number) => cells.reduce((sum, cell) => sum + (cell.slot <= slot ? cell.count : 0), 0);
  return {
    role,
    below: EXPORTED_BOUNDS.map(({ le, slot }) => ({ le, count: countBelow(slot) })),
    count: countBelow(Number.POSITIVE_INFINITY),
    sumSeconds: cells.reduce((sum, cell) => sum + cell.duration_ms, 0) / 1000,
  };
}

function endedOf(role: string, rows: readonly TaskTotalRow[]): MetricsSnapshot['ended'] {
  const count = (outcome: string) => rows.reduce((sum, row) => sum + (row.role === role && row.outcome === outcome ? row.count : 0), 0);
  return OUTCOMES.map((outcome) => ({ role, outcome, count: count(outcome) }));
}

function queueOf(rows: readonly QueueRow[], roles: readonly string[]): MetricsSnapshot['queue'] {
  const depthOf = new Map(roles.map((role) => [role, 0]));
  for (const { role, depth } of rows) {
    const label = depthOf.has(role) ? role : OTHER;
    depthOf.set(label, (depthOf.get(label) ?? 0) + depth);
  }
  return [...depthOf].map(([role, depth]) => ({ role, depth }));
}
