import { fromMicroUsd } from '@/lib/contracts/common';
import { countTasks } from '@/lib/contracts/run';
import type { PastState, ReadState, ReadTimeline, TimelineAnswer } from '@/lib/contracts/timeline';
import { AppError, invalidInput } from '@/lib/errors';
import { stateAt } from '@/server/core/state-at';
import { newRows, timelineAnswer } from '@/server/core/timeline/timeline-answer';
import { beginTimeline, type TimelineFold } from '@/server/core/timeline/timeline-fold';
import type { Tx } from '@/server/infra/db/tx';
import { readRun } from '@/server/repositories/run-view-repository';
import { readFoldEvents, readRowNames } from '@/server/repositories/timeline-repository';

/** Runs whose timelines are looked at: their folds are kept, so that what is asked again and again reads the tail alone. */
export type TimelineFolds = Map<string, TimelineFold>;
const KEPT_FOLDS = 12;

/** @throws AppError not_found, invalid_input naming `after` */
export async function readTimeline(tx: Tx, folds: TimelineFolds, { runId, after }: ReadTimeline): Promise<TimelineAnswer> {
  const fold = await grown(tx, folds, runId);
  if (fold.lastSeq === 0) throw new AppError('not_found', 'There is no such run.');
  if (after > fold.lastSeq) throw invalidInput('after', `must not be after the last event, ${fold.lastSeq}`);
  const names = newRows(fold, after).length > 0 ? await readRowNames(tx, runId) : new Map();
  return timelineAnswer(runId, fold, after, (key) => names.get(key));
}

async function grown(tx: Tx, folds: TimelineFolds, runId: string): Promise<TimelineFold> {
  const known = folds.get(runId);
  const isGrown = known?.push(await readFoldEvents(tx, runId, known.lastSeq));
  const fold = known && isGrown ? known : beginTimeline(await readFoldEvents(tx, runId, 0));
  folds.delete(runId);
  if (fold.lastSeq > 0) folds.set(runId, fold);
  const [oldest] = folds.keys();
  if (folds.size > KEPT_FOLDS && oldest !== undefined) folds.delete(oldest);
  return fold;
}

/** @throws AppError not_found, invalid_input naming `seq` */
export async function readState(tx: Tx, { runId, seq }: ReadState): Promise<PastState> {
  const run = await readRun(tx, runId);
  if (!run) throw new AppError('not_found', 'There is no such run.');
  if (seq !== undefined && seq > run.lastSeq) throw invalidInput('seq', `must not be after the last event, ${run.lastSeq}`);
  const events = await readFoldEvents(tx, runId, 0, seq ?? null);
  const state = stateAt(events);
  const tasks = [...state.tasks].sort(([a], [b]) => a - b);
  const keyOf = new Map(tasks.map(([node, { key }]) => [node, key]));
  return {
    runId,
    seq: state.seq,
    at: events.at(-1)?.at ?? null,
    status: state.status,
    statusReason: state.statusReason,
    graphVersion: state.graphVersion,
    spentUsd: inDollars(state.spentUsd),
    counts: countTasks(tasks.map(([, task]) => task)),
    tasks: tasks.map(([, task]) => ({
      key: task.key,
      status: task.status,
      waitingFor: task.waitingFor,
      dependsOn: task.dependsOn.flatMap((node) => keyOf.get(node) ?? []),
      attempt: task.attempt,
      epoch: task.epoch,
      costUsd: inDollars(task.costUsd),
      startedAt: task.startedAt,
      finishedAt: task.finishedAt,
    })),
  };
}

/** Through whole micro-dollars: sums of fractions drift. */
const inDollars = (sum: number): number => fromMicroUsd(Math.round(sum * 1_000_000));
