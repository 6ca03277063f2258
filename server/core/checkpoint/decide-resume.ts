import { countTasks, type TaskCounts } from '@/lib/contracts/run';
import { edgeVerdict } from '@/lib/graph/edges';
import { edgesInto } from '@/lib/graph/edges-into';
import type { RunState, TaskState } from '../state-at';
import { type KeptSpec, type Manifest, stateOf } from './manifest';
import type { PreparedResume } from './prepare-resume';
import { taskAfterRewind } from './task-after-rewind';

export interface ResumeFacts {
  /** Of every task from here on. */
  epoch: number;
  /** Nodes that have started in this run or in one that it comes from, whenever that was. */
  happened: ReadonlySet<number>;
  /** Nodes that run in the present: their calls are aborted by the rewind, and need a moment to end. */
  running: ReadonlySet<number>;
  /** Nodes that open escalations hold, and go on holding: what waits for them waits. */
  holds?: ReadonlySet<number>;
}

/** A task as its row goes on. */
export interface ResumedTask {
  spec: KeptSpec;
  state: TaskState;
  next: number[];
  openEdges: number;
  takenEdges: number;
  /** READY, but not before calls that are just being aborted have ended: its own, or those of tasks below it. */
  settles: boolean;
}

/** A run as it goes on from a checkpoint, in place or as another run. Tasks are ordered by node. */
export interface ResumePlan {
  epoch: number;
  tasks: ResumedTask[];
  counts: TaskCounts;
  reopened: number[];
  held: number[];
  /** Artifacts of then that count no longer: their tasks begin anew. */
  dropped: string[];
}

/** What becomes of every task that the checkpoint holds. Agrees with what the fold makes of the event. */
export function decideResume(manifest: Manifest, prepared: PreparedResume, facts: ResumeFacts): ResumePlan {
  const { specs, reopened } = prepared;
  // What came out of a file has no log of its own past: that it began stands in the checkpoint.
  const begun = new Set(manifest.tasks.flatMap(({ node, state }) => (state.startedAt === null ? [] : [node])));
  const held = new Set(prepared.irreversible.filter((node) => facts.happened.has(node) || begun.has(node)));
  const states = new Map<number, TaskState>();
  for (const { node, spec, state } of manifest.tasks) {
    const then = { ...stateOf(spec, state), held: facts.holds?.has(node) ?? false };
    states.set(node, taskAfterRewind(then, { epoch: facts.epoch, reopened: reopened.has(node), held: held.has(node) }));
  }
  const next = nextOf(manifest);
  const settling = withEverythingAbove(manifest, facts.running);
  const tasks = manifest.tasks.map(({ node, spec }): ResumedTask => {
    const edges = edgesInto(states, node, spec);
    const state = states.get(node) as TaskState;
    const ready = state.status === 'PENDING' && edgeVerdict(edges) === 'READY';
    return {
      spec: specs.get(node) ?? spec,
      state: ready ? { ...state, status: 'READY' } : state,
      next: next.get(node) ?? [],
      openEdges: edges.filter(({ state: edge }) => edge === 'OPEN').length,
      takenEdges: edges.filter(({ state: edge }) => edge === 'TAKEN').length,
      settles: ready && settling.has(node),
    };
  });
  const anew = new Set([...reopened, ...held, ...manifest.tasks.flatMap(({ node, state }) => (state.status === 'FAILED' ? [node] : []))]);
  return {
    epoch: facts.epoch,
    tasks,
    counts: countTasks(tasks.map(({ state }) => state)),
    reopened: [...reopened].filter((node) => !held.has(node)),
    held: [...held],
    dropped: manifest.artifacts.flatMap(({ id, node }) => (node !== null && anew.has(node) ? [id] : [])),
  };
}

/** What the run is once its tasks stand as planned; `PAUSED` only where something is left to do. */
export function statusAfterResume(
  run: Pick<RunState, 'planned' | 'status' | 'statusReason'>,
  counts: TaskCounts & { holds?: number },
  start: boolean,
): { status: 'PLANNING' | 'RUNNING' | 'PAUSED' | 'SUCCEEDED'; statusReason: string | null } {
  const { ready, running, waiting, pending, holds = 0 } = counts;
  if (ready + running + waiting + pending + holds === 0) return { status: 'SUCCEEDED', statusReason: null };
  if (start) return { status: run.planned ? 'RUNNING' : 'PLANNING', statusReason: null };
  // A plan that waited for its review then can be edited again.
  return { status: 'PAUSED', statusReason: run.status === 'PAUSED' && run.statusReason === 'plan_review' ? 'plan_review' : null };
}

function nextOf(manifest: Manifest): Map<number, number[]> {
  const next = new Map<number, number[]>();
  for (const { node, spec } of manifest.tasks) {
    for (const dep of spec.dependsOn) {
      const list = next.get(dep);
      if (list) list.push(node);
      else next.set(dep, [node]);
    }
  }
  return next;
}

function withEverythingAbove(manifest: Manifest, nodes: ReadonlySet<number>): Set<number> {
  const above = new Set(nodes);
  const dependsOn = new Map(manifest.tasks.map(({ node, spec }) => [node, spec.dependsOn]));
  const open = [...above];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const dep of dependsOn.get(node) ?? []) {
      if (above.has(dep)) continue;
      above.add(dep);
      open.push(dep);
    }
  }
  return above;
}
