import { idSchema, type Page } from '@/lib/contracts/common';
import type { EventPage, ListEvents } from '@/lib/contracts/event';
import type { ListRuns, RunDetail, RunListItem } from '@/lib/contracts/run';
import { AppError, invalidInput } from '@/lib/errors';
import type { Tx } from '@/server/infra/db/tx';
import { readEvents } from '@/server/repositories/event-repository';
import { readRun, listRuns as readRunPage, readTasks } from '@/server/repositories/run-view-repository';

const noSuchRun = () => new AppError('not_found', 'There is no such run.');

/** One page, newest first. The cursor is the id of the last row, wrapped so that nobody builds on it. */
export async function listRuns(tx: Tx, input: ListRuns): Promise<Page<RunListItem>> {
  const before = input.cursor === undefined ? null : decodeCursor(input.cursor);
  const rows = await readRunPage(tx, { status: input.status ?? null, q: input.q ?? null, before, limit: input.limit + 1 });
  const items = rows.slice(0, input.limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > input.limit && last ? Buffer.from(last.id).toString('base64url') : null };
}

function decodeCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!idSchema.safeParse(id).success) throw invalidInput('cursor', 'is not a cursor of this list');
  return id;
}

export async function getRun(tx: Tx, runId: string): Promise<RunDetail> {
  const run = await readRun(tx, runId);
  if (!run) throw noSuchRun();
  const tasks = await readTasks(tx, runId);
  return { ...run, tasks: tasks.map((task) => task.view) };
}

export async function listEvents(tx: Tx, input: ListEvents): Promise<EventPage> {
  const run = await readRun(tx, input.runId);
  if (!run) throw noSuchRun();
  return { items: await readEvents(tx, input.runId, input.after, input.limit), lastSeq: run.lastSeq };
}
