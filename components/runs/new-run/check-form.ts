import { type CreateRunInput, createRunSchema } from '@/lib/contracts/run';
import { MAX_DOCUMENT_BYTES, type NewRunDraft, parseBudget, toCreateRun, totalBytes } from './draft';
import { type FormFaults, sortIssues } from './issue-fields';
import { readPlan } from './read-plan';

/** What the form sends, or what is wrong with it and where. */
export function checkForm(draft: NewRunDraft): { ok: true; input: CreateRunInput } | { ok: false; faults: FormFaults } {
  const budgetUsd = parseBudget(draft.budgetText);
  const plan = draft.mode === 'plan' ? readPlan(draft.planText) : null;
  const input = toCreateRun(draft, plan?.tasks ?? undefined, budgetUsd ?? null);
  const parsed = createRunSchema.safeParse(input);
  const faults = sortIssues(
    parsed.success ? [] : parsed.error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message })),
  );
  if (draft.goal.trim() === '') faults.goal = 'Say what should be reached';
  if (budgetUsd === undefined) faults.budget = 'Give dollars above zero, such as 5 or 2.50';
  // The editor shows its own problems at their lines; one here stops the form.
  if (plan && plan.tasks === null) faults.plan = plan.problems.slice(0, 1);
  if (totalBytes(draft.documents) > MAX_DOCUMENT_BYTES) faults.rest.push('The documents are too large together');
  const isSound = !faults.goal && !faults.budget && faults.plan.length === 0 && faults.documents.size === 0 && faults.rest.length === 0;
  return isSound ? { ok: true, input } : { ok: false, faults };
}
