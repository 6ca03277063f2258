import type { CreateToken, ListTokens, TokenView } from '@/lib/contracts/access';
import type { ApprovalView, DecideApproval, ListApprovals } from '@/lib/contracts/approval';
import type { Artifact, ArtifactSummary } from '@/lib/contracts/artifact';
import type { Page } from '@/lib/contracts/common';
import type { EventPage, ListEvents } from '@/lib/contracts/event';
import type { LadderSettings, SetLadderSettings } from '@/lib/contracts/ladder';
import type { Health } from '@/lib/contracts/live';
import type { McpCallView, McpOverview, SaveMcpServer } from '@/lib/contracts/mcp';
import type { CreatedRun, CreateRun, RunDetail, RunListItem, RunPlan, SetPlan } from '@/lib/contracts/run';
import type { ListRuns, RunCount, RunFilter } from '@/lib/contracts/run-query';
import type { GeneralSettings, SetGeneralSettings } from '@/lib/contracts/settings';
import type { PastState, ReadState, ReadTimeline, TimelineAnswer } from '@/lib/contracts/timeline';
import type { Caller } from '@/server/core/access/caller';
import type { AccountService } from '@/server/services/account/create-account-service';
import type { AgentsService } from '@/server/services/agents/create-agents-service';
import type { AuditService } from '@/server/services/audit/create-audit-service';
import type { CheckpointsService } from '@/server/services/checkpoints/checkpoints-service';
import type { ConditionsService } from '@/server/services/conditions/preview-condition';
import type { DashboardService } from '@/server/services/dashboard/dashboard-service';
import type { DeadLettersService } from '@/server/services/dead-letters/dead-letters-service';
import type { EditsService } from '@/server/services/edits/edits-service';
import type { EscalationsService } from '@/server/services/escalations/escalations-service';
import type { ModelsService } from '@/server/services/models/models-service';
import type { NotificationsService } from '@/server/services/notifications/notifications-service';
import type { PeopleService } from '@/server/services/people/create-people-service';
import type { ProposalsService } from '@/server/services/proposals/proposals-service';
import type { QuarantineService } from '@/server/services/quarantine/quarantine-service';
import type { SchedulesService } from '@/server/services/schedules/schedules-service';
import type { SearchService } from '@/server/services/search/find';
import type { TasksService } from '@/server/services/tasks/get-task';
import type { ViewsService } from '@/server/services/views/create-views-service';
import type { WebhooksService } from '@/server/services/webhooks/webhooks-service';
import type { WorkflowsService } from '@/server/services/workflows/workflows-service';

/** A creating call that may be repeated: the caller's key and the hash of the validated body. */
export interface Idempotency {
  key: string;
  bodyHash: string;
}

/** A zip under way: `body` yields its bytes as they are made. */
export interface ArtifactArchive {
  filename: string;
  body: AsyncIterable<Uint8Array>;
}

/** What the procedures call. The composed instance has this shape; the contract's unit tests bring a fake one. */
export interface ApiServices {
  runs: {
    create(input: CreateRun, caller: Caller, idempotency: Idempotency | null): Promise<CreatedRun>;
    list(input: ListRuns): Promise<Page<RunListItem>>;
    count(input: RunFilter): Promise<RunCount>;
    get(runId: string): Promise<RunDetail>;
    pause(runId: string, caller: Caller): Promise<RunDetail>;
    resume(runId: string, caller: Caller): Promise<RunDetail>;
    cancel(runId: string, caller: Caller): Promise<RunDetail>;
    setBudget(runId: string, budgetUsd: number | null, caller: Caller): Promise<RunDetail>;
    plan(runId: string): Promise<RunPlan>;
    setPlan(input: SetPlan, caller: Caller): Promise<RunDetail>;
    events(input: ListEvents): Promise<EventPage>;
    timeline(input: ReadTimeline): Promise<TimelineAnswer>;
    stateAt(input: ReadState): Promise<PastState>;
  };
  artifacts: {
    list(runId: string): Promise<ArtifactSummary[]>;
    get(artifactId: string): Promise<Artifact>;
    getMany(artifactIds: readonly string[]): Promise<Artifact[]>;
    export(runId: string): Promise<ArtifactArchive>;
  };
  tasks: TasksService;
  dashboard: DashboardService;
  search: SearchService;
  conditions: ConditionsService;
  settings: {
    get(): Promise<GeneralSettings>;
    set(input: SetGeneralSettings, caller: Caller): Promise<GeneralSettings>;
  };
  ladder: { get(): Promise<LadderSettings>; set(input: SetLadderSettings, caller: Caller): Promise<LadderSettings> };
  tokens: {
    create(input: CreateToken, caller: Caller, idempotency: Idempotency | null): Promise<{ id: string; token: string }>;
    list(input: ListTokens): Promise<Page<TokenView>>;
    get(tokenId: string): Promise<TokenView>;
    revoke(tokenId: string, caller: Caller): Promise<TokenView>;
  };
  audit: AuditService;
  models: ModelsService;
  mcp: {
    overview(): Promise<McpOverview>;
    save(input: SaveMcpServer, caller: Caller): Promise<McpOverview>;
    refresh(server: string): Promise<McpOverview>;
    calls(server: string): Promise<McpCallView[]>;
  };
  approvals: {
    list(input: ListApprovals): Promise<Page<ApprovalView>>;
    get(approvalId: string): Promise<ApprovalView>;
    check(approvalId: string, given: string): Promise<{ fault: string | null }>;
    decide(input: DecideApproval, caller: Caller): Promise<ApprovalView>;
  };
  escalations: EscalationsService;
  proposals: Omit<ProposalsService, 'desk'>;
  quarantine: QuarantineService;
  checkpoints: CheckpointsService;
  edits: EditsService;
  deadLetters: Omit<DeadLettersService, 'jobs' | 'send'>;
  agents: AgentsService;
  views: ViewsService;
  people: PeopleService;
  account: AccountService;
  notifications: Omit<NotificationsService, 'startSending'>;
  workflows: WorkflowsService;
  schedules: Omit<SchedulesService, 'job'>;
  webhooks: WebhooksService;
  health: { check(): Promise<Health> };
}
