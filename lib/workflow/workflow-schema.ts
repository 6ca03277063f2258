import { z } from 'zod';
import { workflowDraftSchema } from '@/lib/contracts/workflow';
import { WORKFLOW_SCHEMA_PATH } from './workflow-schema-path';

/** What a workflow's file may hold, for editors and for whoever makes such files. What only reading all of it can tell is not in it. */
export function workflowJsonSchema(): Record<string, unknown> {
  // Draft 7 is what editors of YAML know; `input`: what is filled in need not be said.
  const { $schema, ...schema } = z.toJSONSchema(workflowDraftSchema, { target: 'draft-7', io: 'input' });
  return {
    $schema,
    $id: WORKFLOW_SCHEMA_PATH,
    title: 'Signalbox workflow',
    description: 'A goal, typed inputs, and tasks with gates and branches: started again and again.',
    ...schema,
  };
}
