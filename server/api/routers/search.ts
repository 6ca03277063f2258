import { findSchema, foundSchema } from '@/lib/contracts/search';
import { procedure, router } from '../trpc';

export const searchRouter = router({
  /** Runs and tasks by what was typed into the palette. */
  find: procedure('runs.read', { method: 'GET', path: '/search', summary: 'Find runs and tasks by their words' })
    .input(findSchema)
    .output(foundSchema)
    .query(({ ctx, input }) => ctx.services.search.find(input.q)),
});
