import type { ScheduleView } from '@/lib/contracts/trigger';
import { AppError } from '@/lib/errors';
import { nextTimes } from '@/lib/schedule/cron';
import type { Tx } from '@/server/infra/db/tx';
import { databaseNow, type FiringRow, listSchedules as readSchedules, type ScheduleRow } from '@/server/repositories/schedule-repository';
import { findWorkflow } from '@/server/repositories/workflow-repository';

const SHOWN_TIMES = 3;

/** In the order of their names. @throws AppError not_found */
export async function listSchedules(tx: Tx, key: string): Promise<ScheduleView[]> {
  if (!(await findWorkflow(tx, key))) throw new AppError('not_found', 'There is no such workflow');
  const now = await databaseNow(tx);
  return (await readSchedules(tx, key)).map((row) => scheduleView(row, now));
}

export function scheduleView({ last, nextAt: _, ...row }: ScheduleRow & { last: FiringRow | null }, now: Date): ScheduleView {
  const times = row.enabled ? nextTimes(row.cron, row.timeZone, now, SHOWN_TIMES) : [];
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    nextAt: times.map((time) => time.toISOString()),
    last: last && {
      dueAt: last.dueAt.toISOString(),
      firedAt: last.firedAt.toISOString(),
      outcome: last.outcome,
      runId: last.runId,
      detail: last.detail,
    },
  };
}
