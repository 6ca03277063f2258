import type { Failure, TaskStatus } from '@/lib/contracts/task';
import type { FailureEvidence, ToolAsk, WaitingFor } from '../ports/task-runner';
import { afterCounts, type HeadPatch, moveCount, type NewEvent, type RunHead } from '../run/head';

/** A task whose worker vanished this often takes workers with it; it fails instead of being handed on. */
export const MAX_LOST_WORKERS = 5;

export interface RunningTask {
  node: number;
  epoch: number;
  attempt: number;
  maxAttempts: number;
  /** Workers this task has lost so far. */
  lost: number;
}

export type Settlement =
  | { kind: 'failed'; failure: Failure; retryDelayMs: number; freshConversation?: boolean; evidence?: FailureEvidence }
  | { kind: 'postponed'; reason: 'rate_limit'; delayMs: number }
  | { kind: 'released'; reason: 'paused' | 'shutdown' | 'worker_lost' }
  | { kind: 'waiting'; for: WaitingFor; asks: readonly ToolAsk[] };

export interface SettlementDecision {
  status: Extract<TaskStatus, 'READY' | 'WAITING' | 'FAILED'>;
  /** Why it is WAITING; null where it is not. */
  waitingFor: 'retry' | 'rate_limit' | WaitingFor | null;
  /** A release gives the attempt back: it was not the task's fault. */
  attempt: number;
  lost: number;
  /** When it may be claimed; null for a task that failed or waits for a person. */
  readyAt: Date | null;
  freshConversation: boolean;
  attemptRow: { outcome: 'failed' | 'lost'; failure: Failure | null; retryAt: Date | null } | null;
  head: HeadPatch;
  events: NewEvent[];
}

/** What a RUNNING task becomes that did not succeed. `now` is the database's time. */
export function decideSettlement(head: RunHead, task: RunningTask, settlement: Settlement, now: Date): SettlementDecision {
  const stamp = { attempt: task.attempt, epoch: task.epoch };
  if (settlement.kind === 'released') {
    const lost = task.lost + (settlement.reason === 'worker_lost' ? 1 : 0);
    if (lost >= MAX_LOST_WORKERS) return fail(head, { ...task, lost }, workerLost(lost), { outcome: 'lost', freshConversation: false });
    return {
      status: 'READY',
      waitingFor: null,
      attempt: task.attempt - 1,
      lost,
      readyAt: now,
      freshConversation: false,
      attemptRow: settlement.reason === 'worker_lost' ? { outcome: 'lost', failure: null, retryAt: now } : null,
      head: { counts: moveCount(head.counts, 'RUNNING', 'READY') },
      events: [{ type: 'task.released', node: task.node, data: { ...stamp, reason: settlement.reason } }],
    };
  }
  if (settlement.kind === 'postponed') {
    const readyAt = new Date(now.getTime() + settlement.delayMs);
    return {
      status: 'WAITING',
      waitingFor: settlement.reason,
      attempt: task.attempt - 1,
      lost: task.lost,
      readyAt,
      freshConversation: false,
      attemptRow: null,
      head: { counts: moveCount(head.counts, 'RUNNING', 'WAITING') },
      events: [{ type: 'task.postponed', node: task.node, data: { ...stamp, reason: settlement.reason, readyAt: readyAt.toISOString() } }],
    };
  }
  if (settlement.kind === 'waiting') {
    return {
      status: 'WAITING',
      attempt: task.attempt,
      lost: task.lost,
      waitingFor: settlement.for,
      readyAt: null,
      freshConversation: false,
      attemptRow: null,
      head: { counts: moveCount(head.counts, 'RUNNING', 'WAITING') },
      events: [
        {
          type: 'task.waiting',
          node: task.node,
          data: { ...stamp, for: settlement.for, tools: [...new Set(settlement.asks.map((ask) => ask.name))] },
        },
      ],
    };
  }
  const { failure } = settlement;
  if (failure.permanent || task.attempt >= task.maxAttempts) {
    return fail(head, task, failure, { outcome: 'failed', freshConversation: settlement.freshConversation ?? false });
  }
  const readyAt = new Date(now.getTime() + settlement.retryDelayMs);
  return {
    status: 'WAITING',
    waitingFor: 'retry',
    attempt: task.attempt,
    lost: task.lost,
    readyAt,
    freshConversation: settlement.freshConversation ?? false,
    attemptRow: { outcome: 'failed', failure, retryAt: readyAt },
    head: { counts: moveCount(head.counts, 'RUNNING', 'WAITING') },
    events: [
      {
        type: 'task.retry_scheduled',
        node: task.node,
        data: { ...stamp, failure, retryAt: readyAt.toISOString(), ...freshOf(settlement.freshConversation) },
      },
    ],
  };
}

function fail(
  head: RunHead,
  task: RunningTask,
  failure: Failure,
  { outcome, freshConversation }: { outcome: 'failed' | 'lost'; freshConversation: boolean },
): SettlementDecision {
  const after = afterCounts(head, moveCount(head.counts, 'RUNNING', 'FAILED'));
  return {
    status: 'FAILED',
    waitingFor: null,
    attempt: task.attempt,
    lost: task.lost,
    readyAt: null,
    freshConversation,
    attemptRow: { outcome, failure, retryAt: null },
    head: after.patch,
    events: [
      { type: 'task.failed', node: task.node, data: { attempt: task.attempt, epoch: task.epoch, failure, ...freshOf(freshConversation) } },
      ...after.events,
    ],
  };
}

const freshOf = (fresh: boolean | undefined): { fresh?: true } => (fresh ? { fresh: true } : {});

const workerLost = (times: number): Failure => ({
  code: 'worker_lost',
  message: `${times} workers died while they ran this task. Something in it may be killing them (memory, a crashing tool).`,
  httpStatus: null,
  place: 'worker',
  permanent: true,
  stack: null,
});
