import type { TaskCounts } from '@/lib/contracts/run';
import { COUNT_OF } from '@/lib/contracts/run';
import type { TaskStatus } from '@/lib/contracts/task';
import { edgeVerdict } from '@/lib/graph/edges';
import { type EdgeSource, edgesInto } from '@/lib/graph/edges-into';
import type { EditPlan, PlannedTask } from './edit-plan';

/** A task as it stands behind the lock: one that the plan writes, or one that such a task waits for. */
export interface StandingTask {
  node: number;
  status: TaskStatus;
  epoch: number;
  resolved: boolean;
  chosen: boolean | null;
  held?: boolean;
  readyAt: Date | null;
}

/** A row of `tasks` as the edit leaves it. */
export interface TaskWrite {
  node: number;
  status: TaskStatus;
  epoch: number;
  openEdges: number;
  takenEdges: number;
  priority: number;
  next: number[];
  /** In the queue from then on; null: not in it. */
  readyAt: Date | null;
  /** There is no row yet. */
  fresh: boolean;
  anew: boolean;
  removed: boolean;
  invalidated: boolean;
}

export interface EditWrites {
  tasks: TaskWrite[];
  gone: number[];
  counts: TaskCounts;
  /** Calls that are aborted. */
  aborted: number;
}

/** Nodes that have to be looked at behind the lock. */
export function nodesToCheck(plan: EditPlan): number[] {
  return [...new Set(plan.tasks.flatMap(({ node, dependsOn, becomes }) => (becomes === 'gone' ? [node] : [node, ...dependsOn])))];
}

/**
 * What is written, with the edges as they stand behind the lock. Null: something that the edit touches has moved since the plan was
 * made, and it has to be made again. That what it waits for has finished meanwhile does not matter: edges are counted here.
 */
export function settlePlan(
  plan: EditPlan,
  standing: readonly StandingTask[],
  about: { counts: TaskCounts; now: Date; settleMs: number },
): EditWrites | null {
  const rows = new Map(standing.map((row) => [row.node, row]));
  if (plan.tasks.some((task) => hasMoved(task, rows.get(task.node)))) return null;
  const sources = sourcesOf(plan, rows);
  const counts = { ...about.counts };
  const writes: EditWrites = { tasks: [], gone: [], counts, aborted: 0 };
  for (const task of plan.tasks) {
    const row = rows.get(task.node);
    const edges = edgesInto(sources, task.node, task);
    const verdict = edgeVerdict(edges);
    if (task.becomes === 'wait' && verdict === 'SKIPPED') return null;
    const status = statusOf(task, row, verdict === 'READY');
    if (row) counts[COUNT_OF[row.status]] -= 1;
    else counts.total += 1;
    if (status === null) {
      counts.total -= 1;
      writes.gone.push(task.node);
      continue;
    }
    counts[COUNT_OF[status]] += 1;
    if (row?.status === 'RUNNING' && status !== 'RUNNING') writes.aborted += 1;
    writes.tasks.push({
      ...{ node: task.node, status, epoch: task.epoch, priority: task.priority, next: task.next, anew: task.anew },
      openEdges: edges.filter(({ state }) => state === 'OPEN').length,
      takenEdges: edges.filter(({ state }) => state === 'TAKEN').length,
      readyAt: readyAtOf(task, row, status, about),
      fresh: !row,
      removed: task.becomes === 'cancelled',
      invalidated: task.invalidated,
    });
  }
  return writes;
}

function hasMoved({ was, becomes }: PlannedTask, row: StandingTask | undefined): boolean {
  if (!was || !row) return (was === null) !== (row === undefined);
  // A flag or an edge of what has finished does not ask how it stands otherwise.
  if (row.epoch !== was.epoch) return true;
  return becomes === 'stay' ? row.status !== was.status : standingOf(row.status) !== standingOf(was.status);
}

/** Whether it is PENDING or READY follows from its edges, which are looked at behind the lock. */
const standingOf = (status: TaskStatus): TaskStatus => (status === 'READY' ? 'PENDING' : status);

function sourcesOf(plan: EditPlan, rows: ReadonlyMap<number, StandingTask>): Map<number, EdgeSource> {
  const sources = new Map<number, EdgeSource>();
  for (const { node, status, resolved, chosen, held } of rows.values()) {
    sources.set(node, { status, resolved, chosen, held, branch: plan.ways.get(node) ?? null });
  }
  for (const { node, becomes, anew } of plan.tasks) {
    const made = { resolved: false, chosen: null, held: rows.get(node)?.held, branch: plan.ways.get(node) ?? null };
    if (becomes === 'skipped') sources.set(node, { status: 'SKIPPED', ...made });
    else if (becomes === 'cancelled') sources.set(node, { status: 'CANCELLED', ...made });
    else if (anew || !sources.has(node)) sources.set(node, { status: 'PENDING', ...made });
  }
  return sources;
}

/** Null: it is there no more. */
function statusOf({ becomes }: PlannedTask, row: StandingTask | undefined, ready: boolean): TaskStatus | null {
  switch (becomes) {
    case 'wait':
      return ready ? 'READY' : 'PENDING';
    case 'skipped':
      return 'SKIPPED';
    case 'cancelled':
      return 'CANCELLED';
    case 'gone':
      return null;
    case 'stay':
      return row?.status ?? null;
  }
}

function readyAtOf(
  task: PlannedTask,
  row: StandingTask | undefined,
  status: TaskStatus,
  { now, settleMs }: { now: Date; settleMs: number },
): Date | null {
  if (status === 'WAITING') return row?.readyAt ?? null;
  if (status !== 'READY') return null;
  if (task.settles) return new Date(now.getTime() + settleMs);
  return row?.status === 'READY' && !task.anew ? (row.readyAt ?? now) : now;
}
