import { decideHoldSchema } from '@/lib/contracts/checkpoint';
import { pageOf } from '@/lib/contracts/common';
import {
  listTurnsSchema,
  readTextSchema,
  searchTranscriptSchema,
  taskDetailSchema,
  taskRefSchema,
  textPieceSchema,
  transcriptHitsSchema,
  turnViewSchema,
} from '@/lib/contracts/task';
import { listTasksSchema, taskListItemSchema } from '@/lib/contracts/task-list';
import { procedure, router } from '../trpc';

const PATH = '/runs/{runId}/tasks/{key}';

export const tasksRouter = router({
  list: procedure('runs.read', { method: 'GET', path: '/tasks', summary: 'List tasks of all runs: of those under way, or what ended' })
    .input(listTasksSchema.prefault({}))
    .output(pageOf(taskListItemSchema))
    .query(({ ctx, input }) => ctx.services.tasks.list(input)),

  /** What the task drawer shows: prompt, conversations, the newest turns with their tool calls, attempts. */
  get: procedure('runs.read', { method: 'GET', path: PATH, summary: 'Read a task with its newest turns and its attempts' })
    .input(taskRefSchema)
    .output(taskDetailSchema)
    .query(({ ctx, input }) => ctx.services.tasks.get(input.runId, input.key)),

  turns: procedure('runs.read', { method: 'GET', path: `${PATH}/turns`, summary: 'Page through the turns of a task, back from the newest' })
    .input(listTurnsSchema)
    .output(pageOf(turnViewSchema))
    .query(({ ctx, input }) => ctx.services.tasks.turns(input)),

  text: procedure('runs.read', { method: 'GET', path: `${PATH}/text`, summary: 'Read a long text of a transcript in pieces' })
    .input(readTextSchema)
    .output(textPieceSchema)
    .query(({ ctx, input }) => ctx.services.tasks.text(input)),

  search: procedure('runs.read', { method: 'GET', path: `${PATH}/search`, summary: 'Find words in the transcript of a task' })
    .input(searchTranscriptSchema)
    .output(transcriptHitsSchema)
    .query(({ ctx, input }) => ctx.services.tasks.search(input)),

  decideHold: procedure('runs.write', {
    method: 'POST',
    path: `${PATH}/hold`,
    summary: 'Say of a task that cannot be undone and has happened: run it again, or leave it as it is',
  })
    .input(decideHoldSchema)
    .output(taskDetailSchema)
    .mutation(({ ctx, input }) => ctx.services.tasks.decideHold(input, ctx.caller)),
});
