import { type DocumentDraft, EMPTY_DRAFT, type NewRunDraft, wireBytesOf } from './draft';

const TEXT_KEY = 'signalbox.new-run';
const DOCUMENTS_KEY = 'signalbox.new-run.documents';

function read(storage: Storage, key: string): unknown {
  try {
    return JSON.parse(storage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

const stringOf = (value: unknown, fallback: string): string => (typeof value === 'string' ? value : fallback);
const fieldsOf = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? { ...value } : {});

function documentOf(value: unknown): DocumentDraft[] {
  const { id, name, type, content, encoding } = fieldsOf(value);
  if (typeof id !== 'string' || typeof name !== 'string' || typeof type !== 'string' || typeof content !== 'string') return [];
  return [{ id, name, type, content, ...(encoding === 'base64' ? { encoding } : {}), wireBytes: wireBytesOf(content) }];
}

/** What this tab's form held before a reload. */
export function loadDraft(storage: Storage): NewRunDraft {
  const fields = fieldsOf(read(storage, TEXT_KEY));
  const documents = read(storage, DOCUMENTS_KEY);
  return {
    goal: stringOf(fields.goal, EMPTY_DRAFT.goal),
    mode: fields.mode === 'plan' ? 'plan' : 'planner',
    planText: stringOf(fields.planText, EMPTY_DRAFT.planText),
    budgetText: stringOf(fields.budgetText, EMPTY_DRAFT.budgetText),
    reviewPlan: fields.reviewPlan === true,
    documents: Array.isArray(documents) ? documents.flatMap(documentOf) : [],
  };
}

/** Documents are large: they are written only when they changed. Where the browser has no room left, they are not kept. */
export function saveDraft(storage: Storage, draft: NewRunDraft, withDocuments: boolean): void {
  const { documents, ...fields } = draft;
  try {
    storage.setItem(TEXT_KEY, JSON.stringify(fields));
    if (withDocuments) storage.setItem(DOCUMENTS_KEY, JSON.stringify(documents));
  } catch {
    storage.removeItem(DOCUMENTS_KEY);
  }
}

export function clearDraft(storage: Storage): void {
  storage.removeItem(TEXT_KEY);
  storage.removeItem(DOCUMENTS_KEY);
}
