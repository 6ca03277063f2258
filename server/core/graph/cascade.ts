import type { TaskStatus } from '@/lib/contracts/task';
import { type EdgeState, edgeVerdict, type IncomingEdge } from '@/lib/graph/edges';
import { type EdgeSource, edgeFrom, edgesInto } from '@/lib/graph/edges-into';

/** A task as a cascade looks at it. */
export interface CascadeTask extends EdgeSource {
  dependsOn: readonly number[];
  next: readonly number[];
  waitingFor: string | null;
}

export interface CascadeMove {
  node: number;
  from: TaskStatus;
  to: 'READY' | 'SKIPPED';
}

export interface Cascade {
  /** In the order in which they follow from each other. */
  moves: CascadeMove[];
  /** The edges of every task that something led to, counted afresh; not of running ones, whose counters mean nothing. */
  edges: { node: number; open: number; taken: number }[];
}

/** How many edges of each sort lead to a task: `plain` ones and those `branch`es are the ways to. */
type Tally = Record<'plain' | 'branch', Record<EdgeState, number>>;

/**
 * What follows from tasks that have just come to an end: `tasks` hold them as they are now. Wave by wave, without recursion: what no edge can lead to
 * any more is SKIPPED and closes its own edges; what waits for nothing more is READY. Each edge is looked at once, so that a join of thousands costs
 * no more than its edges.
 */
export function cascadeFrom(tasks: ReadonlyMap<number, CascadeTask>, ended: readonly number[]): Cascade {
  const tallies = new Map<number, Tally>();
  const skipped = new Map<number, CascadeMove>();
  const queue = [...ended];
  for (let at = 0; at < queue.length; at += 1) {
    const source = queue[at] as number;
    for (const node of tasks.get(source)?.next ?? []) {
      const task = tasks.get(node);
      if (!task) continue;
      const tally = tallies.get(node) ?? tallyOf(edgesInto(tasks, node, task));
      tallies.set(node, tally);
      // An edge of what was skipped on the way was OPEN when it was counted.
      if (skipped.has(source)) close(tally, edgeFrom(tasks.get(source), node).branch, tasks.get(source)?.held === true);
      if (skipped.has(node) || !isOpen(task) || verdictOf(tally) !== 'SKIPPED') continue;
      skipped.set(node, { node, from: task.status, to: 'SKIPPED' });
      queue.push(node);
    }
  }
  const moves = [...skipped.values()];
  for (const [node, tally] of tallies) {
    if (skipped.has(node) || tasks.get(node)?.status !== 'PENDING' || verdictOf(tally) !== 'READY') continue;
    moves.push({ node, from: 'PENDING', to: 'READY' });
  }
  const edges = [...tallies]
    .filter(([node]) => tasks.get(node)?.status !== 'RUNNING')
    .map(([node, { plain, branch }]) => ({ node, open: plain.OPEN + branch.OPEN, taken: plain.TAKEN + branch.TAKEN }));
  return { moves, edges };
}

/** A task's edges as they stand. */
export function countEdges(tasks: ReadonlyMap<number, EdgeSource>, node: number, task: { dependsOn: readonly number[] }) {
  const { plain, branch } = tallyOf(edgesInto(tasks, node, task));
  return { open: plain.OPEN + branch.OPEN, taken: plain.TAKEN + branch.TAKEN };
}

/** It has not begun, or a person was to say whether it begins again: it can still be skipped. */
function isOpen({ status, waitingFor }: CascadeTask): boolean {
  return status === 'PENDING' || (status === 'WAITING' && waitingFor === 'irreversible');
}

function tallyOf(edges: readonly IncomingEdge[]): Tally {
  const tally: Tally = { plain: { OPEN: 0, TAKEN: 0, DEAD: 0 }, branch: { OPEN: 0, TAKEN: 0, DEAD: 0 } };
  for (const { state, branch } of edges) tally[branch ? 'branch' : 'plain'][state] += 1;
  return tally;
}

function close(tally: Tally, branch: boolean, held: boolean): void {
  const sort = tally[branch ? 'branch' : 'plain'];
  sort.OPEN -= 1;
  sort.DEAD += 1;
  if (held) tally.plain.OPEN -= 1;
}

/** One edge of each sort stands for all of it: a verdict asks which sorts there are, not how many of each. */
function verdictOf(tally: Tally) {
  const edges: IncomingEdge[] = [];
  for (const sort of ['plain', 'branch'] as const)
    for (const state of ['OPEN', 'TAKEN', 'DEAD'] as const) if (tally[sort][state] > 0) edges.push({ state, branch: sort === 'branch' });
  return edgeVerdict(edges);
}
