import { type TaskDraft, taskDraftSchema } from '@/lib/contracts/task';
import type { Issue } from '@/lib/errors';
import { agentTaskIssues } from '@/lib/graph/agent-task-issues';
import { buildGraph } from '@/lib/graph/build-graph';
import { outputReferenceIssues } from '@/lib/graph/output-references';
import type { PlanTasks } from './edit-plan';

/** What the server would refuse, in its words, at once while typing. */
export function checkPlan(tasks: PlanTasks): Issue[] {
  const issues: Issue[] = [];
  const drafts: TaskDraft[] = [];
  tasks.forEach((task, index) => {
    const path = `tasks.${index}`;
    const parsed = taskDraftSchema.safeParse(task);
    if (!parsed.success) {
      for (const issue of parsed.error.issues) {
        // The validator's words for an emptied field are about strings and sizes.
        const isEmpty = issue.code === 'too_small' && issue.origin === 'string';
        issues.push({ path: [path, ...issue.path].join('.'), message: isEmpty ? 'must not be empty' : issue.message });
      }
      return;
    }
    drafts.push(parsed.data);
    issues.push(...agentTaskIssues(parsed.data, path));
  });
  if (drafts.length < tasks.length) return issues;
  const graph = buildGraph(drafts);
  return graph.ok ? [...issues, ...outputReferenceIssues(drafts)] : [...issues, ...graph.issues];
}

/** The faults of one task by its field: `role`, `prompt`, `dependsOn`; what belongs to no field is under `task`. */
export function faultsOf(issues: readonly Issue[], index: number): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const { path, message } of issues) {
    const [head, number, field = 'task'] = path.split('.');
    if (head === 'tasks' && number === String(index)) faults[field] = faults[field] ? `${faults[field]}; ${message}` : message;
  }
  return faults;
}
