import { type InputDraft, inputDraftSchema } from '@/lib/contracts/run';
import { type TaskDraft, taskDraftSchema } from '@/lib/contracts/task';
import { MAX_GOAL_LENGTH, type WorkflowBody, type WorkflowInput } from '@/lib/contracts/workflow';
import type { Issue } from '@/lib/errors';
import { valueIssue } from './input-values';
import { fillPlaceholders } from './placeholders';

const MAX_TITLE = 200;
/** Where the values of inputs stand in a request that starts a run. */
const PATH = 'workflowInputs';

export interface FilledWorkflow {
  goal: string;
  /** Undefined: planned from the goal. */
  tasks: TaskDraft[] | undefined;
  /** Documents given for inputs. */
  documents: InputDraft[];
}

type Filled = { ok: true; run: FilledWorkflow } | { ok: false; issues: Issue[] };

/**
 * A run's goal, tasks and documents from a workflow and the values of its inputs. Every fault of the values has its path,
 * `workflowInputs.<name>`. `goal`, where the caller gives one, stands in place of the workflow's own, as it is.
 */
export function fillWorkflow(
  workflow: Pick<WorkflowBody, 'goal' | 'inputs' | 'tasks'>,
  values: Readonly<Record<string, unknown>>,
  given: { goal?: string; documents?: readonly { name: string }[] } = {},
): Filled {
  const issues: Issue[] = unknownInputs(workflow.inputs, values);
  const texts = new Map<string, string>();
  const documents: InputDraft[] = [];
  const names = new Set(given.documents?.map((document) => document.name));
  for (const input of workflow.inputs) {
    const path = `${PATH}.${input.name}`;
    const value = valueFor(input, values);
    const isBlank = value === undefined || (typeof value === 'string' && value.trim() === '');
    const fault = isBlank ? (input.required ? 'is required' : null) : valueIssue(input, value);
    if (fault) issues.push({ path, message: fault });
    if (fault || value === undefined || (isBlank && input.type === 'document')) continue;
    if (input.type !== 'document') {
      texts.set(input.name, String(value));
      continue;
    }
    const document = readDocument(input, value, names, path);
    if ('issues' in document) issues.push(...document.issues);
    else {
      names.add(document.name);
      documents.push(document);
      texts.set(input.name, document.name);
    }
  }
  if (issues.length > 0) return { ok: false, issues };
  const fill = (text: string) => fillPlaceholders(text, (name) => texts.get(name) ?? '');
  const goal = given.goal ?? fill(workflow.goal).trim();
  const tasks = workflow.tasks?.length ? workflow.tasks.map((task) => fillTask(task, fill)) : undefined;
  const faults = [...goalIssues(goal), ...(tasks ?? []).flatMap(taskIssues)];
  return faults.length > 0 ? { ok: false, issues: faults } : { ok: true, run: { goal, tasks, documents } };
}

function unknownInputs(inputs: readonly WorkflowInput[], values: Readonly<Record<string, unknown>>): Issue[] {
  const known = new Set(inputs.map((input) => input.name));
  const list = known.size > 0 ? `its inputs are: ${[...known].join(', ')}` : 'it has none';
  return Object.keys(values).flatMap((name) =>
    known.has(name) ? [] : [{ path: `${PATH}.${name}`, message: `is not an input of this workflow; ${list}` }],
  );
}

function valueFor(input: WorkflowInput, values: Readonly<Record<string, unknown>>): unknown {
  const value = Object.hasOwn(values, input.name) ? values[input.name] : undefined;
  return value === undefined || value === null ? input.default : value;
}

function readDocument(input: WorkflowInput, value: unknown, taken: ReadonlySet<string>, path: string): InputDraft | { issues: Issue[] } {
  const fields = typeof value === 'string' ? { content: value } : (value as Record<string, unknown>);
  const parsed = inputDraftSchema.safeParse({ name: `${input.name}.md`, type: 'document', ...fields });
  if (!parsed.success) {
    return { issues: parsed.error.issues.map((issue) => ({ path: [path, ...issue.path.map(String)].join('.'), message: issue.message })) };
  }
  if (taken.has(parsed.data.name)) return { issues: [{ path, message: `there are two documents named "${parsed.data.name}"` }] };
  return parsed.data;
}

function fillTask(task: TaskDraft, fill: (text: string) => string): TaskDraft {
  const title = task.title === undefined ? undefined : oneLine(fill(task.title));
  const prompt = task.prompt === undefined ? undefined : fill(task.prompt);
  return { ...task, ...(title ? { title } : { title: undefined }), ...(prompt === undefined ? {} : { prompt }) };
}

/** A title is a label: what is too long for one is cut, and so marked. */
function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MAX_TITLE ? `${line.slice(0, MAX_TITLE - 1)}…` : line;
}

function goalIssues(goal: string): Issue[] {
  if (goal === '') return [{ path: 'goal', message: 'is empty once the inputs are filled in' }];
  const message = `is over ${MAX_GOAL_LENGTH.toLocaleString('en-US')} characters once the inputs are filled in`;
  return goal.length > MAX_GOAL_LENGTH ? [{ path: 'goal', message }] : [];
}

function taskIssues(task: TaskDraft, index: number): Issue[] {
  const parsed = taskDraftSchema.shape.prompt.safeParse(task.prompt);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => ({
    path: `tasks.${index}.prompt`,
    message: `${issue.message}, once the inputs are filled in`,
  }));
}
