import type { WorkflowBody, WorkflowInput } from '@/lib/contracts/workflow';
import type { Issue } from '@/lib/errors';
import { agentTaskIssues, type CheckCondition } from '@/lib/graph/agent-task-issues';
import { buildGraph } from '@/lib/graph/build-graph';
import { outputReferenceIssues } from '@/lib/graph/output-references';
import { valueIssue } from './input-values';
import { placeholdersIn } from './placeholders';

/**
 * What a workflow needs beyond its shape; said in the same words by the editor, an import and the API. Without `checkCondition` conditions are
 * left unread: their language is not for the first script of a page.
 */
export function workflowIssues(workflow: Pick<WorkflowBody, 'goal' | 'inputs' | 'tasks'>, checkCondition?: CheckCondition): Issue[] {
  const names = new Set(workflow.inputs.map((input) => input.name));
  const seen = new Set<string>();
  const issues = workflow.inputs.flatMap((input, index) => {
    const path = `inputs.${index}`;
    const twice = seen.has(input.name) ? [{ path: `${path}.name`, message: `there are two inputs named "${input.name}"` }] : [];
    seen.add(input.name);
    return [...twice, ...inputIssues(input, path)];
  });
  issues.push(...placeholderIssues(workflow.goal, 'goal', names));
  const tasks = workflow.tasks ?? [];
  tasks.forEach((task, index) => {
    const path = `tasks.${index}`;
    issues.push(...agentTaskIssues(task, path, checkCondition));
    issues.push(...placeholderIssues(task.title ?? '', `${path}.title`, names));
    issues.push(...placeholderIssues(task.prompt ?? '', `${path}.prompt`, names));
  });
  const graph = buildGraph(tasks);
  return [...issues, ...(graph.ok ? outputReferenceIssues(tasks) : graph.issues)];
}

function inputIssues(input: WorkflowInput, path: string): Issue[] {
  const issues: Issue[] = [];
  if (input.type === 'choice' && !input.choices) issues.push({ path: `${path}.choices`, message: 'a choice needs its choices' });
  if (input.type !== 'choice' && input.choices)
    issues.push({ path: `${path}.choices`, message: 'only an input of type "choice" has them' });
  const choices = input.choices ?? [];
  choices.forEach((choice, index) => {
    if (choices.indexOf(choice) < index) issues.push({ path: `${path}.choices.${index}`, message: `"${choice}" is named twice` });
  });
  const fault = input.default === undefined ? null : valueIssue(input, input.default);
  if (fault) issues.push({ path: `${path}.default`, message: fault });
  return issues;
}

function placeholderIssues(text: string, path: string, names: ReadonlySet<string>): Issue[] {
  const unknown = new Set(
    placeholdersIn(text).flatMap(({ name, input, isLater }) => (isLater || (input !== null && names.has(input)) ? [] : [name])),
  );
  return [...unknown].map((name) => ({ path, message: unknownPlaceholder(name, names) }));
}

function unknownPlaceholder(name: string, names: ReadonlySet<string>): string {
  const known = names.size > 0 ? `the inputs are: ${[...names].join(', ')}` : 'the workflow has no inputs';
  return `there is nothing to fill {{${name}}} with; ${known}. For these very words write \\{{${name}}}`;
}
