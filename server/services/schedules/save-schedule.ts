import type { CreateSchedule, ScheduleView, UpdateSchedule } from '@/lib/contracts/trigger';
import { AppError, type Issue, invalidInput } from '@/lib/errors';
import { cronIssue, isTimeZone, nextTimes } from '@/lib/schedule/cron';
import { fillWorkflow } from '@/lib/workflow/fill-workflow';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import type { Tx } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { claimKey, completeKey } from '@/server/repositories/idempotency-repository';
import {
  databaseNow,
  insertSchedule,
  lockSchedule,
  deleteSchedule as removeSchedule,
  type ScheduleRow,
  updateSchedule as writeSchedule,
} from '@/server/repositories/schedule-repository';
import { findWorkflow } from '@/server/repositories/workflow-repository';
import type { SchedulesDeps } from './deps';
import { scheduleView } from './list-schedules';

const noSuchSchedule = () => new AppError('not_found', 'There is no such schedule');
const nameTaken = () =>
  new AppError('conflict', 'The workflow has a schedule of this name already', [{ path: 'name', message: 'is taken' }]);

type Fields = Omit<CreateSchedule, 'key'>;

/** @throws AppError not_found (workflow), invalid_input, conflict (name), idempotency_mismatch */
export async function createSchedule(
  { db }: SchedulesDeps,
  { key, ...fields }: CreateSchedule,
  caller: Caller,
  idempotency: { key: string; bodyHash: string } | null,
): Promise<ScheduleView> {
  const call = idempotency && { principal: `${caller.kind}:${caller.id}`, route: 'POST /api/v1/workflows/{key}/schedules', ...idempotency };
  return db.transaction(async (tx) => {
    if (call) {
      const claim = await claimKey(tx, call);
      if (!claim.fresh) return claim.response as ScheduleView;
    }
    const now = await databaseNow(tx);
    const nextAt = await checked(tx, key, fields, now);
    const row = await insertSchedule(tx, { ...fields, nextAt, workflowKey: key, createdBy: actorOf(caller) });
    if (!row) throw nameTaken();
    await appendAudit(tx, auditActorOf(caller), { action: 'schedule.create', target: targetOf(row), after: facts(row) });
    const view = scheduleView({ ...row, last: null }, now);
    if (call) await completeKey(tx, { ...call, status: 201, response: view });
    return view;
  });
}

/** The next time is counted from now: what a schedule missed while it was off stays missed. @throws AppError not_found, invalid_input, conflict */
export async function updateSchedule(
  { db }: SchedulesDeps,
  { scheduleId, ...fields }: UpdateSchedule,
  caller: Caller,
): Promise<ScheduleView> {
  return db.transaction(async (tx) => {
    const before = await lockSchedule(tx, scheduleId);
    if (!before) throw noSuchSchedule();
    const now = await databaseNow(tx);
    const nextAt = await checked(tx, before.workflowKey, fields, now);
    const row = await writeSchedule(tx, scheduleId, { ...fields, nextAt });
    if (!row) throw nameTaken();
    await appendAudit(tx, auditActorOf(caller), {
      action: 'schedule.update',
      target: targetOf(row),
      before: facts(before),
      after: facts(row),
    });
    return scheduleView({ ...row, last: null }, now);
  });
}

/** @throws AppError not_found */
export async function deleteSchedule({ db }: SchedulesDeps, scheduleId: string, caller: Caller): Promise<void> {
  await db.transaction(async (tx) => {
    const before = await lockSchedule(tx, scheduleId);
    if (!before) throw noSuchSchedule();
    await removeSchedule(tx, scheduleId);
    await appendAudit(tx, auditActorOf(caller), { action: 'schedule.delete', target: targetOf(before), before: facts(before) });
  });
}

const targetOf = (row: ScheduleRow) => ({ kind: 'schedule', id: row.id, name: row.name });
const facts = ({ workflowKey, name, cron, timeZone, enabled, overlap, catchUp, inputs }: ScheduleRow) => ({
  workflowKey,
  name,
  cron,
  timeZone,
  enabled,
  overlap,
  catchUp,
  inputs: Object.keys(inputs),
});

/** When it fires next; null where it is off. */
async function checked(tx: Tx, key: string, fields: Fields, now: Date): Promise<Date | null> {
  const workflow = await findWorkflow(tx, key);
  if (!workflow) throw new AppError('not_found', 'There is no such workflow');
  if (!isTimeZone(fields.timeZone)) throw invalidInput('timeZone', `"${fields.timeZone}" is no time zone; write one such as Europe/Berlin`);
  const issues: Issue[] = [];
  const fault = cronIssue(fields.cron, fields.timeZone, now);
  if (fault) issues.push({ path: 'cron', message: fault });
  const filled = fillWorkflow(workflow.body, fields.inputs);
  if (!filled.ok) issues.push(...filled.issues.map(({ path, message }) => ({ path: path.replace(/^workflowInputs/, 'inputs'), message })));
  if (issues.length > 0) throw new AppError('invalid_input', issues.map(({ path, message }) => `${path}: ${message}`).join('; '), issues);
  return fields.enabled ? (nextTimes(fields.cron, fields.timeZone, now, 1)[0] ?? null) : null;
}
