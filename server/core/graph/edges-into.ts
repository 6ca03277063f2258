import type { BranchWays } from '@/lib/contracts/event';
import type { TaskStatus } from '@/lib/contracts/task';
import { type EdgeState, edgeVerdict, type IncomingEdge } from './edges';

/** What of a task its edges depend on. */
export interface EdgeSource {
  status: TaskStatus;
  /** SKIPPED by a person's word. */
  resolved: boolean;
  branch: BranchWays | null;
  chosen: boolean | null;
}

/** Whether a task that the fold holds as PENDING can start. */
export function isReady(
  tasks: ReadonlyMap<number, EdgeSource>,
  node: number,
  task: EdgeSource & { dependsOn: readonly number[] },
): boolean {
  return task.status === 'PENDING' && edgeVerdict(edgesInto(tasks, node, task)) === 'READY';
}

/** The edges that lead to a task, in the order of its dependencies. */
export function edgesInto(tasks: ReadonlyMap<number, EdgeSource>, node: number, task: { dependsOn: readonly number[] }): IncomingEdge[] {
  return task.dependsOn.map((dependency) => edgeFrom(tasks.get(dependency), node));
}

/** What the edge from a task to `node` has come to. */
export function edgeFrom(task: EdgeSource | undefined, node: number): IncomingEdge {
  const branch = task?.branch ? isWay(task.branch, node) : false;
  const state = edgeStateAfter(task);
  if (!branch || !task || state !== 'TAKEN') return { state, branch };
  // Set aside by a person: no way was chosen, so both are open.
  if (task.chosen === null) return { state, branch };
  const ways = task.chosen ? task.branch?.ifTrue : task.branch?.ifFalse;
  return { state: ways?.includes(node) ? 'TAKEN' : 'DEAD', branch };
}

function isWay(ways: BranchWays, node: number): boolean {
  return ways.ifTrue.includes(node) || ways.ifFalse.includes(node);
}

/** What a task's plain edges have come to. */
function edgeStateAfter(task: EdgeSource | undefined): EdgeState {
  if (task?.status === 'SUCCEEDED' || (task?.status === 'SKIPPED' && task.resolved)) return 'TAKEN';
  return task?.status === 'SKIPPED' ? 'DEAD' : 'OPEN';
}
