import { type DocumentDraft, parseBudget } from '@/components/runs/new-run/draft';
import type { CreateRunInput } from '@/lib/contracts/run';
import type { WorkflowInput, WorkflowView } from '@/lib/contracts/workflow';

/** What stands in the fields. Numbers are text until they are sent, and choices and yes-or-no are their words. */
export interface StartDraft {
  texts: Record<string, string>;
  /** By the name of the input. */
  documents: Record<string, DocumentDraft | undefined>;
  extra: DocumentDraft[];
  budgetText: string;
  reviewPlan: boolean;
}

export function emptyStart(workflow: Pick<WorkflowView, 'inputs' | 'budgetUsd'>): StartDraft {
  const texts = workflow.inputs.flatMap((input) => (input.type === 'document' ? [] : [[input.name, defaultText(input)] as const]));
  return {
    texts: Object.fromEntries(texts),
    documents: {},
    extra: [],
    budgetText: workflow.budgetUsd?.toString() ?? '',
    reviewPlan: false,
  };
}

export const defaultText = (input: WorkflowInput): string =>
  input.default === undefined ? (input.type === 'boolean' ? 'false' : '') : String(input.default);

/** A value as the server takes it; undefined where nothing was given. */
function readValue(input: Pick<WorkflowInput, 'type'>, text: string): unknown {
  if (input.type === 'boolean') return text === 'true';
  if (text.trim() === '') return undefined;
  if (input.type !== 'number') return text;
  const number = Number(text.trim().replace(',', '.'));
  return Number.isFinite(number) ? number : text;
}

/** Of the inputs that are no documents. An empty field is sent as nothing, so that a default holds. */
export function valuesOf(inputs: readonly WorkflowInput[], texts: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    inputs.flatMap((input) => {
      const value = input.type === 'document' ? undefined : readValue(input, texts[input.name] ?? '');
      return value === undefined ? [] : [[input.name, value]];
    }),
  );
}

const sent = ({ name, type, content, encoding }: DocumentDraft) => ({ name, type, content, ...(encoding ? { encoding } : {}) });

/** What starts the run; null where the budget is no sum of dollars. */
export function toStart(workflow: Pick<WorkflowView, 'key' | 'inputs'>, draft: StartDraft): CreateRunInput | null {
  const budgetUsd = parseBudget(draft.budgetText);
  if (budgetUsd === undefined) return null;
  const documents = workflow.inputs.flatMap((input) => {
    const document = input.type === 'document' ? draft.documents[input.name] : undefined;
    return document ? [[input.name, sent(document)] as const] : [];
  });
  return {
    workflow: workflow.key,
    workflowInputs: { ...valuesOf(workflow.inputs, draft.texts), ...Object.fromEntries(documents) },
    ...(draft.extra.length > 0 ? { inputs: draft.extra.map(sent) } : {}),
    ...(budgetUsd === null ? {} : { budgetUsd }),
    ...(draft.reviewPlan ? { reviewPlan: true as const } : {}),
  };
}

const keyOf = (workflowKey: string) => `signalbox.start.${workflowKey}`;

/** What this tab's form held before; fields of inputs that are gone are left out. */
export function loadStart(storage: Storage, workflow: WorkflowView): StartDraft {
  const empty = emptyStart(workflow);
  try {
    const held = JSON.parse(storage.getItem(keyOf(workflow.key)) ?? 'null') as Partial<StartDraft> | null;
    if (!held || typeof held.texts !== 'object') return empty;
    const known = Object.keys(empty.texts).map((name) => [name, String(held.texts?.[name] ?? empty.texts[name])]);
    return { ...empty, ...held, texts: Object.fromEntries(known), extra: held.extra ?? [], documents: held.documents ?? {} };
  } catch {
    return empty;
  }
}

/** Where the browser has no room for the documents, the rest is kept. */
export function saveStart(storage: Storage, workflowKey: string, draft: StartDraft): void {
  try {
    storage.setItem(keyOf(workflowKey), JSON.stringify(draft));
  } catch {
    storage.setItem(keyOf(workflowKey), JSON.stringify({ ...draft, documents: {}, extra: [] }));
  }
}

export const forgetStart = (storage: Storage, workflowKey: string): void => storage.removeItem(keyOf(workflowKey));
