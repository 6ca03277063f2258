import { randomBytes, randomUUID } from 'node:crypto';
import { listRunsSchema } from '@/lib/contracts/run-query';
import type { AgentEdits, EnvironmentFact } from '@/lib/contracts/settings';
import { ROLES } from '@/lib/contracts/task';
import { doorCleanup } from '@/server/auth/cleanup-job';
import { type Auth, createAuth } from '@/server/auth/create-auth';
import type { IssuerPolicy } from '@/server/auth/issuer-sign-in';
import type { IssuersConfig } from '@/server/auth/issuers';
import { rolesWith } from '@/server/auth/permissions';
import { personDeps } from '@/server/auth/person-deps';
import { createHookLimits, createSignInThrottle } from '@/server/auth/rate-limits';
import { type CheckpointManager, composeCheckpoints } from '@/server/composition-checkpoints';
import { composeDeadLetters, type DeadLetterQueue } from '@/server/composition-dead-letters';
import { composeEdits, type WorkflowModifier } from '@/server/composition-edits';
import { type EscalationManager, escalationManager } from '@/server/composition-escalations';
import { composeNotifications, together } from '@/server/composition-notifications';
import { composeProposals } from '@/server/composition-proposals';
import { composeSettings } from '@/server/composition-settings';
import { openWorker } from '@/server/composition-worker';
import type { NotificationConfig } from '@/server/config-notifications';
import type { GivenLadder } from '@/server/core/escalation/configure-ladder';
import type { Clock } from '@/server/core/ports/clock';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { TaskRunner } from '@/server/core/ports/task-runner';
import type { PeriodicJob } from '@/server/engine/periodic';
import { createBus } from '@/server/infra/bus/create-bus';
import { createDatabase } from '@/server/infra/db/database';
import { createPrisma } from '@/server/infra/db/prisma';
import type { Database } from '@/server/infra/db/tx';
import { createDocumentReader } from '@/server/infra/documents/create-document-reader';
import { loadMcpConfig, type McpConfigPlace } from '@/server/infra/mcp/load-config';
import { createPrometheusExporter } from '@/server/infra/metrics/prometheus-exporter';
import type { BuiltinModel } from '@/server/infra/model/builtin-model';
import { createModelAdapter } from '@/server/infra/model/model-adapter';
import { isPriced } from '@/server/infra/model/price-usage';
import { createContentScanner } from '@/server/infra/secrets/create-content-scanner';
import { forgetMcpCalls } from '@/server/repositories/mcp-repository';
import { readLastSeqs } from '@/server/repositories/run-view-repository';
import { createSignInLinkRepository } from '@/server/repositories/sign-in-link-repository';
import { createUserRepository } from '@/server/repositories/user-repository';
import { type AccountService, createAccountService } from '@/server/services/account/create-account-service';
import { type AgentsDeps, type AgentsService, createAgentsService } from '@/server/services/agents/create-agents-service';
import { createDefinitionSource } from '@/server/services/agents/definition-source';
import { type ApprovalsService, createApprovalsService } from '@/server/services/approvals/approvals-service';
import { type ArtifactsService, createArtifactsService } from '@/server/services/artifacts/artifacts-service';
import { type AuditService, createAuditService } from '@/server/services/audit/create-audit-service';
import type { CheckpointsService } from '@/server/services/checkpoints/checkpoints-service';
import { type ConditionsService, createConditionsService } from '@/server/services/conditions/preview-condition';
import { createDashboardService, type DashboardService } from '@/server/services/dashboard/dashboard-service';
import type { DeadLettersService } from '@/server/services/dead-letters/dead-letters-service';
import type { EditsService } from '@/server/services/edits/edits-service';
import { createEscalationsService, type EscalationsService } from '@/server/services/escalations/escalations-service';
import { createHealthService } from '@/server/services/health/create-health-service';
import { createCallPolicy } from '@/server/services/mcp/call-policy';
import { createMcpService, type McpService } from '@/server/services/mcp/mcp-service';
import { createMetricsService, type MetricsService } from '@/server/services/metrics/metrics-service';
import { createModels } from '@/server/services/models/models';
import type { ModelsService } from '@/server/services/models/models-service';
import type { NotificationsService } from '@/server/services/notifications/notifications-service';
import { createPeopleService, type PeopleService } from '@/server/services/people/create-people-service';
import type { ProposalsService } from '@/server/services/proposals/proposals-service';
import { createQuarantineService, type QuarantineService } from '@/server/services/quarantine/quarantine-service';
import { purgeRuns } from '@/server/services/retention/purge-runs';
import { createRunsService, type RunsService } from '@/server/services/runs/runs-service';
import { createSearchJobs } from '@/server/services/runs/search-jobs';
import type { SchedulesDeps } from '@/server/services/schedules/deps';
import { createSchedulesService, type SchedulesService } from '@/server/services/schedules/schedules-service';
import { createSearchService, type SearchService } from '@/server/services/search/find';
import type { GeneralSettingsService } from '@/server/services/settings/general-settings';
import type { LadderSettingsService } from '@/server/services/settings/ladder-settings';
import { createTasksService, type TasksService } from '@/server/services/tasks/get-task';
import { createTokensService, type TokensService } from '@/server/services/tokens/create-tokens-service';
import { createViewsService, type ViewsService } from '@/server/services/views/create-views-service';
import { createWebhooksService, type WebhooksService } from '@/server/services/webhooks/webhooks-service';
import { createWorkflowsService, type WorkflowsService } from '@/server/services/workflows/workflows-service';
import type { Worker } from '@/server/worker/create-worker';
import { startHousekeeper } from '@/server/worker/housekeeper';
import { createTaskRunner } from '@/server/worker/runners/task-runner';

/** How far the counters of /api/metrics are behind at most; pages count what is younger while they read. */
const STATISTICS_EVERY_MS = 5_000;

/** What the world gives: everything that differs between a test, a bench and production. */
export interface OrchestratorDeps {
  databaseUrl: string;
  /** For LISTEN and session locks, which a transaction pooler cannot give. */
  databaseDirectUrl: string;
  redisUrl: string | null;
  /** The endpoint of the environment or the offline model; the settings may name others beside it. */
  builtinModel: BuiltinModel;
  clock: Clock;
  log: Log;
  /** Signs sessions and derives tokens. */
  secret: string;
  /** People come by https. */
  secure: boolean;
  apiToken: string | null;
  requestsPerSecond: number;
  /** Who else vouches for people; none unless given. */
  sso?: { issuers: IssuersConfig; policy: IssuerPolicy };
  leaseMs: number;
  /** The file that defines MCP servers. */
  mcpConfig: McpConfigPlace;
  /** COST_BLOCK_THRESHOLD, or its default: the console may set another where the environment gave none. */
  costBlockThreshold: number;
  /** The DLQ_ variables, or their defaults; likewise. */
  deadLetters?: { retentionDays: number; autoReplay: boolean };
  /** AUTO_CHECKPOINT_INTERVAL and CHECKPOINT_COMPRESSION; their defaults unless given. */
  checkpoints?: { intervalSeconds: number; compress: boolean };
  /** SIGNALBOX_AGENT_EDITS; asks a person unless given. */
  agentEdits?: AgentEdits;
  /** The variables of the ladder of escalations, or their defaults; the console may set others likewise. */
  escalations?: Required<GivenLadder>;
  /** What the environment says of Slack, mail and webhooks; all is the console's unless given. */
  notifications?: NotificationConfig;
  /** What the console shows of the environment; none in tests. */
  environment?: readonly EnvironmentFact[];
  version: string;
  publicUrl: () => string;
  /** Connections of the engine's pool. */
  poolSize: number;
}

export interface Orchestrator {
  services: {
    runs: RunsService;
    artifacts: ArtifactsService;
    tasks: TasksService;
    tokens: TokensService;
    workflows: WorkflowsService;
    schedules: SchedulesService;
    webhooks: WebhooksService;
    settings: GeneralSettingsService;
    ladder: LadderSettingsService;
    search: SearchService;
    conditions: ConditionsService;
    audit: AuditService;
    models: ModelsService;
    approvals: ApprovalsService;
    escalations: EscalationsService;
    proposals: ProposalsService;
    quarantine: QuarantineService;
    checkpoints: CheckpointsService;
    edits: EditsService;
    deadLetters: DeadLettersService;
    agents: AgentsService;
    views: ViewsService;
    people: PeopleService;
    account: AccountService;
    notifications: NotificationsService;
    mcp: McpService;
    health: ReturnType<typeof createHealthService>;
    dashboard: DashboardService;
  };
  metrics: MetricsService;
  checkpoints: CheckpointManager;
  workflowModifier: WorkflowModifier;
  dashboard: DashboardService;
  dlq: DeadLetterQueue;
  escalations: EscalationManager;
  auth: Auth;
  bus: LiveBus;
  db: Database;
  /** Resolves once the settings of the models are read: until then the built-in one counts as the one in use. */
  ready(): Promise<void>;
  lastSeqOf(runIds: string[]): Promise<Map<string, number>>;
  /** Starts a worker in this process; `runner` replaces the agents (benches and tests). */
  startWorker(options: { slots: number; runner?: TaskRunner }): Promise<Worker>;
  /** Offers to run the periodic jobs in this process, and sends notifications that are due. */
  startHousekeeping(): { stop(): Promise<void> };
  /** Ends every connection. Stop workers and housekeeping first. */
  close(): Promise<void>;
}

/** The programmatic API: one instance of everything, wired once. */
export function createOrchestrator(deps: OrchestratorDeps): Orchestrator {
  const { clock, log, secret, builtinModel } = deps;
  const db = createDatabase(deps.databaseUrl, {
    max: deps.poolSize,
    applicationName: 'signalbox',
    onError: (error) => log.warn({ err: error }, 'a database connection broke'),
  });
  const prisma = createPrisma(deps.databaseUrl);
  const bus = createBus({ redisUrl: deps.redisUrl ?? undefined, databaseUrl: deps.databaseDirectUrl, log });
  const adapter = createModelAdapter({ clock });
  const models = createModels({ db, bus, clock, log, adapter, builtin: builtinModel, secret, randomBytes, process: randomUUID() });
  const model = models.client;
  const { settings, ladder } = composeSettings({ db, bus, clock, log }, deps);
  const throttle = createSignInThrottle(db);
  const door = personDeps({ db, bus, randomBytes, secret: deps.secret, throttle });
  const auth = createAuth({
    db,
    throttle,
    users: createUserRepository(prisma),
    links: createSignInLinkRepository(prisma),
    bus,
    randomBytes,
    config: {
      ...{ secret: deps.secret, secure: deps.secure, apiToken: deps.apiToken, requestsPerSecond: deps.requestsPerSecond },
      issuers: deps.sso?.issuers ?? { oidc: null, github: null, google: null },
      issuerPolicy: deps.sso?.policy ?? { allowedDomains: [], defaultRole: null },
    },
  });
  const metrics = createMetricsService({ db, roles: ROLES, models: { configured: models.isInUse, catalogued: isPriced } });
  const dashboard = createDashboardService({
    db,
    exporter: createPrometheusExporter(),
    roles: ROLES,
    clock,
    silentMs: Math.min(5_000, deps.leaseMs),
    version: deps.version,
  });
  const scanner = createContentScanner();
  const runs = createRunsService({
    db,
    bus,
    ...{ ladder, scanner },
    ...{ definitions: createDefinitionSource(), documents: createDocumentReader() },
    get offlineModel() {
      return model.offline;
    },
    get blockThreshold() {
      return settings.current().costBlockThreshold;
    },
    publicUrl: deps.publicUrl,
  });
  const startRun = startRunBy(runs);
  const loadTools = () => loadMcpConfig(deps.mcpConfig, process.env);
  const deadLetters = composeDeadLetters({ db, bus, log, settings, ladder, recentCalls: models.recentCalls });
  const edits = composeEdits({ db, bus, settings });
  const checkpoints = composeCheckpoints({ db, bus, clock, log, settings, ladder, scanner, model, definitions: createDefinitionSource() });
  const services = {
    dashboard,
    checkpoints: checkpoints.service,
    edits: edits.service,
    deadLetters: deadLetters.service,
    runs,
    ...composeLookups(db, runs),
    artifacts: createArtifactsService({ db }),
    tasks: createTasksService({ db, bus, modelFor: model.modelFor }),
    settings,
    ladder,
    tokens: createTokensService({ db, bus, secret: deps.secret, randomBytes }),
    workflows: createWorkflowsService({ db }),
    schedules: createSchedulesService({ db, log, startRun }),
    webhooks: createWebhooksService({ db, secret: deps.secret, limits: createHookLimits(), startRun }),
    audit: createAuditService({ db }),
    approvals: createApprovalsService({ db, bus, callPolicy: createCallPolicy({ db, load: loadTools }) }),
    escalations: createEscalationsService({
      db,
      bus,
      ladder,
      edits: edits.service,
      deciders: rolesWith('escalations.decide'),
      editors: rolesWith('runs.write'),
    }),
    proposals: composeProposals({ db, bus, log, settings, edits: edits.service }),
    quarantine: createQuarantineService({ db }),
    agents: composeAgents({ db, model, log, clock }),
    views: createViewsService({ db }),
    people: createPeopleService({ ...door, publicUrl: deps.publicUrl }),
    account: createAccountService(door),
    models: models.service,
    mcp: createMcpService({ db, bus, place: deps.mcpConfig, load: loadTools }),
    health: createHealthService({ db, bus, clock, model, leaseMs: deps.leaseMs, version: deps.version }),
  };
  const notifications = composeNotifications({ ...deps, db }, (input, caller) => services.escalations.decide(input, caller));
  const jobs: PeriodicJob[] = [
    models.job,
    services.schedules.job,
    retentionJob({ db, log, runRetentionDays: settings.runRetentionDays }),
    { name: 'statistics', everyMs: STATISTICS_EVERY_MS, run: metrics.countEnded },
    { name: 'mcp-calls', everyMs: 3_600_000, run: () => forgetMcpCalls(db) },
    ...createSearchJobs({ db, log }),
    ...[...deadLetters.service.jobs, ...checkpoints.jobs],
    doorCleanup(db),
  ];
  return {
    services: { ...services, notifications },
    checkpoints: checkpoints.manager,
    workflowModifier: edits.modifier,
    metrics,
    dashboard,
    dlq: deadLetters.dlq,
    escalations: escalationManager(services.escalations, db),
    auth,
    bus,
    db,
    ready: models.ready,
    lastSeqOf: (runIds) => readLastSeqs(db, runIds),
    startWorker: (options) =>
      openWorker({ ...deps, db, bus, model, ladder, scanner, settings, editDesk: services.proposals.desk }, options),
    startHousekeeping: () => together(startHousekeeper({ db, clock, log, jobs }), notifications.startSending()),
    async close() {
      await models.close();
      await builtinModel.close();
      await bus.close();
      await prisma.$disconnect();
      await db.close();
    },
  };
}

const composeLookups = (db: Database, runs: RunsService) => ({
  conditions: createConditionsService({ db }),
  search: createSearchService({ db, findRuns: async (q, limit) => (await runs.list(listRunsSchema.parse({ q, limit }))).items }),
});

const retentionJob = (deps: Parameters<typeof purgeRuns>[0]): PeriodicJob => ({
  name: 'retention',
  everyMs: 600_000,
  run: async (signal) => void (await purgeRuns(deps, signal)),
});

const startRunBy =
  (runs: RunsService): SchedulesDeps['startRun'] =>
  (input, starter, alongside) =>
    runs.create(input, starter, null, alongside);

/** A role that is tried out is carried out by the runner of the workers, over artifacts in memory. */
function composeAgents(deps: Pick<AgentsDeps, 'db' | 'model' | 'log' | 'clock'>): AgentsService {
  return createAgentsService({ ...deps, randomId: randomUUID, runnerOver: (store) => createTaskRunner({ ...deps, store }) });
}
