import { isDeepStrictEqual } from 'node:util';
import type { EditableTask } from '@/lib/contracts/edit';
import type { KeptSpec } from '../checkpoint/manifest';

/** Stands for "now", which is known only behind the lock. */
export const ASKED_NOW = 'now';

/** Of these the first request is made: a task that began before one of them was changed begins another conversation. */
const ASKED = ['prompt', 'role', 'tier', 'kind', 'artifactType', 'outputs', 'gate', 'branch', 'dependsOn'] as const;

/** A task of the graph as the tables hold it. Where nothing of it is another, the very object that there was. */
export function specOf(
  task: EditableTask,
  { node, nodeOf, was }: { node: number; nodeOf: ReadonlyMap<string, number>; was: KeptSpec | null },
): KeptSpec {
  const nodesOf = (keys: readonly string[]): number[] => keys.flatMap((key) => nodeOf.get(key) ?? []);
  const { branch } = task;
  const spec: KeptSpec = {
    node,
    ...{ key: task.key, title: task.title, role: task.role, kind: task.kind, prompt: task.prompt, phase: task.phase },
    ...{ artifactType: task.artifactType, tier: task.tier, maxAttempts: task.maxAttempts, timeoutSeconds: task.timeoutSeconds },
    ...{ sideEffects: task.sideEffects, priority: task.priority, dependsOn: nodesOf(task.dependsOn), outputs: task.outputs },
    gate: task.gate,
    branch: branch && { condition: branch.condition, ifTrue: nodesOf(branch.ifTrue), ifFalse: nodesOf(branch.ifFalse) },
    ...{ input: was?.input ?? null, revision: was?.revision ?? null, askedAt: was?.askedAt ?? null },
  };
  if (!was) return spec;
  // A dependency that an earlier edit took away is none for the graph; where nothing else changed it may stay where it is.
  if (isDeepStrictEqual(spec, was)) return was;
  const asks = ASKED.some((field) => !isDeepStrictEqual(spec[field], was[field]));
  return task.started && asks ? { ...spec, askedAt: ASKED_NOW } : spec;
}
