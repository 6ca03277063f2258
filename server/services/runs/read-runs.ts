import type { EventPage, ListEvents } from '@/lib/contracts/event';
import type { RunDetail } from '@/lib/contracts/run';
import { AppError } from '@/lib/errors';
import type { Tx } from '@/server/infra/db/tx';
import { readEvents } from '@/server/repositories/event-repository';
import { readForkedAt, readRun, readTasks } from '@/server/repositories/run-view-repository';

const noSuchRun = () => new AppError('not_found', 'There is no such run.');

export async function getRun(tx: Tx, runId: string): Promise<RunDetail> {
  const run = await readRun(tx, runId);
  if (!run) throw noSuchRun();
  const tasks = await readTasks(tx, runId);
  return { ...run, ...(run.forkedFrom === undefined ? {} : await readForkedAt(tx, runId)), tasks: tasks.map((task) => task.view) };
}

export async function listEvents(tx: Tx, input: ListEvents): Promise<EventPage> {
  const run = await readRun(tx, input.runId);
  if (!run) throw noSuchRun();
  return { items: await readEvents(tx, input), lastSeq: run.lastSeq };
}
