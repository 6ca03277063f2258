import { accountRouter } from './routers/account';
import { agentsRouter } from './routers/agents';
import { approvalsRouter } from './routers/approvals';
import { artifactsRouter } from './routers/artifacts';
import { auditRouter } from './routers/audit';
import { checkpointsRouter } from './routers/checkpoints';
import { conditionsRouter } from './routers/conditions';
import { dashboardRouter } from './routers/dashboard';
import { deadLettersRouter, incidentsRouter } from './routers/dead-letters';
import { editsRouter } from './routers/edits';
import { escalationsRouter } from './routers/escalations';
import { invitationsRouter } from './routers/invitations';
import { mcpRouter } from './routers/mcp';
import { modelsRouter } from './routers/models';
import { notificationsRouter } from './routers/notifications';
import { proposalsRouter } from './routers/proposals';
import { runsRouter } from './routers/runs';
import { searchRouter } from './routers/search';
import { settingsRouter } from './routers/settings';
import { systemRouter } from './routers/system';
import { tasksRouter } from './routers/tasks';
import { tokensRouter } from './routers/tokens';
import { schedulesRouter, webhooksRouter } from './routers/triggers';
import { usersRouter } from './routers/users';
import { viewsRouter } from './routers/views';
import { workflowsRouter } from './routers/workflows';
import { router } from './trpc';

export const appRouter = router({
  runs: runsRouter,
  artifacts: artifactsRouter,
  tasks: tasksRouter,
  tokens: tokensRouter,
  users: usersRouter,
  invitations: invitationsRouter,
  account: accountRouter,
  audit: auditRouter,
  checkpoints: checkpointsRouter,
  edits: editsRouter,
  approvals: approvalsRouter,
  escalations: escalationsRouter,
  proposals: proposalsRouter,
  deadLetters: deadLettersRouter,
  incidents: incidentsRouter,
  agents: agentsRouter,
  conditions: conditionsRouter,
  search: searchRouter,
  settings: settingsRouter,
  dashboard: dashboardRouter,
  views: viewsRouter,
  workflows: workflowsRouter,
  schedules: schedulesRouter,
  webhooks: webhooksRouter,
  models: modelsRouter,
  mcp: mcpRouter,
  notifications: notificationsRouter,
  system: systemRouter,
});
export type AppRouter = typeof appRouter;
