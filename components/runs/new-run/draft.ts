import type { CreateRunInput } from '@/lib/contracts/run';

/** A document of the form, already read: text, or a PDF or zip in base64, which the server reads. */
export interface DocumentDraft {
  id: string;
  name: string;
  type: string;
  content: string;
  encoding?: 'base64';
  /** What it takes in the request: UTF-8 bytes of its JSON string. */
  wireBytes: number;
}

export interface NewRunDraft {
  goal: string;
  mode: 'planner' | 'plan';
  planText: string;
  budgetText: string;
  /** Nothing starts before somebody approved the plan. */
  reviewPlan: boolean;
  documents: DocumentDraft[];
}

export const EMPTY_DRAFT: NewRunDraft = { goal: '', mode: 'planner', planText: '', budgetText: '', reviewPlan: false, documents: [] };

/** The largest request that the server takes is 4 MiB; goal, plan and names need a little of it. */
export const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024 - 64 * 1024;

export const wireBytesOf = (text: string): number => new TextEncoder().encode(JSON.stringify(text)).byteLength;

export const totalBytes = (documents: readonly DocumentDraft[]): number => documents.reduce((sum, document) => sum + document.wireBytes, 0);

/** "5", "$2.50" or nothing. Null: no budget; undefined: not a sum of dollars above zero. */
export function parseBudget(text: string): number | null | undefined {
  const plain = text.trim().replace(/^\$\s*/, '');
  if (plain === '') return null;
  if (!/^\d{1,7}(\.\d{1,6})?$/.test(plain)) return undefined;
  const usd = Number(plain);
  return usd > 0 ? usd : undefined;
}

/** What is sent. `tasks` are of the plan; undefined where the planner plans. */
export function toCreateRun(draft: NewRunDraft, tasks: CreateRunInput['tasks'], budgetUsd: number | null): CreateRunInput {
  return {
    goal: draft.goal,
    tasks,
    budgetUsd: budgetUsd ?? undefined,
    ...(draft.reviewPlan ? { reviewPlan: true as const } : {}),
    inputs: draft.documents.map(({ name, type, content, encoding }) => ({ name, type, content, ...(encoding ? { encoding } : {}) })),
  };
}
