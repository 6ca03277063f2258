import { conditionPreviewSchema, previewConditionSchema } from '@/lib/contracts/condition';
import { procedure, router } from '../trpc';

export const conditionsRouter = router({
  /** For the editor: what a condition would come to, and what it can name. */
  preview: procedure('runs.read')
    .input(previewConditionSchema)
    .output(conditionPreviewSchema)
    .query(({ ctx, input }) => ctx.services.conditions.preview(input)),
});
