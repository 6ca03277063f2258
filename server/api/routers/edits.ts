import {
  editableGraphSchema,
  editDetailSchema,
  editedSchema,
  editPageSchema,
  editRefSchema,
  editRunSchema,
  listEditsSchema,
  undoEditSchema,
  undoneSchema,
} from '@/lib/contracts/edit';
import { runIdSchema } from '@/lib/contracts/run';
import { idempotencyOf, procedure, router } from '../trpc';

export const editsRouter = router({
  graph: procedure('runs.read', { method: 'GET', path: '/runs/{runId}/graph', summary: 'The graph of a run as an editor opens it' })
    .input(runIdSchema)
    .output(editableGraphSchema)
    .query(({ ctx, input }) => ctx.services.edits.graph(input.runId)),

  create: procedure('runs.write', {
    method: 'POST',
    path: '/runs/{runId}/edits',
    idempotent: true,
    summary: 'Edit the graph of a live run: all operations or none; `dryRun` only says what would come of it',
  })
    .input(editRunSchema)
    .output(editedSchema)
    .mutation(({ ctx, input }) => ctx.services.edits.apply(input, ctx.caller, idempotencyOf(ctx, input))),

  undo: procedure('runs.write', {
    method: 'POST',
    path: '/runs/{runId}/edits/{version}/undo',
    idempotent: true,
    summary: 'Take an edit back, by an edit of its own',
  })
    .input(undoEditSchema)
    .output(undoneSchema)
    .mutation(({ ctx, input }) => ctx.services.edits.undo(input, ctx.caller, idempotencyOf(ctx, input))),

  list: procedure('runs.read', { method: 'GET', path: '/runs/{runId}/edits', summary: 'List the edits of a run, newest first' })
    .input(listEditsSchema)
    .output(editPageSchema)
    .query(({ ctx, input }) => ctx.services.edits.list(input)),

  get: procedure('runs.read', {
    method: 'GET',
    path: '/runs/{runId}/edits/{version}',
    summary: 'Read an edit, with the graph before and behind it',
  })
    .input(editRefSchema)
    .output(editDetailSchema)
    .query(({ ctx, input }) => ctx.services.edits.get(input)),
});
