import { overviewInputSchema, overviewSchema } from '@/lib/contracts/dashboard';
import { procedure, router } from '../trpc';

export const dashboardRouter = router({
  overview: procedure('runs.read', {
    method: 'GET',
    path: '/overview',
    summary: 'What is under way, and how the last day, week or month went',
  })
    .input(overviewInputSchema.prefault({}))
    .output(overviewSchema)
    .query(({ ctx, input }) => ctx.services.dashboard.getDashboardData(input)),
});
