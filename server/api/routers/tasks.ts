import { z } from 'zod';
import { idSchema } from '@/lib/contracts/common';
import { taskDetailSchema, taskKeySchema } from '@/lib/contracts/task';
import { procedure, router } from '../trpc';

export const tasksRouter = router({
  /** What the task drawer shows: prompt, conversations, turns, tool calls, attempts. */
  get: procedure('runs.read', { method: 'GET', path: '/runs/{runId}/tasks/{key}', summary: 'Read a task with its turns and attempts' })
    .input(z.strictObject({ runId: idSchema, key: taskKeySchema }))
    .output(taskDetailSchema)
    .query(({ ctx, input }) => ctx.services.tasks.get(input.runId, input.key)),
});
