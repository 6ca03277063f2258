import { describe, expect, it } from 'vitest';
import { workflowDraftSchema } from '@/lib/contracts/workflow';
import { workflowIssues } from '@/lib/workflow/check-workflow';
import { readWorkflowYaml, writeWorkflowYaml } from '@/lib/workflow/workflow-yaml';
import { BUILT_IN_WORKFLOWS } from './built-in-workflows';

describe.each(BUILT_IN_WORKFLOWS.map((workflow) => [workflow.key, workflow] as const))('%s', (key, { body }) => {
  it('is sound, and still is as a file', () => {
    expect(workflowIssues(body)).toEqual([]);
    expect(readWorkflowYaml(writeWorkflowYaml({ key, ...body })).workflow).toEqual(workflowDraftSchema.parse({ key, ...body }));
  });

  it('asks for nothing that it does not use, but documents, which every task sees', () => {
    const words = JSON.stringify([body.goal, body.tasks]);
    for (const { name, type } of body.inputs) if (type !== 'document') expect(words).toContain(`{{inputs.${name}}}`);
  });
});
