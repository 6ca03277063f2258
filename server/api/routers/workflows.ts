import { pageOf } from '@/lib/contracts/common';
import {
  listVersionsSchema,
  listWorkflowsSchema,
  runWorkflowDraftSchema,
  updateWorkflowSchema,
  versionInputSchema,
  workflowBodySchema,
  workflowDraftSchema,
  workflowKeyInputSchema,
  workflowListItemSchema,
  workflowVersionSchema,
  workflowViewSchema,
} from '@/lib/contracts/workflow';
import { idempotencyOf, procedure, router } from '../trpc';

export const workflowsRouter = router({
  list: procedure('runs.read', { method: 'GET', path: '/workflows', summary: 'List workflows by key' })
    .input(listWorkflowsSchema.prefault({}))
    .output(pageOf(workflowListItemSchema))
    .query(({ ctx, input }) => ctx.services.workflows.list(input)),

  create: procedure('workflows.write', { method: 'POST', path: '/workflows', status: 201, idempotent: true, summary: 'Create a workflow' })
    .input(workflowDraftSchema)
    .output(workflowViewSchema)
    .mutation(({ ctx, input }) => ctx.services.workflows.create(input, ctx.caller, idempotencyOf(ctx, input))),

  get: procedure('runs.read', { method: 'GET', path: '/workflows/{key}', summary: 'Read a workflow in its latest version' })
    .input(workflowKeyInputSchema)
    .output(workflowViewSchema)
    .query(({ ctx, input }) => ctx.services.workflows.get(input.key)),

  update: procedure('workflows.write', { method: 'PUT', path: '/workflows/{key}', summary: 'Make a new version of a workflow' })
    .input(updateWorkflowSchema)
    .output(workflowViewSchema)
    .mutation(({ ctx, input }) => ctx.services.workflows.update(input, ctx.caller)),

  delete: procedure('workflows.write', {
    method: 'DELETE',
    path: '/workflows/{key}',
    status: 204,
    summary: 'Delete a workflow with its schedules and webhooks; the versions that runs refer to stay readable',
  })
    .input(workflowKeyInputSchema)
    .mutation(({ ctx, input }) => ctx.services.workflows.delete(input.key, ctx.caller)),

  versions: procedure('runs.read', { method: 'GET', path: '/workflows/{key}/versions', summary: 'List versions, newest first' })
    .input(listVersionsSchema)
    .output(pageOf(workflowVersionSchema))
    .query(({ ctx, input }) => ctx.services.workflows.versions(input)),

  version: procedure('runs.read', { method: 'GET', path: '/workflows/{key}/versions/{version}', summary: 'Read one version' })
    .input(versionInputSchema)
    .output(workflowViewSchema)
    .query(({ ctx, input }) => ctx.services.workflows.version(input.key, input.version)),

  draftOfRun: procedure('runs.read')
    .input(runWorkflowDraftSchema)
    .output(workflowBodySchema)
    .query(({ ctx, input }) => ctx.services.workflows.draftOfRun(input.runId)),
});
