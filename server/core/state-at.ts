import type { GraphNode, RunEvent } from '@/lib/contracts/event';
import type { RunStatus } from '@/lib/contracts/run';
import type { TaskStatus } from '@/lib/contracts/task';
import { assertNever } from '@/lib/errors';
import { edgeVerdict } from './graph/edges';

export interface TaskState {
  key: string;
  dependsOn: number[];
  status: TaskStatus;
  attempt: number;
  epoch: number;
}

export interface RunState {
  seq: number;
  status: RunStatus;
  statusReason: string | null;
  planned: boolean;
  graphVersion: number;
  tasks: Map<number, TaskState>;
  spentUsd: number;
}

const ENDED: readonly TaskStatus[] = ['SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED'];

/**
 * The one fold: a run as it stood at `seq`, from its events alone (ordered by seq). READY is derived from the edges, so the hot
 * path writes two events a task and no more.
 */
export function stateAt(events: readonly RunEvent[], seq: number = Number.POSITIVE_INFINITY): RunState {
  const state: RunState = { seq: 0, status: 'RUNNING', statusReason: null, planned: true, graphVersion: 0, tasks: new Map(), spentUsd: 0 };
  for (const event of events) {
    if (event.seq > seq) break;
    state.seq = event.seq;
    applyEvent(state, event);
  }
  deriveReady(state.tasks);
  return state;
}

function applyEvent(state: RunState, event: RunEvent): void {
  switch (event.type) {
    case 'run.created':
      state.planned = !event.data.planner;
      state.status = event.data.planner ? 'PLANNING' : 'RUNNING';
      extend(state, event.data.version, event.data.tasks);
      return;
    case 'run.planned':
      state.planned = true;
      if (state.status === 'PLANNING') state.status = 'RUNNING';
      extend(state, event.data.version, event.data.tasks);
      return;
    case 'run.replanned':
      for (const [node, task] of state.tasks) if (task.status === 'PENDING') state.tasks.delete(node);
      extend(state, event.data.version, event.data.tasks);
      return;
    case 'run.paused':
      state.status = 'PAUSED';
      state.statusReason = event.data.reason;
      return;
    case 'run.resumed':
      state.status = state.planned ? 'RUNNING' : 'PLANNING';
      state.statusReason = null;
      return;
    case 'run.cancelled':
      state.status = 'CANCELLED';
      state.statusReason = null;
      for (const task of state.tasks.values()) if (!ENDED.includes(task.status)) cancel(task);
      return;
    case 'run.succeeded':
      state.status = 'SUCCEEDED';
      state.statusReason = null;
      return;
    case 'run.failed':
      state.status = 'FAILED';
      state.statusReason = event.data.reason;
      return;
    case 'task.started':
      setTask(state, event, 'RUNNING');
      return;
    case 'task.succeeded':
      setTask(state, event, 'SUCCEEDED');
      return;
    case 'task.failed':
      setTask(state, event, 'FAILED');
      return;
    case 'task.retry_scheduled':
    case 'task.waiting':
      setTask(state, event, 'WAITING');
      return;
    case 'task.postponed':
      setTask(state, { node: event.node, data: { ...event.data, attempt: event.data.attempt - 1 } }, 'WAITING');
      return;
    case 'task.released':
    case 'task.resumed':
      // A release gives the attempt back.
      setTask(state, { node: event.node, data: { ...event.data, attempt: event.data.attempt - 1 } }, 'READY');
      return;
    case 'task.turn':
      state.spentUsd += event.data.costUsd;
      return;
    case 'run.budget_changed':
    case 'task.decided':
    case 'artifact.written':
      return;
    default:
      assertNever(event);
  }
}

/** A cancel fences what runs: the epoch grows. */
function cancel(task: TaskState): void {
  task.status = 'CANCELLED';
  task.epoch += 1;
}

function extend(state: RunState, version: number, nodes: readonly GraphNode[]): void {
  state.graphVersion = version;
  for (const { node, key, dependsOn } of nodes) {
    state.tasks.set(node, { key, dependsOn, status: 'PENDING', attempt: 0, epoch: 0 });
  }
}

function setTask(state: RunState, event: { node?: number; data: { attempt: number; epoch: number } }, status: TaskStatus): void {
  const task = event.node === undefined ? undefined : state.tasks.get(event.node);
  if (!task) return;
  task.status = status;
  task.attempt = event.data.attempt;
  task.epoch = event.data.epoch;
}

function deriveReady(tasks: Map<number, TaskState>): void {
  for (const task of tasks.values()) {
    if (task.status !== 'PENDING') continue;
    const edges = task.dependsOn.map((node) => ({
      state: tasks.get(node)?.status === 'SUCCEEDED' ? ('TAKEN' as const) : ('OPEN' as const),
      branch: false,
    }));
    if (edgeVerdict(edges) === 'READY') task.status = 'READY';
  }
}
