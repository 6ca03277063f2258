import type { TaskDraft, TaskView } from '@/lib/contracts/task';

/** Drafts as the graph draws tasks: nothing has happened to them yet. */
export function previewTasks(drafts: readonly TaskDraft[]): TaskView[] {
  return drafts.map((draft) => ({
    id: draft.key,
    key: draft.key,
    title: draft.title ?? titleOf(draft.key),
    role: draft.role ?? draft.kind,
    kind: draft.kind,
    status: 'PENDING',
    waitingFor: null,
    readyAt: null,
    dependsOn: draft.dependsOn,
    attempt: 0,
    maxAttempts: draft.maxAttempts,
    invalidated: false,
    tier: draft.tier ?? 'standard',
    costUsd: 0,
    turns: 0,
    startedAt: null,
    finishedAt: null,
  }));
}

const titleOf = (key: string): string => {
  const words = key.replace(/[_.-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
