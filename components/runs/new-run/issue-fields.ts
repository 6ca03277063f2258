import type { Issue } from '@/lib/errors';

/** Faults of a refused form, where each is shown. */
export interface FormFaults {
  goal?: string;
  budget?: string;
  plan: Issue[];
  /** By index of the document. */
  documents: Map<number, string>;
  /** What belongs to no field. */
  rest: string[];
}

export const NO_FAULTS: FormFaults = { plan: [], documents: new Map(), rest: [] };

/** Sorts issues of `runs.create` to the fields of the form. */
export function sortIssues(issues: readonly Issue[]): FormFaults {
  const faults: FormFaults = { plan: [], documents: new Map(), rest: [] };
  for (const issue of issues) {
    const [head, index] = issue.path.split('.');
    if (head === 'goal') faults.goal = issue.message;
    else if (head === 'budgetUsd') faults.budget = issue.message;
    else if (head === 'tasks') faults.plan.push(issue);
    else if (head === 'inputs' && index !== undefined && /^\d+$/.test(index)) faults.documents.set(Number(index), issue.message);
    else faults.rest.push(issue.path ? `${issue.path}: ${issue.message}` : issue.message);
  }
  return faults;
}
