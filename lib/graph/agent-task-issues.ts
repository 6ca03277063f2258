import type { TaskDraft } from '@/lib/contracts/task';
import type { Issue } from '@/lib/errors';

/** What a task for an agent needs beyond its shape; said in the same words by the plan editor, the API and the planner's repair. */
export function agentTaskIssues(draft: TaskDraft, path: string): Issue[] {
  const issues: Issue[] = [];
  if (!draft.role) issues.push({ path: `${path}.role`, message: 'a task for an agent needs a role' });
  if (draft.role === 'planner') issues.push({ path: `${path}.role`, message: 'the planner plans runs; give the task another role' });
  if (!draft.prompt) issues.push({ path: `${path}.prompt`, message: 'a task for an agent needs a prompt' });
  return issues;
}

/** Kinds and parts of a task whose feature is not built yet. */
export function unavailableParts(draft: TaskDraft, path: string): { path: string; what: string }[] {
  const parts: { path: string; what: string }[] = [];
  if (draft.kind !== 'agent') parts.push({ path: `${path}.kind`, what: `A task of kind "${draft.kind}"` });
  if (draft.gate) parts.push({ path: `${path}.gate`, what: 'A gate' });
  if (draft.branch) parts.push({ path: `${path}.branch`, what: 'A branch' });
  return parts;
}
