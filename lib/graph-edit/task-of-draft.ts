import type { EditableTask } from '@/lib/contracts/edit';
import type { TaskDraft, TaskDraftInput } from '@/lib/contracts/task';
import { DEFAULT_TIMEOUT_SECONDS, roleOfDraft, titleOf } from '@/lib/graph/task-defaults';
import type { EditOptions } from './types';

/** What the schema fills in, for drafts that were written in a browser. */
export function withDefaults(draft: TaskDraftInput): TaskDraft {
  const { dependsOn = [], kind = 'agent', maxAttempts = 3, priority = 0, sideEffects = 'none' } = draft;
  return { ...draft, dependsOn, kind, maxAttempts, priority, sideEffects };
}

/** A task to be, without dependencies. */
export function taskOfDraft(draft: TaskDraft, tierOf: EditOptions['tierOf'] = {}): EditableTask {
  const role = roleOfDraft(draft);
  return {
    key: draft.key,
    title: draft.title ?? titleOf(draft.key),
    role,
    kind: draft.kind,
    prompt: draft.prompt ?? '',
    phase: draft.phase ?? null,
    artifactType: draft.artifactType ?? null,
    tier: draft.tier ?? tierOf[role] ?? 'standard',
    maxAttempts: draft.maxAttempts,
    timeoutSeconds: draft.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
    priority: draft.priority,
    sideEffects: draft.sideEffects,
    outputs: draft.outputs ?? null,
    gate: draft.gate ?? null,
    branch: draft.branch ?? null,
    dependsOn: [],
    status: 'PENDING',
    waitingFor: null,
    started: false,
    invalidated: false,
    resolved: false,
    chosen: null,
  };
}
