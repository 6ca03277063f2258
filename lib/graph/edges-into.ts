import type { TaskStatus } from '@/lib/contracts/task';
import { type EdgeState, edgeVerdict, type IncomingEdge } from './edges';

/** What of a task its edges depend on. `Name`: its number in a run, or its key. */
export interface EdgeSource<Name = number> {
  status: TaskStatus;
  /** SKIPPED by a person's word. */
  resolved: boolean;
  branch: { ifTrue: readonly Name[]; ifFalse: readonly Name[] } | null;
  chosen: boolean | null;
  /** Somebody is still to say whether what waits for it may begin. */
  held?: boolean;
}

/** Whether a task that the fold holds as PENDING can start. */
export function isReady(
  tasks: ReadonlyMap<number, EdgeSource>,
  node: number,
  task: EdgeSource & { dependsOn: readonly number[] },
): boolean {
  return task.status === 'PENDING' && edgeVerdict(edgesInto(tasks, node, task)) === 'READY';
}

/** The edges that lead to a task, in the order of its dependencies; behind that of a held one a second, which is OPEN for as long as it is held. */
export function edgesInto<Name>(
  tasks: ReadonlyMap<Name, EdgeSource<Name>>,
  name: Name,
  task: { dependsOn: readonly Name[] },
): IncomingEdge[] {
  return task.dependsOn.flatMap((dependency) => {
    const source = tasks.get(dependency);
    const edge = edgeFrom(source, name);
    return holds(source, edge) ? [edge, HOLDING_EDGE] : [edge];
  });
}

const HOLDING_EDGE: IncomingEdge = { state: 'OPEN', branch: false };

/** What leads nowhere holds nothing back: a hold makes what could begin wait, and changes nothing of what falls away. */
function holds<Name>(task: EdgeSource<Name> | undefined, { state }: IncomingEdge): boolean {
  return task?.held === true && state !== 'DEAD';
}

/** What the edge from a task to another has come to. */
export function edgeFrom<Name>(task: EdgeSource<Name> | undefined, to: Name): IncomingEdge {
  const branch = task?.branch ? task.branch.ifTrue.includes(to) || task.branch.ifFalse.includes(to) : false;
  const state = edgeStateAfter(task);
  if (!branch || !task || state !== 'TAKEN') return { state, branch };
  // Set aside by a person: no way was chosen, so both are open.
  if (task.chosen === null) return { state, branch };
  const ways = task.chosen ? task.branch?.ifTrue : task.branch?.ifFalse;
  return { state: ways?.includes(to) ? 'TAKEN' : 'DEAD', branch };
}

/** What a task's plain edges have come to. */
function edgeStateAfter(task: Pick<EdgeSource, 'status' | 'resolved'> | undefined): EdgeState {
  if (task?.status === 'SUCCEEDED' || (task?.status === 'SKIPPED' && task.resolved)) return 'TAKEN';
  return task?.status === 'SKIPPED' ? 'DEAD' : 'OPEN';
}
