import { DURATION_BOUNDS } from '@/server/core/metrics/durations';
import { FINE_DAYS, HOUR_DAYS, SPANS } from '@/server/core/metrics/windows';
import { readActivity } from '@/server/repositories/overview-repository';
import { foldStats } from '@/server/repositories/stats-fold-repository';
import {
  countCalls,
  countTasks,
  lockCountedUntil,
  moveCountedUntil,
  nextEndedAt,
  raiseGauges,
  readHorizon,
} from '@/server/repositories/stats-repository';
import { addTaskMeans } from '@/server/repositories/task-means-repository';
import { addCells } from './add-cells';
import type { MetricsDeps } from './deps';

/** Rows whose time is younger than this may still be on their way into the database. */
const GRACE_MS = 1_000;
/** What one transaction counts at most when there is much to catch up with. */
const STEP_MS = 6 * 3_600_000;
const DAY_MS = 86_400_000;

/**
 * Counts every attempt and call that ended since the last time, once each: what is counted commits with the watermark, so a process that
 * dies in between leaves both as they were. After a pause, or on a database that was never counted, it catches up step by step.
 */
export async function countEnded(deps: MetricsDeps, signal: AbortSignal, graceMs = GRACE_MS): Promise<void> {
  let more = true;
  while (more && !signal.aborted) more = await countStep(deps, graceMs);
  await deps.db.transaction(async (tx) => {
    const { now } = await readHorizon(tx, graceMs);
    const { runs, tasks } = await readActivity(tx);
    await raiseGauges(tx, now, { active_runs: runs.planning + runs.running + runs.paused, ready_tasks: tasks.ready });
    const cut = (days: number, span: number) => new Date(Math.floor((now.getTime() - days * DAY_MS) / (span * 1000)) * span * 1000);
    await foldStats(tx, { from: SPANS.fine, into: SPANS.hour, before: cut(FINE_DAYS, SPANS.hour) });
    await foldStats(tx, { from: SPANS.hour, into: SPANS.day, before: cut(HOUR_DAYS, SPANS.day) });
  });
}

/** True: there is more to count. */
function countStep(deps: MetricsDeps, graceMs: number): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    const until = await lockCountedUntil(tx);
    const { horizon } = await readHorizon(tx, graceMs);
    if (until !== null && until >= horizon) return false;
    const isNear = until !== null && horizon.getTime() - until.getTime() <= STEP_MS;
    // Over what is empty it goes in one stride.
    const from = isNear ? until : await nextEndedAt(tx, until);
    if (from === null || from >= horizon) {
      await moveCountedUntil(tx, horizon);
      return false;
    }
    const to = new Date(Math.min(from.getTime() + STEP_MS, horizon.getTime()));
    await addCells(tx, deps, { tasks: await countTasks(tx, from, to, DURATION_BOUNDS), calls: await countCalls(tx, from, to) });
    await addTaskMeans(tx, from, to);
    await moveCountedUntil(tx, to);
    return to < horizon;
  });
}
