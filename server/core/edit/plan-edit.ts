import { isDeepStrictEqual } from 'node:util';
import type { EditableGraph, EditableTask } from '@/lib/contracts/edit';
import type { BranchWays } from '@/lib/contracts/event';
import type { TaskStatus } from '@/lib/contracts/task';
import { edgeVerdict } from '@/lib/graph/edges';
import { type EdgeSource, edgesInto } from '@/lib/graph/edges-into';
import type { EditResult } from '@/lib/graph-edit/types';
import type { KeptSpec } from '../checkpoint/manifest';
import { graphNodeOf } from '../task/spec';
import type { EditPlan, PlannedTask } from './edit-plan';
import type { HeldTask } from './graph-of-tasks';
import { specOf } from './spec-of';

/** What an undo brings back, by key: under its old number, and an epoch that it never had. */
export type Former = ReadonlyMap<string, { node: number; epoch: number }>;

export interface EditGround {
  /** All tasks of the run, those that edits took away too. */
  tasks: readonly HeldTask[];
  /** They as the edit was given them: what of it stands behind the edit too, nobody touched, and is not looked at. */
  graph?: EditableGraph;
  /** A number that no task ever had. */
  freeNode: number;
  /** Of tasks that are added. */
  epochBase: number;
  former?: Former;
}

export type PlannedResult = Pick<EditResult, 'graph' | 'touched' | 'diff' | 'invalidated' | 'restarted' | 'cancelled' | 'skipped'> & {
  /** No longer flagged. */
  cleared?: string[];
};

interface Draft {
  key: string;
  node: number;
  was: HeldTask | null;
  task: EditableTask;
  spec: KeptSpec;
  /** Its edges are others. */
  rewired: boolean;
  status: TaskStatus;
}

/** From what an edit makes of the graph by keys to what is written, by number. */
export function planEdit(ground: EditGround, result: PlannedResult): EditPlan {
  const drafts = draftsOf(ground, result.graph);
  const nodeOf = new Map([...drafts.values()].map(({ key, node }) => [key, node]));
  const present = new Map(ground.tasks.filter(({ state }) => !state.removed).map((task) => [task.spec.key, task]));
  const nodesOf = (keys: readonly string[]): number[] => keys.flatMap((key) => nodeOf.get(key) ?? []);
  const sets = {
    anew: new Set(nodesOf(result.restarted)),
    skipped: new Set(nodesOf(result.skipped)),
    flagged: new Set(nodesOf(result.invalidated)),
    cleared: new Set(nodesOf(result.cleared ?? [])),
  };
  for (const [node, { was }] of drafts) if (!was || was.state.removed) sets.anew.delete(node);
  const counted = spread(drafts, sets);
  for (const node of sets.anew) forgetRevision(drafts.get(node));
  const cancelled = result.cancelled.flatMap((key) => present.get(key) ?? []);
  const gone = result.diff.removed.flatMap((key) => (result.cancelled.includes(key) ? [] : (present.get(key) ?? [])));
  const next = nextOf(drafts, ground.tasks, new Set(gone.map(({ node }) => node)));
  const written = new Set([...counted, ...sets.anew, ...sets.skipped, ...sets.flagged, ...sets.cleared]);
  for (const [node, { was, spec }] of drafts) if (!was || was.state.removed || spec !== was.spec) written.add(node);
  const settling = settlingAbove(drafts, sets.anew);
  for (const node of settling) if (drafts.get(node)?.was?.state.status === 'READY') written.add(node);
  const tasks: PlannedTask[] = [];
  for (const [node, draft] of drafts) {
    if (written.has(node)) tasks.push(plannedTask(draft, { ground, sets, next: next.get(node) ?? [], settles: settling.has(node) }));
  }
  for (const task of [...cancelled, ...gone]) tasks.push(takenAway(task, cancelled.includes(task), next.get(task.node) ?? []));
  return {
    tasks,
    next: otherDependents(next, reconnected(drafts, [...cancelled, ...gone]), new Set(tasks.map(({ node }) => node))),
    ways: waysOf(drafts),
    event: {
      tasks: eventTasks(drafts, counted),
      removed: gone.map(({ node }) => node),
      cancelled: cancelled.map(({ node, state }) => ({ node, epoch: state.epoch + 1 })),
      restarted: tasks.flatMap(({ node, anew, epoch, was }) => (anew || (!was && epoch !== ground.epochBase) ? [{ node, epoch }] : [])),
      invalidated: [...sets.flagged],
      ...(sets.cleared.size > 0 ? { cleared: [...sets.cleared] } : {}),
      skipped: [...sets.skipped],
      changes: result.diff.changed.flatMap(({ key, before, after }) => {
        const node = nodeOf.get(key);
        return node === undefined ? [] : [{ node, key, before, after }];
      }),
    },
    places: placesOf(result, drafts, nodeOf, present, tasks),
  };
}

/** Every task of the graph behind the edit, by number. */
function draftsOf({ tasks, freeNode, former, graph: before }: EditGround, graph: EditableGraph): Map<number, Draft> {
  const untouched = new Set(before?.tasks);
  const byKey = new Map(tasks.filter(({ state }) => !state.removed).map((task) => [task.spec.key, task]));
  const byNode = new Map(tasks.map((task) => [task.node, task]));
  let free = freeNode;
  const numbered = graph.tasks.map((task) => {
    const was = byKey.get(task.key);
    const back = was ? undefined : former?.get(task.key);
    return { task, was: was ?? (back && byNode.get(back.node)) ?? null, node: was?.node ?? back?.node ?? free++ };
  });
  const nodeOf = new Map(numbered.map(({ task, node }) => [task.key, node]));
  const drafts = new Map<number, Draft>();
  for (const { task, was, node } of numbered) {
    if (was && untouched.has(task)) {
      drafts.set(node, { key: task.key, node, was, task, rewired: false, status: was.state.status, spec: was.spec });
      continue;
    }
    const spec = specOf(task, { node, nodeOf, was: was?.spec ?? null });
    const rewired = !was || was.state.removed || !isDeepStrictEqual(spec.dependsOn, was.spec.dependsOn);
    drafts.set(node, { ...{ key: task.key, node, was, task, rewired, status: was?.state.status ?? 'PENDING' }, spec });
  }
  return drafts;
}

/**
 * What begins anew because the graph is another does not mend what a gate once found: that was mended, or the work is another. An author
 * that has not finished its revision still owes it; a gate counts its rounds afresh.
 */
function forgetRevision(draft: Draft | undefined): void {
  if (!draft?.spec.revision || (draft.spec.kind === 'agent' && draft.status !== 'SUCCEEDED')) return;
  draft.spec = { ...draft.spec, revision: null };
}

interface Sets {
  anew: Set<number>;
  skipped: Set<number>;
  flagged: Set<number>;
  cleared: Set<number>;
}

/**
 * Whose edges are to be counted afresh. What is found on the way joins the sets: a waiting task that has to wait for others first
 * begins anew, and what no edge leads to any more is skipped with all that only it led to.
 */
function spread(drafts: ReadonlyMap<number, Draft>, sets: Sets): Set<number> {
  const sources = new Map<number, EdgeSource>();
  for (const [node, draft] of drafts) sources.set(node, sourceOf(draft, sets));
  const dependents = new Map<number, number[]>();
  for (const [node, { spec }] of drafts) for (const dep of spec.dependsOn) dependents.set(dep, [...(dependents.get(dep) ?? []), node]);
  const counted = new Set<number>();
  const open: number[] = [];
  const count = (node: number) => {
    if (counted.has(node)) return;
    counted.add(node);
    open.push(node);
  };
  for (const [node, { was, rewired, spec }] of drafts) {
    if (rewired) count(node);
    if (leadsElsewhere(spec, was) || sets.anew.has(node) || sets.skipped.has(node))
      for (const dependent of dependents.get(node) ?? []) count(dependent);
  }
  for (const node of [...sets.anew, ...sets.skipped]) count(node);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const draft = drafts.get(node);
    const source = sources.get(node);
    if (!draft || !source) continue;
    const verdict = edgeVerdict(edgesInto(sources, node, draft.spec));
    if (source.status === 'WAITING' && verdict !== 'READY') {
      sets.anew.add(node);
      sources.set(node, { ...source, status: 'PENDING' });
    }
    if (verdict !== 'SKIPPED' || !['PENDING', 'READY', 'WAITING'].includes(source.status)) continue;
    sets.anew.delete(node);
    sets.skipped.add(node);
    sources.set(node, { ...source, status: 'SKIPPED' });
    for (const dependent of dependents.get(node) ?? []) {
      counted.delete(dependent);
      count(dependent);
    }
  }
  return counted;
}

function sourceOf({ node, was, spec, status }: Draft, sets: Sets): EdgeSource {
  const branch = spec.branch && { ifTrue: spec.branch.ifTrue, ifFalse: spec.branch.ifFalse };
  if (sets.skipped.has(node)) return { status: 'SKIPPED', resolved: false, branch, chosen: null };
  if (sets.anew.has(node) || !was || was.state.removed) return { status: 'PENDING', resolved: false, branch, chosen: null };
  return { status, resolved: was.state.resolved, branch, chosen: was.state.chosen };
}

function plannedTask(
  { node, was, spec, status }: Draft,
  { ground, sets, next, settles }: { ground: EditGround; sets: Sets; next: number[]; settles: boolean },
): PlannedTask {
  const back = was?.state.removed ?? false;
  const anew = sets.anew.has(node) || back;
  const skipped = sets.skipped.has(node);
  const former = ground.former?.get(spec.key);
  const begun = was ? was.state.epoch + 1 : Math.max(ground.epochBase, former ? former.epoch + 1 : 0);
  const waits = !was || anew || status === 'PENDING' || status === 'READY';
  return {
    node,
    was: was && { status: was.state.status, epoch: was.state.epoch },
    becomes: skipped ? 'skipped' : waits ? 'wait' : 'stay',
    anew,
    spec: was && spec === was.spec ? null : spec,
    epoch: !was || anew ? begun : was.state.epoch,
    ...{ priority: spec.priority, dependsOn: spec.dependsOn, next, settles },
    invalidated: !anew && !sets.cleared.has(node) && (sets.flagged.has(node) || (was?.state.invalidated ?? false)),
  };
}

function takenAway({ node, spec, state }: HeldTask, started: boolean, next: number[]): PlannedTask {
  return {
    ...{ node, was: { status: state.status, epoch: state.epoch }, becomes: started ? ('cancelled' as const) : ('gone' as const) },
    ...{ anew: false, spec: null, epoch: state.epoch + 1, priority: spec.priority, dependsOn: spec.dependsOn },
    ...{ next, invalidated: false, settles: false },
  };
}

/** By number, who waits for it. What was taken away after it had started goes on being listed where it stood. */
function nextOf(drafts: ReadonlyMap<number, Draft>, tasks: readonly HeldTask[], gone: ReadonlySet<number>): Map<number, number[]> {
  const next = new Map<number, number[]>();
  const add = (node: number, dependsOn: readonly number[]) => {
    for (const dep of dependsOn) {
      const list = next.get(dep);
      if (list) list.push(node);
      else next.set(dep, [node]);
    }
  };
  for (const [node, { spec }] of drafts) add(node, spec.dependsOn);
  for (const { node, spec } of tasks) if (!drafts.has(node) && !gone.has(node)) add(node, spec.dependsOn);
  for (const list of next.values()) list.sort((a, b) => a - b);
  return next;
}

/** Whose dependents may be others now: what anything that was rewired waited for, or waits for now. */
function reconnected(drafts: ReadonlyMap<number, Draft>, away: readonly HeldTask[]): Set<number> {
  const nodes = new Set(away.flatMap(({ spec }) => spec.dependsOn));
  for (const { was, spec, rewired } of drafts.values()) {
    if (rewired) for (const node of [...spec.dependsOn, ...(was?.spec.dependsOn ?? [])]) nodes.add(node);
  }
  return nodes;
}

function otherDependents(next: ReadonlyMap<number, number[]>, nodes: ReadonlySet<number>, written: ReadonlySet<number>): EditPlan['next'] {
  return [...nodes].flatMap((node) => (written.has(node) ? [] : [{ node, next: next.get(node) ?? [] }]));
}

const leadsElsewhere = (spec: KeptSpec, was: HeldTask | null): boolean =>
  spec !== was?.spec && !isDeepStrictEqual(spec.branch, was?.spec.branch ?? null);

/** Aborted calls need a moment to end: until then nothing starts that could lead to the same task. */
function settlingAbove(drafts: ReadonlyMap<number, Draft>, anew: ReadonlySet<number>): Set<number> {
  const above = new Set([...anew].filter((node) => drafts.get(node)?.status === 'RUNNING'));
  const open = [...above];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const dep of drafts.get(node)?.spec.dependsOn ?? []) {
      if (above.has(dep)) continue;
      above.add(dep);
      open.push(dep);
    }
  }
  return above;
}

function waysOf(drafts: ReadonlyMap<number, Draft>): Map<number, BranchWays> {
  return new Map([...drafts].flatMap(([node, { spec }]) => (spec.branch ? [[node, spec.branch] as const] : [])));
}

/** New ones, those with other edges, and those whose edges lead from what begins anew: what of them is READY may have to wait again. */
function eventTasks(drafts: ReadonlyMap<number, Draft>, counted: ReadonlySet<number>) {
  return [...drafts.values()]
    .filter(({ node, rewired, spec, was }) => rewired || counted.has(node) || leadsElsewhere(spec, was))
    .map(({ spec }) => graphNodeOf(spec));
}

function placesOf(
  result: PlannedResult,
  drafts: ReadonlyMap<number, Draft>,
  nodeOf: ReadonlyMap<string, number>,
  present: ReadonlyMap<string, HeldTask>,
  tasks: readonly PlannedTask[],
): EditPlan['places'] {
  const epochs = new Map(tasks.map(({ node, epoch }) => [node, epoch]));
  const keys = new Set([...result.touched.map(({ key }) => key), ...result.restarted, ...result.skipped]);
  const places: EditPlan['places'] = {};
  for (const key of keys) {
    const node = nodeOf.get(key) ?? present.get(key)?.node;
    if (node !== undefined) places[key] = { node, epoch: epochs.get(node) ?? drafts.get(node)?.was?.state.epoch ?? 0 };
  }
  return places;
}
