import type { DeadLetterStatus } from '@/lib/contracts/dead-letter';
import type { SpecChange } from '@/lib/contracts/event';
import type { RunStatus, TaskCounts } from '@/lib/contracts/run';
import type { SIDE_EFFECTS, TaskStatus } from '@/lib/contracts/task';
import { AppError } from '@/lib/errors';
import { afterCounts, type HeadPatch, moveCount, type NewEvent, type RunHead } from '../run/head';
import { reviveRun } from '../run/revive-run';

/** A letter and its task, read under the run's gate. */
export interface LetterState {
  id: string;
  status: DeadLetterStatus;
  replayCount: number;
  epoch: number;
  node: number;
  taskStatus: TaskStatus;
  taskEpoch: number;
  attempt: number;
  /** Dependencies that have not ended: only a task that was set aside before its turn has some. */
  openEdges: number;
  role: string;
  sideEffects: (typeof SIDE_EFFECTS)[number];
}

/** Why a letter is left alone. */
export const SKIP_REASONS = ['running', 'already_replayed', 'closed', 'replay_limit', 'irreversible', 'run_ended', 'planner'] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];
export interface Block {
  reason: SkipReason;
  message: string;
}

const block = (reason: SkipReason, message: string): Block => ({ reason, message });

/** Only a letter that nobody has dealt with can be dealt with. */
export function closedBlock({ status }: Pick<LetterState, 'status'>): Block | null {
  switch (status) {
    case 'pending':
      return null;
    case 'replayed':
      return block('already_replayed', 'This dead letter was replayed already. If the task fails again, it has a new one.');
    case 'superseded':
      return block('closed', 'This dead letter is void: its run was cancelled, or a rewind went back before it.');
    default:
      return block('closed', `This dead letter was ${status} already.`);
  }
}

function taskBlock(status: RunStatus, letter: LetterState): Block | null {
  const closed = closedBlock(letter);
  if (closed) return closed;
  if (status === 'CANCELLED') return block('run_ended', 'The run was cancelled and cannot go on: fork it instead.');
  if (letter.taskStatus !== 'FAILED' || letter.taskEpoch !== letter.epoch) return block('running', 'The task is under way again.');
  return null;
}

/** Why a letter cannot be replayed now; null: it can. */
export function replayBlock(
  status: RunStatus,
  letter: LetterState,
  rule: { limit: number; overridden: boolean; spareIrreversible: boolean },
): Block | null {
  const blocked = taskBlock(status, letter);
  if (blocked) return blocked;
  if (letter.replayCount >= rule.limit && !rule.overridden) {
    return block(
      'replay_limit',
      `This task was replayed ${letter.replayCount} times and failed again each time (limit ${rule.limit}). Discard it, resolve it, or give an overrideReason.`,
    );
  }
  if (rule.spareIrreversible && letter.sideEffects === 'irreversible') {
    return block('irreversible', 'What this task does cannot be undone: replay it by itself.');
  }
  return null;
}

export function resolveBlock(status: RunStatus, letter: LetterState): Block | null {
  const blocked = taskBlock(status, letter);
  if (blocked) return blocked;
  return letter.role === 'planner'
    ? block('planner', 'Without its plan the run has nothing to go on with: replay this task, or discard it.')
    : null;
}

/** A discard is taken back while the task still stands as it left it. */
export function reopenBlock(status: RunStatus, letter: LetterState): Block | null {
  if (letter.status !== 'discarded')
    return block('closed', `Only a discarded dead letter can be opened again; this one is ${letter.status}.`);
  return taskBlock(status, { ...letter, status: 'pending' });
}

export const refuse = (blocked: Block): AppError => new AppError('conflict', blocked.message);

interface Moved {
  /** Where the task goes. */
  taskStatus: TaskStatus;
  patch: HeadPatch;
  events: NewEvent[];
}

/** The task is ready again (or waits for its turn); a run that had FAILED goes on. */
export function decideReplay(
  head: RunHead,
  letter: LetterState,
  given: { changes: SpecChange | null; overrideReason: string | null; blockThreshold: number },
): Moved {
  const taskStatus = letter.openEdges === 0 ? 'READY' : 'PENDING';
  const revived = reviveRun(head, 'replay', given.blockThreshold);
  const replayed: NewEvent = {
    type: 'task.replayed',
    node: letter.node,
    data: {
      attempt: 0,
      epoch: letter.epoch,
      deadLetterId: letter.id,
      replay: letter.replayCount + 1,
      changes: given.changes,
      override: given.overrideReason,
    },
  };
  return {
    taskStatus,
    patch: { ...revived.patch, counts: moveCount(head.counts, 'FAILED', taskStatus) },
    events: [...revived.events, replayed],
  };
}

/** The task is set aside and what waits for it goes on; `counts` are the head's behind that. */
export function decideResolve(
  head: RunHead,
  letter: LetterState,
  given: { notes: string; counts: TaskCounts; blockThreshold: number },
): Moved {
  const { attempt, epoch, node, id } = letter;
  const resolved: NewEvent = { type: 'task.resolved', node, data: { attempt, epoch, deadLetterId: id, notes: given.notes } };
  const revived = reviveRun(head, 'resolve', given.blockThreshold);
  const after = afterCounts({ ...head, ...revived.patch }, given.counts);
  // A run that had failed and cannot move yet stays as it ended: it did not go on for a moment.
  if (after.patch.status === 'FAILED' && head.status === 'FAILED')
    return { taskStatus: 'SKIPPED', patch: { counts: given.counts }, events: [resolved] };
  return { taskStatus: 'SKIPPED', patch: { ...revived.patch, ...after.patch }, events: [...revived.events, resolved, ...after.events] };
}
