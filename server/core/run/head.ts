import type { EventData, EventType } from '@/lib/contracts/event';
import { COUNT_OF, type RunStatus, type TaskCounts } from '@/lib/contracts/run';
import type { TaskStatus } from '@/lib/contracts/task';

/** The run's gate as it was read under its lock. */
export interface RunHead {
  runId: string;
  status: RunStatus;
  statusReason: string | null;
  /** False while the planner has not delivered. */
  planned: boolean;
  graphVersion: number;
  lastSeq: number;
  counts: TaskCounts;
  spentMicroUsd: number;
  budgetMicroUsd: number | null;
  unpricedCalls: number;
  /** How many tasks open escalations hold what waits for: it has not ended while there are any. */
  holds: number;
}

/** What a decision changes of a head; what is left out stays. */
export type HeadPatch = Partial<Omit<RunHead, 'runId' | 'lastSeq'>>;

/** An event a decision asks for; seq and time are given when it is written. */
export type NewEvent = { [T in EventType]: { type: T; node?: number; data: EventData[T] } }[EventType];

export function moveCount(counts: TaskCounts, from: TaskStatus, to: TaskStatus): TaskCounts {
  const moved = { ...counts };
  moved[COUNT_OF[from]] -= 1;
  moved[COUNT_OF[to]] += 1;
  return moved;
}

export const isActive = (status: RunStatus): boolean => status === 'PLANNING' || status === 'RUNNING' || status === 'PAUSED';
export const mayClaim = (status: RunStatus): boolean => status === 'PLANNING' || status === 'RUNNING';

/** Ended when nothing can move any more. The same rule stands in SQL as `signalbox_run_status`; a test holds them together. */
export function runStatusAfter(status: RunStatus, counts: TaskCounts): RunStatus {
  if (!isActive(status) || counts.ready + counts.running + counts.waiting > 0) return status;
  return counts.pending > 0 || counts.failed > 0 ? 'FAILED' : 'SUCCEEDED';
}

/** The head and the closing event that follow from new counts. */
export function afterCounts(head: RunHead, counts: TaskCounts): { patch: HeadPatch; events: NewEvent[] } {
  const status = runStatusAfter(head.status, { ...counts, waiting: counts.waiting + head.holds });
  if (status === head.status) return { patch: { counts }, events: [] };
  return status === 'FAILED'
    ? { patch: { counts, status, statusReason: 'tasks_failed' }, events: [{ type: 'run.failed', data: { reason: 'tasks_failed' } }] }
    : { patch: { counts, status, statusReason: null }, events: [{ type: 'run.succeeded', data: {} }] };
}
