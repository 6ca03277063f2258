import type { EditableGraph, EditableTask } from '@/lib/contracts/edit';
import type { Role, TaskDraft, TaskDraftInput } from '@/lib/contracts/task';
import { DEFAULT_TIMEOUT_SECONDS, roleOfDraft, titleOf } from '@/lib/graph/task-defaults';
import { taskOfDraft, withDefaults } from './task-of-draft';
import type { EditOptions } from './types';

type TierOf = EditOptions['tierOf'];

/** The tasks of a workflow (or of a plan) as a graph to be edited: nothing has started. What nobody is called does not lead anywhere. */
export function graphOf(drafts: readonly TaskDraftInput[], tierOf: TierOf = {}): EditableGraph {
  const known = new Set(drafts.map(({ key }) => key));
  const dependsOn = new Map(drafts.map((draft) => [draft.key, new Set((draft.dependsOn ?? []).filter((key) => known.has(key)))]));
  for (const { key, branch } of drafts)
    for (const way of [...(branch?.ifTrue ?? []), ...(branch?.ifFalse ?? [])]) dependsOn.get(way)?.add(key);
  const tasks = drafts.map((draft): EditableTask => {
    const waits = [...(dependsOn.get(draft.key) ?? [])];
    return { ...taskOfDraft(withDefaults(draft), tierOf), dependsOn: waits, status: waits.length === 0 ? 'READY' : 'PENDING' };
  });
  return { version: 1, tasks };
}

/** Back to what a workflow holds, without what it says by saying nothing. Reading it again gives the same graph. */
export function draftsOf(graph: EditableGraph, tierOf: TierOf = {}): TaskDraft[] {
  const branches = new Map(graph.tasks.flatMap(({ key, branch }) => (branch ? [[key, branch] as const] : [])));
  return graph.tasks.map((task) => {
    const isWay = (from: string) => {
      const branch = branches.get(from);
      return branch !== undefined && (branch.ifTrue.includes(task.key) || branch.ifFalse.includes(task.key));
    };
    return draftOf(
      task,
      task.dependsOn.filter((from) => !isWay(from)),
      tierOf,
    );
  });
}

export function draftOf(task: EditableTask, dependsOn: string[], tierOf: TierOf = {}): TaskDraft {
  const { key, kind, title, prompt, phase, artifactType, tier, maxAttempts, timeoutSeconds, priority, sideEffects, outputs } = task;
  const [gate, branch] = [task.gate ?? undefined, task.branch ?? undefined];
  const isUsualRole = kind !== 'agent' && !prompt && task.role === roleOfDraft({ gate });
  return {
    key,
    ...(title === titleOf(key) ? {} : { title }),
    ...(isUsualRole ? {} : { role: task.role as Role }),
    ...(prompt ? { prompt } : {}),
    dependsOn,
    kind,
    ...(phase ? { phase } : {}),
    ...(artifactType ? { artifactType } : {}),
    ...(tier === (tierOf[task.role] ?? 'standard') ? {} : { tier }),
    ...(timeoutSeconds === DEFAULT_TIMEOUT_SECONDS ? {} : { timeoutSeconds }),
    ...{ maxAttempts, priority, sideEffects },
    ...(outputs ? { outputs } : {}),
    ...(gate ? { gate } : {}),
    ...(branch ? { branch } : {}),
  };
}
