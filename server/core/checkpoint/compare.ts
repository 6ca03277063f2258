import { isDeepStrictEqual } from 'node:util';
import type { Comparison } from '@/lib/contracts/checkpoint';
import { artifactView, keysOf } from './contents';
import type { KeptArtifact, KeptTask, Manifest } from './manifest';

export interface ComparedSide {
  checkpointId: string | null;
  label: string;
  manifest: Manifest;
}

type TaskRow = Comparison['tasks'][number];
type TaskSide = NonNullable<TaskRow['left']>;

/** What is compared of a task, in the order in which a difference is named. Cost and time are shown and make no difference. */
const ASPECTS = {
  prompt: (task) => task.spec.prompt,
  role: (task) => task.spec.role,
  tier: (task) => task.spec.tier,
  dependsOn: (_task, side) => [...side.dependsOn].sort(),
  title: (task) => task.spec.title,
  input: (task) => task.spec.input,
  kind: (task) => task.spec.kind,
  maxAttempts: (task) => task.spec.maxAttempts,
  timeoutSeconds: (task) => task.spec.timeoutSeconds,
  sideEffects: (task) => task.spec.sideEffects,
  gate: (task) => task.spec.gate,
  branch: ({ spec: { branch } }, _side, keyOf) =>
    branch && { condition: branch.condition, ifTrue: keysIn(branch.ifTrue, keyOf), ifFalse: keysIn(branch.ifFalse, keyOf) },
  chosen: (task) => task.state.chosen,
  status: (task) => task.state.status,
  attempt: (task) => task.state.attempt,
  outputs: (task) => task.outputs,
} satisfies Record<string, (task: KeptTask, side: TaskSide, keyOf: ReadonlyMap<number, string>) => unknown>;

const keysIn = (nodes: readonly number[], keyOf: ReadonlyMap<number, string>): string[] =>
  nodes.flatMap((node) => keyOf.get(node) ?? []).sort();

/** Two runs, or two moments, task by task (by key) and artifact by artifact (by name), and where in the graph they first part. */
export function compareManifests(left: ComparedSide, right: ComparedSide): Comparison {
  const [a, b] = [index(left.manifest), index(right.manifest)];
  const artifacts = compareArtifacts(a, b);
  const changedOf = new Map<string, string[]>();
  for (const { taskKey, name, change } of artifacts) {
    if (taskKey !== null && change !== 'same') changedOf.set(taskKey, [...(changedOf.get(taskKey) ?? []), name]);
  }
  const tasks = inGraphOrder(a, b).map((key) => compareTask(key, a, b, (changedOf.get(key) ?? []).length > 0));
  const parted = tasks.find(({ change }) => change !== 'same');
  return {
    left: sideOf(left),
    right: sideOf(right),
    tasks,
    artifacts,
    firstDivergence: parted ? { taskKey: parted.key, what: whatOf(parted, changedOf.get(parted.key) ?? []) } : null,
  };
}

interface Indexed {
  tasks: Map<string, KeptTask>;
  keyOf: Map<number, string>;
  latest: Map<string, KeptArtifact>;
}

function index(manifest: Manifest): Indexed {
  const latest = new Map<string, KeptArtifact>();
  for (const artifact of manifest.artifacts) {
    if ((latest.get(artifact.name)?.version ?? 0) < artifact.version) latest.set(artifact.name, artifact);
  }
  return { tasks: new Map(manifest.tasks.map((task) => [task.spec.key, task])), keyOf: keysOf(manifest), latest };
}

function compareTask(key: string, a: Indexed, b: Indexed, artifactsDiffer: boolean): TaskRow {
  const [before, after] = [a.tasks.get(key), b.tasks.get(key)];
  const left = before ? taskSide(before, a) : null;
  const right = after ? taskSide(after, b) : null;
  const title = (after ?? before)?.spec.title ?? key;
  if (!before || !after || !left || !right) return { key, title, change: after ? 'added' : 'removed', differs: [], left, right };
  const differs = Object.entries(ASPECTS).flatMap(([name, aspect]) =>
    isDeepStrictEqual(aspect(before, left, a.keyOf), aspect(after, right, b.keyOf)) ? [] : [name],
  );
  if (artifactsDiffer) differs.push('artifacts');
  return { key, title, change: differs.length > 0 ? 'changed' : 'same', differs, left, right };
}

function taskSide({ spec, state }: KeptTask, { keyOf }: Indexed): TaskSide {
  const { startedAt, finishedAt } = state;
  return {
    ...{ status: state.status, role: spec.role, tier: spec.tier, prompt: spec.prompt },
    dependsOn: spec.dependsOn.flatMap((node) => keyOf.get(node) ?? []),
    ...{ attempt: state.attempt, costUsd: state.costUsd },
    durationMs: startedAt !== null && finishedAt !== null ? Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)) : null,
  };
}

function compareArtifacts(a: Indexed, b: Indexed): Comparison['artifacts'] {
  return [...new Set([...a.latest.keys(), ...b.latest.keys()])].sort().map((name) => {
    const [before, after] = [a.latest.get(name), b.latest.get(name)];
    const left = before ? artifactView(before, a.keyOf) : null;
    const right = after ? artifactView(after, b.keyOf) : null;
    const change = !left ? 'added' : !right ? 'removed' : left.sha256 === right.sha256 ? 'same' : 'changed';
    return { name, taskKey: (right ?? left)?.taskKey ?? null, change, left, right };
  });
}

/** By rank (the longest way from a beginning, over the edges of both), within a rank as they were numbered. */
function inGraphOrder(a: Indexed, b: Indexed): string[] {
  const keys = [...new Set([...a.tasks.keys(), ...b.tasks.keys()])];
  const waitsFor = new Map(keys.map((key) => [key, [...new Set([...dependenciesOf(key, a), ...dependenciesOf(key, b)])]]));
  const ranks = new Map<string, number>();
  // Not recursive: a chain may be 20,000 long. Two graphs together may hold a cycle; it ends where it began.
  const rank = (from: string): void => {
    const stack: string[] = [from];
    const open = new Set<string>();
    while (stack.length > 0) {
      const key = stack.at(-1) as string;
      const missing = ranks.has(key) ? [] : (waitsFor.get(key) ?? []).filter((one) => !ranks.has(one) && !open.has(one));
      if (missing.length > 0 && !open.has(key)) {
        open.add(key);
        stack.push(...missing);
        continue;
      }
      stack.pop();
      if (!ranks.has(key)) ranks.set(key, 1 + Math.max(-1, ...(waitsFor.get(key) ?? []).map((one) => ranks.get(one) ?? -1)));
    }
  };
  for (const key of keys) rank(key);
  const place = new Map(keys.map((key, at) => [key, at]));
  return keys.sort((x, y) => (ranks.get(x) ?? 0) - (ranks.get(y) ?? 0) || (place.get(x) ?? 0) - (place.get(y) ?? 0));
}

const dependenciesOf = (key: string, { tasks, keyOf }: Indexed): string[] =>
  tasks.get(key)?.spec.dependsOn.flatMap((node) => keyOf.get(node) ?? []) ?? [];

function whatOf({ change, differs, left, right }: TaskRow, artifacts: readonly string[]): string {
  if (change === 'added') return 'is only on the right';
  if (change === 'removed') return 'is only on the left';
  const [first] = differs;
  if (first === 'artifacts') return `artifact ${artifacts[0]}`;
  if (first === 'status') return `status ${left?.status} and ${right?.status}`;
  return first ?? 'differs';
}

function sideOf({ checkpointId, label, manifest }: ComparedSide): Comparison['left'] {
  const starts = manifest.tasks.flatMap(({ state }) => (state.startedAt === null ? [] : [Date.parse(state.startedAt)]));
  const ends = manifest.tasks.flatMap(({ state }) => (state.finishedAt === null ? [] : [Date.parse(state.finishedAt)]));
  const { status } = manifest.run;
  const hasEnded = status === 'SUCCEEDED' || status === 'FAILED' || status === 'CANCELLED';
  const end = hasEnded ? ends.reduce((most, at) => Math.max(most, at), 0) : Date.parse(manifest.stateAt);
  const start = starts.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
  return {
    ...{ runId: manifest.runId, checkpointId, label, goal: manifest.run.goal, status, seq: manifest.seq, costUsd: manifest.run.spentUsd },
    durationMs: starts.length === 0 ? null : Math.max(0, end - start),
    tasks: manifest.tasks.length,
    artifacts: manifest.artifacts.length,
  };
}
