import type { Tx } from '@/server/infra/db/tx';

export interface ScheduleRow {
  id: string;
  workflowKey: string;
  name: string;
  cron: string;
  timeZone: string;
  enabled: boolean;
  inputs: Record<string, unknown>;
  overlap: 'skip' | 'allow';
  catchUp: boolean;
  nextAt: Date | null;
  createdAt: Date;
  createdBy: string;
}

export interface FiringRow {
  dueAt: Date;
  firedAt: Date;
  outcome: 'started' | 'skipped' | 'failed' | 'missed';
  runId: string | null;
  detail: string | null;
}

const COLUMNS = `id, workflow_key AS "workflowKey", name, cron, time_zone AS "timeZone", enabled, inputs, overlap, catch_up AS "catchUp",
  next_at AS "nextAt", created_at AS "createdAt", created_by AS "createdBy"`;

export async function databaseNow(tx: Tx): Promise<Date> {
  const [row] = await tx.query<{ now: Date }>({ name: 'database_now', text: 'SELECT signalbox_now() AS now' });
  if (!row) throw new Error('The database told no time');
  return row.now;
}

type Fields = Pick<ScheduleRow, 'name' | 'cron' | 'timeZone' | 'enabled' | 'inputs' | 'overlap' | 'catchUp' | 'nextAt'>;
const valuesOf = (of: Fields) => [of.name, of.cron, of.timeZone, of.enabled, JSON.stringify(of.inputs), of.overlap, of.catchUp, of.nextAt];

/** Null: the workflow has a schedule of this name. */
export async function insertSchedule(tx: Tx, row: Fields & { workflowKey: string; createdBy: string }): Promise<ScheduleRow | null> {
  const [made] = await tx.query<ScheduleRow>({
    text: `INSERT INTO schedules (id, name, cron, time_zone, enabled, inputs, overlap, catch_up, next_at, workflow_key, created_at, created_by)
           VALUES (signalbox_uuid7(), $1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9, signalbox_now(), $10)
           ON CONFLICT (workflow_key, name) DO NOTHING RETURNING ${COLUMNS}`,
    values: [...valuesOf(row), row.workflowKey, row.createdBy],
  });
  return made ?? null;
}

export async function lockSchedule(tx: Tx, id: string): Promise<ScheduleRow | null> {
  const [row] = await tx.query<ScheduleRow>({ text: `SELECT ${COLUMNS} FROM schedules WHERE id = $1 FOR UPDATE`, values: [id] });
  return row ?? null;
}

/** Null: another schedule of the workflow has this name. */
export async function updateSchedule(tx: Tx, id: string, fields: Fields): Promise<ScheduleRow | null> {
  const [row] = await tx.query<ScheduleRow>({
    text: `UPDATE schedules s SET name = $1, cron = $2, time_zone = $3, enabled = $4, inputs = $5::jsonb, overlap = $6, catch_up = $7, next_at = $8
           WHERE id = $9 AND NOT EXISTS (SELECT FROM schedules o WHERE o.workflow_key = s.workflow_key AND o.name = $1 AND o.id <> s.id)
           RETURNING ${COLUMNS}`,
    values: [...valuesOf(fields), id],
  });
  return row ?? null;
}

export async function deleteSchedule(tx: Tx, id: string): Promise<void> {
  await tx.query({ text: 'DELETE FROM schedule_firings WHERE schedule_id = $1', values: [id] });
  await tx.query({ text: 'DELETE FROM schedules WHERE id = $1', values: [id] });
}

/** Returns the names of those that are gone. */
export async function deleteSchedulesOf(tx: Tx, workflowKey: string): Promise<string[]> {
  const rows = await tx.query<{ id: string; name: string }>({
    text: 'SELECT id, name FROM schedules WHERE workflow_key = $1 ORDER BY name FOR UPDATE',
    values: [workflowKey],
  });
  for (const { id } of rows) await deleteSchedule(tx, id);
  return rows.map((row) => row.name);
}

/** With what became of its last time. */
export async function listSchedules(tx: Tx, workflowKey: string): Promise<(ScheduleRow & { last: FiringRow | null })[]> {
  const rows = await tx.query<ScheduleRow>({
    text: `SELECT ${COLUMNS} FROM schedules WHERE workflow_key = $1 ORDER BY name`,
    values: [workflowKey],
  });
  const firings = await tx.query<FiringRow & { scheduleId: string }>({
    text: `SELECT DISTINCT ON (schedule_id) schedule_id AS "scheduleId", due_at AS "dueAt", fired_at AS "firedAt", outcome, run_id AS "runId", detail
           FROM schedule_firings WHERE schedule_id = ANY ($1::uuid[]) ORDER BY schedule_id, due_at DESC`,
    values: [rows.map((row) => row.id)],
  });
  return rows.map((row) => ({ ...row, last: firings.find((firing) => firing.scheduleId === row.id) ?? null }));
}

export async function readDueSchedules(tx: Tx, limit: number): Promise<ScheduleRow[]> {
  return tx.query<ScheduleRow>({
    text: `SELECT ${COLUMNS} FROM schedules WHERE enabled AND next_at <= signalbox_now() ORDER BY next_at LIMIT $1`,
    values: [limit],
  });
}

/** The run that it started last, where that has not ended. */
export async function findOpenRun(tx: Tx, scheduleId: string): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>({
    text: `SELECT h.run_id AS id FROM schedule_firings f JOIN run_heads h ON h.run_id = f.run_id
           WHERE f.schedule_id = $1 AND h.status IN ('PLANNING', 'RUNNING', 'PAUSED') ORDER BY f.due_at DESC LIMIT 1`,
    values: [scheduleId],
  });
  return row?.id ?? null;
}

/**
 * Takes a time that is due, in the transaction of what it causes: moves the schedule on and writes down what came of it. False:
 * somebody else took it, or the schedule was changed since it was read.
 */
export async function takeFiring(
  tx: Tx,
  schedule: Pick<ScheduleRow, 'id' | 'nextAt'>,
  firing: Omit<FiringRow, 'firedAt'> & { nextAt: Date },
): Promise<boolean> {
  const moved = await tx.query({
    text: 'UPDATE schedules SET next_at = $3 WHERE id = $1 AND next_at = $2 AND enabled RETURNING 1 AS moved',
    values: [schedule.id, schedule.nextAt, firing.nextAt],
  });
  if (moved.length === 0) return false;
  const written = await tx.query({
    text: `INSERT INTO schedule_firings (schedule_id, due_at, fired_at, outcome, run_id, detail) VALUES ($1, $2, signalbox_now(), $3, $4, $5)
           ON CONFLICT (schedule_id, due_at) DO NOTHING RETURNING 1 AS written`,
    values: [schedule.id, firing.dueAt, firing.outcome, firing.runId, firing.detail],
  });
  return written.length > 0;
}

/** The newest `keep` of each schedule stay. */
export async function pruneFirings(tx: Tx, keep: number): Promise<void> {
  await tx.query({
    text: `DELETE FROM schedule_firings f USING (
             SELECT schedule_id, due_at, row_number() OVER (PARTITION BY schedule_id ORDER BY due_at DESC) AS place FROM schedule_firings) p
           WHERE p.place > $1 AND f.schedule_id = p.schedule_id AND f.due_at = p.due_at`,
    values: [keep],
  });
}
