import type { TaskDraftInput } from '@/lib/contracts/task';
import { type WorkflowDraft, type WorkflowInput, workflowDraftSchema } from '@/lib/contracts/workflow';
import type { Issue } from '@/lib/errors';
import { workflowIssues } from '@/lib/workflow/check-workflow';
import { escapePlaceholders } from '@/lib/workflow/placeholders';
import { schemaIssues } from '@/lib/workflow/workflow-yaml';

/** What stands in the form. A figure that is no figure yet is kept as it was typed. */
export interface EditorDraft {
  key: string;
  title: string;
  description: string;
  goal: string;
  inputs: EditorInput[];
  tasks: TaskDraftInput[];
  budgetUsd?: number | string;
  tags: string[];
}
export type EditorInput = Omit<WorkflowInput, 'default'> & { default?: string | number | boolean };

export const EMPTY_EDITOR: EditorDraft = { key: '', title: '', description: '', goal: '', inputs: [], tasks: [], tags: [] };

export function toEditor(draft: WorkflowDraft): EditorDraft {
  const { key, title = '', description, goal, inputs, tasks = [], budgetUsd, tags } = draft;
  return { key, title, description, goal, inputs, tasks, tags, ...(budgetUsd === undefined ? {} : { budgetUsd }) };
}

/** Without the fields that were left empty. */
export function fromEditor({ title, tasks, budgetUsd, ...rest }: EditorDraft): Record<string, unknown> {
  return {
    ...rest,
    ...(title.trim() ? { title } : {}),
    ...(tasks.length > 0 ? { tasks } : {}),
    ...(budgetUsd === undefined || budgetUsd === '' ? {} : { budgetUsd }),
  };
}

export type EditorCheck = { ok: true; draft: WorkflowDraft } | { ok: false; issues: Issue[] };

/** What is sent, or everything that is wrong with it and where. */
export function checkEditor(editor: EditorDraft): EditorCheck {
  const parsed = workflowDraftSchema.safeParse(fromEditor(editor));
  const issues = parsed.success ? workflowIssues(parsed.data) : parsed.error.issues.flatMap(schemaIssues);
  return parsed.success && issues.length === 0 ? { ok: true, draft: parsed.data } : { ok: false, issues };
}

/** A figure as soon as it is one. */
export function numberOrText(text: string): number | string | undefined {
  const plain = text.trim();
  if (plain === '') return undefined;
  return String(Number(plain)) === plain ? Number(plain) : text;
}

/** Every place where these words stand becomes the input's; the words themselves become its default. */
export function makeInput(draft: EditorDraft, words: string, name: string): EditorDraft {
  const placeholder = `{{inputs.${name}}}`;
  const replaced = (text: string) => text.replaceAll(words, placeholder);
  return {
    ...draft,
    goal: replaced(draft.goal),
    tasks: draft.tasks.map((task) => ({
      ...task,
      ...(task.title === undefined ? {} : { title: replaced(task.title) }),
      ...(task.prompt === undefined ? {} : { prompt: replaced(task.prompt) }),
    })),
    inputs: draft.inputs.some((input) => input.name === name)
      ? draft.inputs
      : [...draft.inputs, { name, type: 'text', default: words === escapePlaceholders(words) ? words : undefined }],
  };
}

export function countPlaces(draft: EditorDraft, words: string): number {
  if (words === '') return 0;
  const texts = [draft.goal, ...draft.tasks.flatMap((task) => [task.title ?? '', task.prompt ?? ''])];
  return texts.reduce((sum, text) => sum + text.split(words).length - 1, 0);
}

/** `Ship a feature (copy)` → `ship-a-feature-copy`. */
export function keyOfTitle(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
  return words
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 60);
}
