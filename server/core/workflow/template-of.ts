import type { TaskDraft } from '@/lib/contracts/task';
import { DEFAULT_TIMEOUT_SECONDS, titleOf } from '@/lib/graph/task-defaults';
import { escapePlaceholders } from '@/lib/workflow/placeholders';
import type { RoleDefaults } from '@/server/core/task/spec';

/** A task of a run as a template: without what role and product bring anyway. Braces in its prompt stay what they were, text. */
export function templateOf(draft: TaskDraft, defaults: RoleDefaults): TaskDraft {
  const { title, prompt, tier, timeoutSeconds, ...rest } = draft;
  const isUsualTier = draft.role !== undefined && tier === defaults[draft.role].tier;
  return {
    ...rest,
    ...(title === undefined || title === titleOf(draft.key) ? {} : { title: escapePlaceholders(title) }),
    ...(prompt === undefined ? {} : { prompt: escapePlaceholders(prompt) }),
    ...(tier === undefined || isUsualTier ? {} : { tier }),
    ...(timeoutSeconds === undefined || timeoutSeconds === DEFAULT_TIMEOUT_SECONDS ? {} : { timeoutSeconds }),
  };
}
