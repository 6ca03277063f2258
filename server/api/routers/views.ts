import { z } from 'zod';
import { createViewSchema, listViewsSchema, savedViewSchema, updateViewSchema, viewIdSchema } from '@/lib/contracts/saved-view';
import { procedure, router } from '../trpc';

/** A person's own views: whoever may read a page may name what they look for there. */
export const viewsRouter = router({
  list: procedure('runs.read')
    .input(listViewsSchema)
    .output(z.array(savedViewSchema))
    .query(({ ctx, input }) => ctx.services.views.list(input, ctx.caller)),

  create: procedure('runs.read')
    .input(createViewSchema)
    .output(savedViewSchema)
    .mutation(({ ctx, input }) => ctx.services.views.create(input, ctx.caller)),

  update: procedure('runs.read')
    .input(updateViewSchema)
    .output(savedViewSchema)
    .mutation(({ ctx, input }) => ctx.services.views.update(input, ctx.caller)),

  remove: procedure('runs.read')
    .input(viewIdSchema)
    .output(savedViewSchema)
    .mutation(({ ctx, input }) => ctx.services.views.remove(input.viewId, ctx.caller)),
});
