import { createRunSchema } from '@/lib/contracts/run';
import { AppError } from '@/lib/errors';
import { lastDue, nextTimes } from '@/lib/schedule/cron';
import {
  databaseNow,
  findOpenRun,
  pruneFirings,
  readDueSchedules,
  type ScheduleRow,
  takeFiring,
} from '@/server/repositories/schedule-repository';
import type { SchedulesDeps } from './deps';

const BATCH = 50;
/** Of each schedule: what it did is looked at, not kept for ever. */
const KEPT_FIRINGS = 200;
/** Later than this it was missed, and is caught up with or not. */
const ON_TIME_MS = 120_000;

/** Thrown inside the run's transaction: somebody else started this one, so there is to be none. */
class TakenElsewhere extends Error {}

/**
 * Fires what is due. Several processes may do so at once: a run and its row (schedule, due time) are one transaction, so that each
 * time starts one run at most. Of times that were missed, the last one alone is caught up with.
 */
export async function fireSchedules(deps: SchedulesDeps, signal: AbortSignal): Promise<void> {
  for (const schedule of await readDueSchedules(deps.db, BATCH)) {
    if (signal.aborted) return;
    await fire(deps, schedule).catch((error: unknown) => {
      deps.log.warn({ err: error, schedule: schedule.id }, 'a schedule could not fire; it is tried again');
    });
  }
  await pruneFirings(deps.db, KEPT_FIRINGS);
}

async function fire(deps: SchedulesDeps, schedule: ScheduleRow): Promise<void> {
  if (schedule.nextAt === null) return;
  const now = await databaseNow(deps.db);
  const dueAt = lastDue(schedule.cron, schedule.timeZone, schedule.nextAt, now) ?? schedule.nextAt;
  const [nextAt] = nextTimes(schedule.cron, schedule.timeZone, now, 1);
  const base = { dueAt, nextAt: nextAt ?? new Date(8.64e15 / 100) };
  if (!schedule.catchUp && now.getTime() - dueAt.getTime() > ON_TIME_MS) {
    const detail = 'Nothing ran at this time';
    await deps.db.transaction((tx) => takeFiring(tx, schedule, { ...base, outcome: 'missed', runId: null, detail }));
    return;
  }
  const openRun = schedule.overlap === 'skip' ? await findOpenRun(deps.db, schedule.id) : null;
  if (openRun !== null) {
    const detail = 'The run before has not ended';
    await deps.db.transaction((tx) => takeFiring(tx, schedule, { ...base, outcome: 'skipped', runId: openRun, detail }));
    return;
  }
  try {
    const input = createRunSchema.parse({ workflow: schedule.workflowKey, workflowInputs: schedule.inputs });
    await deps.startRun(input, { kind: 'schedule', id: schedule.id, name: schedule.name }, async (tx, runId) => {
      if (!(await takeFiring(tx, schedule, { ...base, outcome: 'started', runId, detail: null }))) throw new TakenElsewhere();
    });
  } catch (error) {
    if (error instanceof TakenElsewhere) return;
    if (!(error instanceof AppError)) throw error;
    await deps.db.transaction((tx) =>
      takeFiring(tx, schedule, { ...base, outcome: 'failed', runId: null, detail: error.message.slice(0, 1_000) }),
    );
  }
}
