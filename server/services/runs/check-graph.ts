import { conditionFault } from '@/lib/condition/condition-fault';
import { MAX_TASKS_PER_RUN } from '@/lib/contracts/run';
import type { TaskDraft } from '@/lib/contracts/task';
import { AppError, type Issue } from '@/lib/errors';
import { agentTaskIssues } from '@/lib/graph/agent-task-issues';
import { buildGraph, type GraphTask } from '@/lib/graph/build-graph';
import { outputReferenceIssues } from '@/lib/graph/output-references';
import { outputsSchemaIssues } from '@/server/core/outputs/outputs-schema';

/**
 * The tasks as a graph, numbered from `firstNode`. All faults at once, each with its path.
 * @throws AppError invalid_input
 */
export function checkedGraph(drafts: readonly TaskDraft[], place: { firstNode: number; known?: ReadonlyMap<string, number> }): GraphTask[] {
  const issues: Issue[] = [];
  if (drafts.length > MAX_TASKS_PER_RUN) issues.push({ path: 'tasks', message: `at most ${MAX_TASKS_PER_RUN} tasks` });
  drafts.forEach((draft, index) => {
    issues.push(
      ...agentTaskIssues(draft, `tasks.${index}`, conditionFault),
      ...outputsSchemaIssues(draft.outputs, `tasks.${index}.outputs`),
    );
  });
  const graph = buildGraph(drafts, place);
  if (graph.ok) issues.push(...outputReferenceIssues(drafts));
  else issues.push(...graph.issues);
  if (!graph.ok || issues.length > 0) {
    throw new AppError('invalid_input', issues.map((issue) => `${issue.path}: ${issue.message}`).join('; '), issues);
  }
  return graph.tasks;
}
