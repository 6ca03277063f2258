import type { BranchWays, GraphNode, InheritedNode, RunEvent } from '@/lib/contracts/event';
import type { RunStatus } from '@/lib/contracts/run';
import type { TaskStatus } from '@/lib/contracts/task';
import { assertNever } from '@/lib/errors';
import { isReady } from '@/lib/graph/edges-into';
import { taskAfterRewind } from './checkpoint/task-after-rewind';
import { type Hold, liftHold, openHold, setHolds, voidHolds } from './run/holds';

export interface TaskState {
  key: string;
  dependsOn: number[];
  status: TaskStatus;
  attempt: number;
  epoch: number;
  /** SKIPPED by a person's word: its edges are TAKEN. */
  resolved: boolean;
  waitingFor: string | null;
  /** Where its conversation stands; null: the next execution begins one. */
  talk: { conversation: number; turns: number } | null;
  /** Under which it last SUCCEEDED: what it handed on is kept under it. */
  doneEpoch: number | null;
  costUsd: number;
  startedAt: string | null;
  finishedAt: string | null;
  /** Of a branch: the tasks on its two ways. */
  branch: BranchWays | null;
  /** What a branch has decided; null while it has not. */
  chosen: boolean | null;
  /** An edit took it away after it had started: CANCELLED for good. */
  removed: boolean;
  /** Finished on what is no longer so. */
  invalidated: boolean;
  /** What waits for it does not begin before somebody has decided. */
  held: boolean;
}

export interface RunState {
  seq: number;
  status: RunStatus;
  statusReason: string | null;
  planned: boolean;
  graphVersion: number;
  tasks: Map<number, TaskState>;
  /** What open escalations hold back what waits for, by their ids. */
  holds: Map<string, Hold>;
  /** Ids of what tasks wrote and no rewind went back before; inputs are not among them. */
  artifacts: Set<string>;
  spentUsd: number;
  /** Of tasks that are added from now on; the last rewind's. */
  epochBase: number;
}

const ENDED: readonly TaskStatus[] = ['SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED'];

const emptyState = (): RunState => ({
  seq: 0,
  status: 'RUNNING',
  statusReason: null,
  planned: true,
  graphVersion: 0,
  tasks: new Map(),
  holds: new Map(),
  artifacts: new Set(),
  spentUsd: 0,
  epochBase: 0,
});

/** The fold, one event after the other. */
export interface RunFold {
  /** As of the last event; READY is not derived in it: see `isReady`. */
  readonly state: RunState;
  /** False where the event goes back to a seq whose state was not kept: the fold has to begin anew, knowing of it. */
  push(event: RunEvent): boolean;
}

/** The seqs that the rewinds among these events go back to. */
export function rewoundTo(events: readonly RunEvent[], seq: number = Number.POSITIVE_INFINITY): Set<number> {
  const wanted = new Set<number>();
  for (const event of events) if (event.type === 'run.rewound' && event.seq <= seq) wanted.add(event.data.toSeq);
  return wanted;
}

/** `wanted` are the seqs that are gone back to: how the run stood then is remembered on the way, so the cost stays linear. */
export function beginFold(wanted: ReadonlySet<number>): RunFold {
  const kept = new Map<number, RunState>();
  let state = emptyState();
  return {
    get state() {
      return state;
    },
    push(event) {
      if (event.type === 'run.rewound') {
        const past = kept.get(event.data.toSeq);
        if (!past) return false;
        state = rewind(state, past, event);
      }
      state.seq = event.seq;
      applyEvent(state, event);
      if (wanted.has(event.seq)) kept.set(event.seq, copyOf(state));
      return true;
    },
  };
}

/**
 * The one fold: a run as it stood at `seq`, from its events alone (ordered by seq). READY is derived from the edges, so the hot
 * path writes two events a task and no more.
 */
export function stateAt(events: readonly RunEvent[], seq: number = Number.POSITIVE_INFINITY): RunState {
  const fold = beginFold(rewoundTo(events, seq));
  for (const event of events) {
    if (event.seq > seq) break;
    if (!fold.push(event)) throw new Error(`the rewind at ${event.seq} goes back to an event that is not there`);
  }
  deriveReady(fold.state.tasks);
  return fold.state;
}

function copyOf(state: RunState): RunState {
  const tasks = new Map([...state.tasks].map(([node, task]) => [node, { ...task }]));
  return { ...state, tasks, holds: new Map(state.holds), artifacts: new Set(state.artifacts) };
}

/** What was spent is never rewound: neither the run's figure nor a task's. */
function rewind(present: RunState, past: RunState, event: Extract<RunEvent, { type: 'run.rewound' }>): RunState {
  const { version, epoch } = event.data;
  const reopened = new Set(event.data.reopened);
  const held = new Set(event.data.held);
  const talks = new Map(event.data.talks?.map(({ node, conversation }) => [node, conversation]));
  const state = copyOf(past);
  for (const id of event.data.dropped ?? []) state.artifacts.delete(id);
  for (const [node, task] of state.tasks) {
    const changed = taskAfterRewind(task, { epoch, reopened: reopened.has(node), held: held.has(node) });
    const talk = changed.talk && { ...changed.talk, conversation: talks.get(node) ?? changed.talk.conversation };
    state.tasks.set(node, { ...changed, talk, costUsd: present.tasks.get(node)?.costUsd ?? task.costUsd });
  }
  // What is open stays open, unless it was asked since.
  setHolds(state, new Map([...present.holds].filter(([, { seq }]) => seq <= event.data.toSeq)));
  return {
    ...state,
    status: past.planned ? 'RUNNING' : 'PLANNING',
    statusReason: null,
    graphVersion: version,
    spentUsd: present.spentUsd,
    epochBase: epoch,
  };
}

function applyEvent(state: RunState, event: RunEvent): void {
  switch (event.type) {
    case 'run.created':
      state.planned = !event.data.planner;
      state.status = event.data.planner ? 'PLANNING' : 'RUNNING';
      extend(state, event.data.version, event.data.tasks);
      return;
    case 'run.forked':
      state.planned = event.data.planned;
      state.status = event.data.planned ? 'RUNNING' : 'PLANNING';
      state.graphVersion = event.data.version;
      for (const task of event.data.tasks) state.tasks.set(task.node, inherited(task));
      for (const id of event.data.artifacts) state.artifacts.add(id);
      return;
    case 'run.planned':
      state.planned = true;
      if (state.status === 'PLANNING') state.status = 'RUNNING';
      extend(state, event.data.version, event.data.tasks);
      return;
    case 'run.replanned':
      for (const [node, task] of state.tasks) if (task.status === 'PENDING') state.tasks.delete(node);
      voidHolds(state, []);
      extend(state, event.data.version, event.data.tasks);
      return;
    case 'run.edited':
      edit(state, event);
      return;
    case 'run.paused':
      state.status = 'PAUSED';
      state.statusReason = event.data.reason;
      return;
    case 'run.resumed':
    case 'run.revived':
      state.status = state.planned ? 'RUNNING' : 'PLANNING';
      state.statusReason = null;
      return;
    case 'run.cancelled':
      state.status = 'CANCELLED';
      state.statusReason = null;
      for (const task of state.tasks.values()) if (!ENDED.includes(task.status)) cancel(task, event.at);
      setHolds(state, new Map());
      return;
    case 'run.succeeded':
      state.status = 'SUCCEEDED';
      state.statusReason = null;
      return;
    case 'run.failed':
      state.status = 'FAILED';
      state.statusReason = event.data.reason;
      return;
    case 'artifact.written':
      state.artifacts.add(event.data.artifactId);
      return;
    case 'escalation.opened':
      openHold(state, { seq: event.seq, node: event.node ?? null, ...event.data });
      return;
    case 'escalation.decided':
      if (event.data.status !== 'OPEN' && !event.data.holdsOn) liftHold(state, event.data.escalationId);
      return;
    case 'run.rewound':
    case 'run.budget_changed':
    case 'task.decided':
    case 'escalation.moved':
    case 'escalation.asked':
    case 'escalation.answered':
    case 'escalation.assigned':
    case 'escalation.snoozed':
    case 'escalation.revoked':
    case 'edit.proposed':
    case 'edit.decided':
      return;
    case 'task.succeeded':
      applyTaskEvent(state, event);
      for (const node of event.data.skipped ?? []) skip(state.tasks.get(node), event.at);
      if (event.data.skipped) voidHolds(state, event.data.skipped);
      return;
    case 'task.sent_back':
      for (const { node, epoch } of [...event.data.authors, ...(event.data.again ?? [])]) begin(state.tasks.get(node), epoch);
      for (const node of event.data.invalidated) flag(state.tasks.get(node));
      applyTaskEvent(state, event);
      return;
    case 'escalation.consulted':
      state.spentUsd += event.data.costUsd;
      return;
    case 'task.turn':
      state.spentUsd += event.data.costUsd;
      applyTaskEvent(state, event);
      return;
    default:
      applyTaskEvent(state, event);
  }
}

type TaskEvent = Extract<RunEvent, { type: `task.${string}` }>;

function applyTaskEvent(state: RunState, event: Exclude<TaskEvent, { type: 'task.decided' }>): void {
  const task = event.node === undefined ? undefined : state.tasks.get(event.node);
  if (!task) return;
  const { attempt, epoch } = event.data;
  switch (event.type) {
    case 'task.started':
      Object.assign(task, { status: 'RUNNING', attempt, epoch, waitingFor: null, startedAt: event.at, finishedAt: null });
      return;
    case 'task.succeeded':
      Object.assign(task, { status: 'SUCCEEDED', attempt, epoch, waitingFor: null, doneEpoch: epoch, finishedAt: event.at });
      if (task.branch && event.data.judgement) task.chosen = event.data.judgement.result;
      return;
    case 'task.sent_back':
      // It judges anew once its authors have revised: nothing of it failed.
      Object.assign(task, { status: 'PENDING', attempt: 0, epoch, talk: null, waitingFor: null, invalidated: false });
      return;
    case 'task.failed':
      // A gate that a person kept shut had waited for that word.
      Object.assign(task, {
        status: 'FAILED',
        attempt,
        epoch,
        waitingFor: null,
        finishedAt: event.at,
        ...(event.data.fresh ? { talk: null } : {}),
      });
      return;
    case 'task.retry_scheduled':
      Object.assign(task, { status: 'WAITING', attempt, epoch, waitingFor: 'retry', ...(event.data.fresh ? { talk: null } : {}) });
      return;
    case 'task.waiting':
      Object.assign(task, { status: 'WAITING', attempt, epoch, waitingFor: event.data.for });
      return;
    case 'task.postponed':
      Object.assign(task, { status: 'WAITING', attempt: attempt - 1, epoch, waitingFor: event.data.reason });
      return;
    case 'task.released':
    case 'task.resumed':
      // A release gives the attempt back. Where what it depends on is open meanwhile, it waits.
      Object.assign(task, { status: mustWait(state, task) ? 'PENDING' : 'READY', attempt: attempt - 1, epoch, waitingFor: null });
      return;
    case 'task.replayed':
      Object.assign(task, { status: 'PENDING', attempt, epoch, talk: null, finishedAt: null });
      return;
    case 'task.resolved':
      Object.assign(task, { status: 'SKIPPED', attempt, epoch, resolved: true, finishedAt: event.at });
      return;
    case 'task.hold_decided':
      for (const id of event.data.artifacts ?? []) state.artifacts.add(id);
      if (event.data.decision === 'run') Object.assign(task, { status: 'PENDING', attempt, epoch, waitingFor: null });
      else setAside(task, event);
      return;
    case 'task.turn':
      task.costUsd += event.data.costUsd;
      task.talk = { conversation: event.data.conversation, turns: event.data.turn };
      return;
    default:
      assertNever(event);
  }
}

const mustWait = ({ tasks }: RunState, { dependsOn }: TaskState): boolean =>
  dependsOn.some((node) => {
    const from = tasks.get(node);
    return from !== undefined && (from.held || (from.status !== 'SUCCEEDED' && from.status !== 'SKIPPED'));
  });

type Edited = Extract<RunEvent, { type: 'run.edited' }>;

function edit(state: RunState, { at, data }: Edited): void {
  const { version, tasks, removed, cancelled, restarted, invalidated, cleared = [], skipped } = data;
  for (const node of removed) state.tasks.delete(node);
  for (const { node, epoch } of cancelled) {
    const task = state.tasks.get(node);
    if (task) Object.assign(task, { status: 'CANCELLED', epoch, removed: true, waitingFor: null, finishedAt: at, invalidated: false });
  }
  extend(
    state,
    version,
    tasks.filter(({ node }) => !state.tasks.has(node)),
  );
  // Also what an undo brings back: under an epoch that it never had.
  for (const { node, epoch } of restarted) begin(state.tasks.get(node), epoch);
  for (const { node, key, dependsOn, branch = null } of tasks) {
    const task = state.tasks.get(node);
    // READY follows from the edges, which may be others now.
    if (task) Object.assign(task, { key, dependsOn, branch, ...(task.status === 'READY' ? { status: 'PENDING' } : {}) });
  }
  for (const node of invalidated) flag(state.tasks.get(node));
  for (const node of cleared) Object.assign(state.tasks.get(node) ?? {}, { invalidated: false });
  for (const node of skipped) skip(state.tasks.get(node), at);
  voidHolds(state, [...removed, ...cancelled.map(({ node }) => node), ...restarted.map(({ node }) => node), ...skipped]);
}

/** Anew, with a fresh conversation; READY or PENDING follows from its edges. */
function begin(task: TaskState | undefined, epoch: number): void {
  if (!task) return;
  Object.assign(task, { ...ANEW, status: 'PENDING', epoch, removed: false });
}

function flag(task: TaskState | undefined): void {
  if (task) task.invalidated = true;
}

function skip(task: TaskState | undefined, at: string): void {
  if (task) Object.assign(task, { status: 'SKIPPED', waitingFor: null, finishedAt: at });
}

function setAside(task: TaskState, { at, data }: Extract<RunEvent, { type: 'task.hold_decided' }>): void {
  const { attempt, epoch, doneEpoch = null } = data;
  Object.assign(task, { status: 'SKIPPED', attempt, epoch, waitingFor: null, resolved: true, doneEpoch, finishedAt: at });
}

/** A cancel fences what runs: the epoch grows. */
function cancel(task: TaskState, at: string): void {
  task.status = 'CANCELLED';
  task.waitingFor = null;
  task.finishedAt = at;
  task.epoch += 1;
}

const ANEW = {
  attempt: 0,
  resolved: false,
  waitingFor: null,
  talk: null,
  doneEpoch: null,
  startedAt: null,
  finishedAt: null,
  chosen: null,
  invalidated: false,
} as const;
const PRISTINE = { ...ANEW, costUsd: 0, removed: false, held: false } as const;

/** New tasks begin under the epoch that the last rewind left: 0 where there was none. */
function extend(state: RunState, version: number, nodes: readonly GraphNode[]): void {
  state.graphVersion = version;
  for (const { node, key, dependsOn, branch = null } of nodes) {
    state.tasks.set(node, { key, dependsOn, branch, status: 'PENDING', epoch: state.epochBase, ...PRISTINE });
  }
}

function inherited({ node: _node, ...task }: InheritedNode): TaskState {
  const doneEpoch = task.status === 'SUCCEEDED' ? task.epoch : null;
  const { branch = null, chosen = null, removed = false, invalidated = false } = task;
  const waitingFor = task.status === 'WAITING' ? 'irreversible' : null;
  return { ...task, waitingFor, doneEpoch, costUsd: 0, branch, chosen, removed, invalidated, held: false };
}

function deriveReady(tasks: Map<number, TaskState>): void {
  for (const [node, task] of tasks) if (isReady(tasks, node, task)) task.status = 'READY';
}
