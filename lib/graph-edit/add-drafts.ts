import type { TaskDraftInput } from '@/lib/contracts/task';
import { agentTaskIssues } from '@/lib/graph/agent-task-issues';
import { taskOfDraft, withDefaults } from './task-of-draft';
import { checkWays, linkWays } from './ways';
import type { Workspace } from './workspace';

/** New tasks, which may wait for each other in any order. The same rules as for the tasks of a new run. */
export function addDrafts(work: Workspace, drafts: readonly { draft: TaskDraftInput; path: string }[]): boolean {
  const { checks = {}, maxTasks, tierOf } = work.options;
  const from = work.issues.length;
  const complete = drafts.map(({ draft, path }) => ({ draft: withDefaults(draft), path }));
  for (const { draft, path } of complete) {
    work.issues.push(...agentTaskIssues(draft, path, checks.condition));
    if (draft.outputs && checks.outputs) work.issues.push(...checks.outputs(draft.outputs, `${path}.outputs`));
    if (!work.isFree(draft.key, `${path}.key`)) continue;
    work.add(taskOfDraft(draft, tierOf));
    work.blame.prompt.set(draft.key, `${path}.prompt`);
  }
  if (maxTasks !== undefined && work.tasks.size > maxTasks) {
    work.refuse(drafts.at(-1)?.path ?? '', `a run has at most ${maxTasks} tasks`);
  }
  if (work.issues.length > from) return false;
  for (const { draft, path } of complete) {
    const pathOf = (index: number) => `${path}.dependsOn.${index}`;
    const itself = draft.dependsOn.indexOf(draft.key);
    if (itself >= 0) work.refuse(pathOf(itself), 'a task cannot depend on itself');
    else if (work.allKnown(draft.dependsOn, pathOf)) work.linkFirst(draft.dependsOn, draft.key, pathOf);
    if (draft.branch && checkWays(work, draft.key, draft.branch, `${path}.branch`))
      linkWays(work, draft.key, draft.branch, `${path}.branch`);
  }
  return work.issues.length === from;
}
