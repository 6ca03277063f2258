import type { WorkflowBody, WorkflowDraft, WorkflowView } from '@/lib/contracts/workflow';

/** What can be written again of what was read. */
export function bodyOf(workflow: WorkflowView): WorkflowBody {
  const { title, description, goal, inputs, tasks, budgetUsd, tags } = workflow;
  return { title, description, goal, inputs, tags, ...(tasks ? { tasks } : {}), ...(budgetUsd === undefined ? {} : { budgetUsd }) };
}

export const draftOf = (workflow: WorkflowView): WorkflowDraft => ({ key: workflow.key, ...bodyOf(workflow) });
