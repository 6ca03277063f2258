import type { PeriodicJob } from '@/server/engine/periodic';
import type { SchedulesDeps } from './deps';
import { fireSchedules } from './fire-schedules';
import { listSchedules } from './list-schedules';
import { createSchedule, deleteSchedule, updateSchedule } from './save-schedule';

type Rest<F> = F extends (first: never, ...rest: infer R) => infer T ? (...rest: R) => T : never;

export interface SchedulesService {
  list: Rest<typeof listSchedules>;
  create: Rest<typeof createSchedule>;
  update: Rest<typeof updateSchedule>;
  delete: Rest<typeof deleteSchedule>;
  /** Fires what is due. */
  job: PeriodicJob;
}

const EVERY_MS = 5_000;

export function createSchedulesService(deps: SchedulesDeps): SchedulesService {
  return {
    list: (key) => listSchedules(deps.db, key),
    create: (input, caller, idempotency) => createSchedule(deps, input, caller, idempotency),
    update: (input, caller) => updateSchedule(deps, input, caller),
    delete: (scheduleId, caller) => deleteSchedule(deps, scheduleId, caller),
    job: { name: 'schedules', everyMs: EVERY_MS, run: (signal) => fireSchedules(deps, signal) },
  };
}
