import { fromMicroUsd } from '@/lib/contracts/common';
import { OUTCOMES, type OutcomeCounts, type Overview, type OverviewInput, type OverviewPoint, type Usage } from '@/lib/contracts/dashboard';
import { invalidInput } from '@/lib/errors';
import { DURATION_BOUNDS, quantile } from '@/server/core/metrics/durations';
import { dayStart, exactStart, firstRunIdAt, isTimeZone, SPANS, stepOf, stepsOf, windowStart } from '@/server/core/metrics/windows';
import type { Tx } from '@/server/infra/db/tx';
import { countLiveWorkers } from '@/server/repositories/health-repository';
import {
  countApprovals,
  countFailedRuns,
  hasNoRuns,
  readActivity,
  readLeadingRuns,
  readNow,
} from '@/server/repositories/overview-repository';
import {
  beginReading,
  type CallStatRow,
  countEndedSince,
  readCallStats,
  readCountLag,
  readGauge,
  readTaskStats,
  type TaskStatRow,
} from '@/server/repositories/stats-view-repository';
import type { DashboardDeps } from './deps';

const DAY_MS = 86_400_000;
const RECENT_MINUTES = 5;
const MAX_ROLES = 16;
const LEADING = 5;
/** The reading itself counts what is younger. */
const COMPLETE_WITHIN_SECONDS = 120;

/** @throws AppError invalid_input for a zone that does not exist */
export async function getOverview(deps: DashboardDeps, { range, timeZone }: OverviewInput): Promise<Overview> {
  if (!isTimeZone(timeZone)) throw invalidInput('timeZone', 'is not the name of a time zone, such as "Europe/Berlin"');
  const { db } = deps;
  const now = await readNow(db);
  const from = windowStart(range, now);
  const stepSeconds = stepOf(range);
  const { taskRows, callRows, gauge, days } = await db.transaction(async (tx) => {
    const tail = await beginReading(tx);
    return {
      taskRows: await readTaskStats(tx, tail, from, stepSeconds, DURATION_BOUNDS),
      callRows: await readCallStats(tx, tail, from, stepSeconds),
      gauge: await readGauge(tx, 'active_runs', from, stepSeconds),
      days: await readDays(tx, tail, now, timeZone),
    };
  });
  const activity = await readActivity(db);
  const [isUntouched, failedRuns, approvals, recent, lag, workers, slowest, costliest] = await Promise.all([
    hasNoRuns(db),
    countFailedRuns(db, firstRunIdAt(exactStart(range, now))),
    activity.tasks.waiting > 0 ? countApprovals(db) : 0,
    countEndedSince(db, new Date(now.getTime() - RECENT_MINUTES * 60_000)),
    readCountLag(db),
    countLiveWorkers(db, deps.silentMs),
    readLeadingRuns(db, 'slowest', LEADING),
    readLeadingRuns(db, 'costliest', LEADING),
  ]);
  return {
    range,
    at: now.toISOString(),
    from: from.toISOString(),
    stepSeconds,
    isUntouched,
    complete: lag === null || lag < COMPLETE_WITHIN_SECONDS,
    needs: { ...activity.needs, approvals, failedRuns },
    runs: activity.runs,
    tasks: activity.tasks,
    workers,
    ended: sumOutcomes(taskRows.filter((row) => row.role === null)),
    perMinute: recent / RECENT_MINUTES,
    points: pointsOf(stepsOf(range, now), taskRows, callRows, gauge),
    ...days,
    latency: latencyOf(taskRows),
    slowest,
    costliest,
  };
}

/** Today against yesterday, in the viewer's zone. */
async function readDays(
  tx: Tx,
  tail: Date,
  now: Date,
  timeZone: string,
): Promise<Pick<Overview, 'today' | 'yesterday' | 'yesterdaySoFar'>> {
  const today = dayStart(now, timeZone);
  const yesterday = dayStart(new Date(today.getTime() - 1), timeZone);
  const soFar = new Date(Math.min(today.getTime(), now.getTime() - DAY_MS));
  const rows = await readCallStats(tx, tail, yesterday, SPANS.fine);
  const within = (start: Date, end: Date) => usageOf(rows.filter((row) => row.step >= start && row.step < end));
  return {
    today: usageOf(rows.filter((row) => row.step >= today)),
    yesterday: within(yesterday, today),
    yesterdaySoFar: within(yesterday, soFar),
  };
}

function usageOf(rows: readonly CallStatRow[]): Usage {
  const sum = (of: (row: CallStatRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    calls: sum((row) => row.calls),
    unpricedCalls: sum((row) => row.unpriced),
    inputTokens: sum((row) => row.input_tokens),
    outputTokens: sum((row) => row.output_tokens),
    costUsd: fromMicroUsd(sum((row) => row.cost_micro)),
  };
}

function sumOutcomes(rows: readonly TaskStatRow[]): OutcomeCounts {
  const of = (outcome: string) => rows.filter((row) => row.outcome === outcome).reduce((sum, row) => sum + row.count, 0);
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, of(outcome)])) as OutcomeCounts;
}

function pointsOf(
  steps: readonly Date[],
  tasks: readonly TaskStatRow[],
  calls: readonly CallStatRow[],
  gauge: readonly { step: Date; peak: number }[],
): OverviewPoint[] {
  const tasksAt = new Map<number, TaskStatRow[]>();
  for (const row of tasks) if (row.step) tasksAt.set(row.step.getTime(), [...(tasksAt.get(row.step.getTime()) ?? []), row]);
  const callsAt = new Map(calls.map((row) => [row.step.getTime(), row]));
  const peakAt = new Map(gauge.map((row) => [row.step.getTime(), row.peak]));
  return steps.map((step) => {
    const usage = callsAt.get(step.getTime());
    return {
      at: step.toISOString(),
      ...sumOutcomes(tasksAt.get(step.getTime()) ?? []),
      calls: usage?.calls ?? 0,
      costUsd: fromMicroUsd(usage?.cost_micro ?? 0),
      tokens: (usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0),
      activeRuns: peakAt.get(step.getTime()) ?? null,
    };
  });
}

function latencyOf(rows: readonly TaskStatRow[]): Overview['latency'] {
  const byRole = new Map<string, Map<number, number>>();
  for (const { role, outcome, slot, count } of rows) {
    if (role === null || slot === null || outcome !== 'succeeded') continue;
    const counts = byRole.get(role) ?? new Map<number, number>();
    counts.set(slot, (counts.get(slot) ?? 0) + count);
    byRole.set(role, counts);
  }
  return [...byRole]
    .map(([role, counts]) => ({
      role,
      count: [...counts.values()].reduce((sum, count) => sum + count, 0),
      p50Ms: Math.round((quantile(counts, 0.5) ?? 0) * 1000),
      p95Ms: Math.round((quantile(counts, 0.95) ?? 0) * 1000),
    }))
    .sort((a, b) => b.count - a.count || a.role.localeCompare(b.role))
    .slice(0, MAX_ROLES);
}
