import type { EventType, EventView, RunEvent } from '@/lib/contracts/event';
import type { RunDetail } from '@/lib/contracts/run';
import type { TaskStatus, TaskView } from '@/lib/contracts/task';
import { assertNever } from '@/lib/errors';
import { knownEvent } from './known-event';
import { RunDraft } from './run-draft';

export interface Applied {
  /** The same object where nothing was new. Tasks that did not change keep their identity. */
  run: RunDetail;
  /** True where the events cannot say enough (the graph changed, a gap, an unknown type): read `runs.get` again. */
  refetch: boolean;
}

/** The graph, or the past of it, is another: what follows from that is read rather than worked out twice. */
const REREAD: ReadonlySet<EventType> = new Set<EventType>([
  'run.planned',
  'run.replanned',
  'run.rewound',
  'run.forked',
  'run.edited',
  'task.sent_back',
  'task.resolved',
  'task.hold_decided',
]);

/** Folds the tail of a run's log into what the page knows. Events up to `run.lastSeq` are ignored; a gap asks for a refetch. */
export function applyEvents(run: RunDetail, events: readonly EventView[]): Applied {
  const fresh = events.filter((event) => event.seq > run.lastSeq);
  if (fresh.length === 0) return { run, refetch: false };
  const draft = new RunDraft(run);
  for (const view of fresh) {
    if (view.seq !== draft.run.lastSeq + 1) return { run: draft.finish(), refetch: true };
    const event = knownEvent(view);
    if (!event || REREAD.has(event.type) || isJudgement(event) || movesHolds(event)) return { run: draft.finish(), refetch: true };
    applyOne(draft, event);
    draft.run.lastSeq = event.seq;
  }
  return { run: draft.finish(), refetch: false };
}

/** What waits for the tasks of a question waits, or goes on. */
function movesHolds(event: RunEvent): boolean {
  if (event.type === 'escalation.opened') return (event.data.holds?.length ?? 0) > 0;
  return event.type === 'escalation.decided' && event.data.status !== 'OPEN';
}

function applyOne(draft: RunDraft, event: RunEvent): void {
  const { run } = draft;
  switch (event.type) {
    case 'run.created':
    case 'run.planned':
    case 'run.replanned':
    case 'run.rewound':
    case 'run.forked':
    case 'run.edited':
    case 'escalation.opened':
    case 'escalation.moved':
    case 'escalation.asked':
    case 'escalation.answered':
    case 'escalation.assigned':
    case 'escalation.snoozed':
    case 'escalation.decided':
    case 'escalation.revoked':
    case 'edit.proposed':
    case 'edit.decided':
    case 'task.decided':
    case 'artifact.written':
      return;
    case 'escalation.consulted':
      draft.pay(event.data.costUsd, event.data.priced);
      return;
    case 'run.paused':
      run.status = 'PAUSED';
      run.statusReason = event.data.reason ?? undefined;
      return;
    case 'run.revived':
      run.finishedAt = null;
      run.status = isPlanning(draft) ? 'PLANNING' : 'RUNNING';
      run.statusReason = undefined;
      return;
    case 'run.resumed':
      run.status = isPlanning(draft) ? 'PLANNING' : 'RUNNING';
      run.statusReason = undefined;
      return;
    case 'run.cancelled':
      end(draft, 'CANCELLED', event.at);
      for (const task of draft.tasks()) if (!isOver(task.status)) draft.move(task.key, { status: 'CANCELLED', finishedAt: event.at });
      return;
    case 'run.succeeded':
      end(draft, 'SUCCEEDED', event.at);
      return;
    case 'run.failed':
      end(draft, 'FAILED', event.at, event.data.reason);
      return;
    case 'run.budget_changed':
      run.budgetUsd = event.data.budgetUsd;
      return;
    case 'task.started':
    case 'task.succeeded':
    case 'task.sent_back':
    case 'task.failed':
    case 'task.retry_scheduled':
    case 'task.postponed':
    case 'task.released':
    case 'task.waiting':
    case 'task.resumed':
    case 'task.replayed':
    case 'task.resolved':
    case 'task.hold_decided':
    case 'task.turn':
      applyToTask(draft, event);
      return;
    default:
      assertNever(event);
  }
}

type TaskEvent = Exclude<Extract<RunEvent, { type: `task.${string}` }>, { type: 'task.decided' }>;

function applyToTask(draft: RunDraft, event: TaskEvent): void {
  const key = event.taskKey;
  const task = key === undefined ? undefined : draft.task(key);
  if (!task) return;
  const idle = { waitingFor: null, readyAt: null };
  switch (event.type) {
    case 'task.started':
      draft.run.startedAt ??= event.at;
      draft.move(task.key, {
        ...idle,
        status: 'RUNNING',
        attempt: event.data.attempt,
        startedAt: event.at,
        finishedAt: null,
      });
      return;
    case 'task.succeeded':
      draft.move(task.key, { ...idle, status: 'SUCCEEDED', finishedAt: event.at });
      draft.release(task.key);
      return;
    case 'task.failed':
      draft.move(task.key, { ...idle, status: 'FAILED', finishedAt: event.at });
      return;
    case 'task.retry_scheduled':
      draft.move(task.key, { status: 'WAITING', waitingFor: 'retry', readyAt: event.data.retryAt });
      return;
    case 'task.postponed':
      draft.move(task.key, {
        status: 'WAITING',
        waitingFor: event.data.reason,
        readyAt: event.data.readyAt,
        attempt: event.data.attempt - 1,
      });
      return;
    case 'task.waiting':
      draft.move(task.key, { status: 'WAITING', waitingFor: event.data.for, readyAt: null });
      return;
    case 'task.released':
    case 'task.resumed':
      // A release gives the attempt back.
      draft.move(task.key, { ...idle, status: draft.mustWait(task) ? 'PENDING' : 'READY', attempt: event.data.attempt - 1 });
      return;
    case 'task.replayed':
      draft.move(task.key, { ...idle, status: 'READY', attempt: 0, finishedAt: null });
      return;
    case 'task.resolved':
    case 'task.sent_back':
    case 'task.hold_decided':
      return;
    case 'task.turn':
      draft.spend(task.key, event.data.costUsd, event.data.priced);
      return;
    default:
      assertNever(event);
  }
}

/** What a gate or branch came to shows in its own row and in those it closed. */
const isJudgement = (event: RunEvent): boolean => 'judgement' in event.data && event.data.judgement !== undefined;

function end(draft: RunDraft, status: RunDetail['status'], at: string, reason?: string): void {
  draft.run.status = status;
  draft.run.statusReason = reason;
  draft.run.finishedAt = at;
}

function isPlanning(draft: RunDraft): boolean {
  const tasks = draft.tasks();
  return tasks.length === 1 && tasks[0]?.role === 'planner' && !isOver(tasks[0].status);
}

function isOver(status: TaskStatus): status is Extract<TaskView['status'], 'SUCCEEDED' | 'FAILED' | 'SKIPPED' | 'CANCELLED'> {
  return status === 'SUCCEEDED' || status === 'FAILED' || status === 'SKIPPED' || status === 'CANCELLED';
}
