import type { WorkflowBody, WorkflowListItem, WorkflowView } from '@/lib/contracts/workflow';

/** A workflow in one version. */
export interface Workflow {
  key: string;
  version: number;
  builtIn: boolean;
  body: WorkflowBody & { title: string };
  updatedAt: Date | null;
  updatedBy: string | null;
}

const standingOf = ({ key, version, builtIn, updatedAt, updatedBy }: Workflow) => ({
  key,
  version,
  builtIn,
  updatedAt: updatedAt?.toISOString() ?? null,
  updatedBy,
});

export function workflowView(workflow: Workflow): WorkflowView {
  return { ...standingOf(workflow), ...workflow.body };
}

export function workflowListItem(workflow: Workflow): WorkflowListItem {
  const { title, description, tags, inputs, tasks } = workflow.body;
  return { ...standingOf(workflow), title, description, tags, inputs: inputs.length, tasks: tasks?.length ?? null };
}

/** As it is stored: no empty list of tasks, and a title in any case. */
export function normalBody(key: string, { tasks, ...body }: WorkflowBody): Workflow['body'] {
  return { ...body, title: body.title ?? titleOfKey(key), ...(tasks?.length ? { tasks } : {}) };
}

/** `release-notes` → `Release notes`. */
function titleOfKey(key: string): string {
  const words = key.replace(/[_.-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
