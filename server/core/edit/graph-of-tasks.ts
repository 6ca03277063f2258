import type { EditableGraph, EditableTask } from '@/lib/contracts/edit';
import type { KeptSpec, KeptTask } from '../checkpoint/manifest';

/** A task as rows, the fold or a checkpoint hold it. */
export interface HeldTask {
  node: number;
  spec: KeptSpec;
  state: KeptTask['state'];
}

/** The graph as an editor sees it: by keys, in the order of the numbers, without what edits took away. */
export function graphOfTasks(version: number, tasks: readonly HeldTask[]): EditableGraph {
  const present = tasks.filter(({ state }) => !state.removed);
  const keyOf = new Map(present.map(({ node, spec }) => [node, spec.key]));
  const keysOf = (nodes: readonly number[]): string[] => {
    const keys: string[] = [];
    for (const node of nodes) {
      const key = keyOf.get(node);
      if (key !== undefined) keys.push(key);
    }
    return keys;
  };
  return { version, tasks: present.map((task) => toEditable(task, keysOf)) };
}

function toEditable({ spec, state }: HeldTask, keysOf: (nodes: readonly number[]) => string[]): EditableTask {
  const { branch } = spec;
  return {
    key: spec.key,
    title: spec.title,
    role: spec.role,
    kind: spec.kind as EditableTask['kind'],
    prompt: spec.prompt,
    phase: spec.phase,
    artifactType: spec.artifactType,
    tier: spec.tier,
    maxAttempts: spec.maxAttempts,
    timeoutSeconds: spec.timeoutSeconds,
    priority: spec.priority,
    sideEffects: spec.sideEffects,
    outputs: spec.outputs,
    gate: spec.gate,
    branch: branch && { condition: branch.condition, ifTrue: keysOf(branch.ifTrue), ifFalse: keysOf(branch.ifFalse) },
    dependsOn: keysOf(spec.dependsOn),
    status: state.status,
    waitingFor: state.waitingFor,
    started: hasStarted(state),
    invalidated: state.invalidated,
    resolved: state.resolved,
    chosen: state.chosen,
  };
}

/** Also one that began before a rewind: what it said and cost stays with it. */
function hasStarted({ startedAt, attempt, talk, costUsd, status }: HeldTask['state']): boolean {
  return startedAt !== null || attempt > 0 || talk !== null || costUsd > 0 || status === 'FAILED';
}
