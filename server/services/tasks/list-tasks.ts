import { z } from 'zod';
import { idSchema, type Page } from '@/lib/contracts/common';
import type { Outcome, Range } from '@/lib/contracts/dashboard';
import type { TaskStatus } from '@/lib/contracts/task';
import type { ListTasks, TaskListItem } from '@/lib/contracts/task-list';
import { invalidInput } from '@/lib/errors';
import { windowStart } from '@/server/core/metrics/windows';
import type { Tx } from '@/server/infra/db/tx';
import { readNow } from '@/server/repositories/overview-repository';
import { type NowFilter, readRunsWithTasks, readTasksOf } from '@/server/repositories/task-list-repository';
import { listEnded } from './list-ended';

/** Runs looked into at once: their tasks are sorted together. */
const RUNS_AT_ONCE = 100;

/** What of the states an attempt can end in. */
const OUTCOME_OF: Partial<Record<TaskStatus, Outcome>> = { SUCCEEDED: 'succeeded', FAILED: 'failed', CANCELLED: 'cancelled' };

const nowPlaceSchema = z.tuple([z.literal('n'), idSchema, z.int().min(0)]);
const endedPlaceSchema = z.tuple([z.literal('e'), z.int().min(0), idSchema, z.int(), z.int()]);

/**
 * One page of tasks of all runs: those of the runs under way, or the attempts that ended within a range.
 * @throws AppError invalid_input for a cursor of another list, and for a state in which nothing ends
 */
export async function listTasks(tx: Tx, input: ListTasks): Promise<Page<TaskListItem>> {
  const { status = null, role = null } = input;
  if (input.outcome === undefined && input.since === undefined) {
    return listNow(tx, { status, role, waitingFor: input.waitingFor ?? null }, input);
  }
  if (input.waitingFor !== undefined) throw invalidInput('waitingFor', 'is of tasks that have not ended: leave out since and outcome');
  const since: Range = input.since ?? '24h';
  const outcome = input.outcome ?? outcomeOf(status);
  const place = decode(input.cursor, endedPlaceSchema);
  const before = place && { atMicros: place[1], runId: place[2], node: place[3], epoch: place[4] };
  const rows = await listEnded(tx, { role, outcome }, windowStart(since, await readNow(tx)), before, input.limit + 1);
  return pageOf(rows, input.limit, ({ atMicros, runId, node, epoch }) => ['e', atMicros, runId, node, epoch]);
}

function outcomeOf(status: TaskStatus | null): Outcome | null {
  if (status === null) return null;
  const outcome = OUTCOME_OF[status];
  if (!outcome) throw invalidInput('status', `a ${status} task has not ended: leave out since and outcome`);
  return outcome;
}

async function listNow(tx: Tx, filter: NowFilter, { cursor, limit }: ListTasks): Promise<Page<TaskListItem>> {
  const place = decode(cursor, nowPlaceSchema);
  const after = place && { runId: place[1], node: place[2] };
  const rows: Awaited<ReturnType<typeof readTasksOf>> = [];
  let from = after?.runId ?? null;
  while (rows.length <= limit) {
    const runIds = await readRunsWithTasks(tx, filter.status, from, RUNS_AT_ONCE + 1);
    rows.push(...(await readTasksOf(tx, runIds.slice(0, RUNS_AT_ONCE), filter, after, limit + 1 - rows.length)));
    from = runIds[RUNS_AT_ONCE] ?? null;
    if (from === null) break;
  }
  return pageOf(rows, limit, ({ runId, node }) => ['n', runId, node]);
}

function pageOf<P>(rows: readonly { item: TaskListItem; place: P }[], limit: number, encode: (place: P) => unknown[]): Page<TaskListItem> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last ? Buffer.from(JSON.stringify(encode(last.place))).toString('base64url') : null;
  return { items: shown.map((row) => row.item), nextCursor };
}

function decode<T>(cursor: string | undefined, schema: z.ZodType<T>): T | null {
  if (cursor === undefined) return null;
  const parsed = schema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!parsed.success) throw invalidInput('cursor', 'is not a cursor of this list');
  return parsed.data;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
