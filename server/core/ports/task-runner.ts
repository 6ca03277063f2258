import type { ConditionContext } from '@/lib/condition/types';
import type { EditOperation } from '@/lib/contracts/edit';
import type { Judgement } from '@/lib/contracts/event';
import type { Failure, GateDraft, TaskKind } from '@/lib/contracts/task';
import type { AgentQuestion } from '../agent/agent-question';
import type { Revision } from '../task/spec';
import type { ToolCallRequest } from './model';

/** What a claim hands to a runner. `epoch` is the fence: every write of this execution carries it. */
export interface ClaimedTask {
  runId: string;
  node: number;
  epoch: number;
  attempt: number;
}

export type StopReason = 'paused' | 'cancelled' | 'fenced' | 'shutdown';

export type TaskOutcome =
  | { kind: 'succeeded' }
  | { kind: 'failed'; failure: Failure; retryAfterMs: number | null; freshConversation?: boolean; evidence?: FailureEvidence }
  /** Nothing was called: it comes again in `delayMs`, with its attempt given back. */
  | { kind: 'postponed'; reason: 'rate_limit'; delayMs: number }
  /** WAITING without a worker until a person has decided about every one of these calls; the conversation stays as it stands. */
  | { kind: 'waiting'; for: WaitingFor; asks: ToolAsk[] }
  /** WAITING without a worker until the people in charge have decided; the answer becomes the call's result. */
  | { kind: 'asking'; question: AgentQuestion }
  /** A gate or branch that has come to a result, or can come to none without a person. */
  | { kind: 'judged'; ruling: Ruling }
  /** Given back: READY again, what was paid is kept. */
  | { kind: 'released'; reason: 'paused' | 'shutdown' }
  /** Cancelled or fenced: somebody else owns the row now, nothing is to be written. */
  | { kind: 'abandoned' };

/** What the execution of a gate or branch came to. */
export type Ruling =
  /** A branch has chosen, a gate opens or does not. */
  | { kind: 'decided'; judgement: Judgement }
  /** Nothing can be decided from what is there: a person has to. `missing` says what, in words. */
  | { kind: 'undecided'; reason: string; missing: string | null; judgement: Judgement | null; evidence?: Record<string, unknown> };

/** The last call before a failure, as its dead letter shows it: neither cut nor masked yet. */
export interface FailureEvidence {
  request: { model: string | null; endpoint: string | null; conversation: number; messages: { role: string; content: string }[] } | null;
  response: { httpStatus: number | null; body: string } | null;
  /** What a program said that sent the task there. */
  given?: Record<string, unknown>;
}

/** What only a person can end: a call that must be allowed first, or one that may have happened before a crash. */
export type WaitingFor = 'approval' | 'outcome_unknown' | 'decision';

/** A tool call that a person is asked about. */
export interface ToolAsk {
  conversation: number;
  turn: number;
  index: number;
  server: string;
  tool: string;
  /** As the model calls it. */
  name: string;
  /** Of the tool's definition that was asked about. */
  hash: string;
  arguments: string;
}

export interface ExecutionControl {
  /** Fires on cancel, on a lost fence, on timeout and when shutdown runs out of time. The call in flight is aborted. */
  signal: AbortSignal;
  /** Asked before each model call: a reason means "stop at this boundary". */
  stopRequested(): StopReason | null;
  /** Speech for open drawers; cheap when nobody watches. `offset` is counted by the worker. */
  speak(taskKey: string, turn: number, delta: string): void;
  /** The turn is stored: whoever comes now reads it there. */
  endTurn(taskKey: string): void;
}

/** One kind of task, one runner: `worker/runners/*-runner.ts`. Never rejects for an expected failure. */
export interface TaskRunner {
  run(task: ClaimedTask, control: ExecutionControl): Promise<TaskOutcome>;
}

/** What a runner needs to know of its task, read once per claim. */
export interface TaskBriefing {
  runId: string;
  node: number;
  key: string;
  title: string;
  kind: TaskKind;
  /** Of a gate. */
  gate: GateDraft | null;
  /** Of a branch. */
  branch: { condition: string } | null;
  /** What a gate sent back about the work this task did before; null: it does it for the first time. */
  revision: Revision | null;
  /** What it wrote before, where there is a `revision`: latest versions. */
  previous: Material[];
  role: string;
  /** The role as the run was pinned to it (`RoleDefinition`, JSON); undefined: this installation's current one. */
  definition: unknown;
  tier: 'economy' | 'standard' | 'premium';
  /** With the values of other tasks' outputs put in. */
  prompt: string;
  /** Keys of the tasks whose outputs stand in the prompt. */
  filledFrom: string[];
  /** What an operator gave it besides its materials, when it was replayed; null: nothing. */
  input: string | null;
  /** JSON Schema of what the task has to hand on as data; null: nothing. */
  outputsSchema: Record<string, unknown> | null;
  artifactType: string | null;
  maxAttempts: number;
  timeoutSeconds: number;
  attempt: number;
  goal: string;
  budgeted: boolean;
  /** True for the task that plans the run. */
  planner: boolean;
  /** Inputs of the run, then artifacts (latest version) of direct dependencies, in the order of `dependsOn`. */
  materials: Material[];
  /** The conversation so far: a resumed execution goes on from here. Null: start one. */
  conversation: StoredConversation | null;
}

export interface Material {
  artifactId: string;
  /** Null for an input of the run. */
  taskKey: string | null;
  name: string;
  type: string;
  version: number;
  metadata: Record<string, unknown>;
  content: string;
}

export interface StoredConversation {
  conversation: number;
  system: string;
  user: string;
  turns: StoredTurn[];
}

export interface StoredTurn {
  turn: number;
  text: string;
  refusal: string | null;
  finishReason: string | null;
  toolCalls: (ToolCallRequest & {
    index: number;
    status: 'requested' | 'started' | 'succeeded' | 'failed';
    result: string | null;
    approved?: boolean;
    /** Sent in the place of `arguments`: a person changed them before they let it through. */
    amended?: string | null;
  })[];
  feedback: string | null;
}

/** Written in one transaction before any tool runs. */
export interface TurnRecord {
  conversation: number;
  turn: number;
  model: string;
  /** Which endpoint answered, and whether one that the tier prefers did not. */
  servedBy?: { endpoint: string; fallback: boolean };
  text: string;
  refusal: string | null;
  finishReason: string | null;
  toolCalls: ToolCallRequest[];
  inputTokens: number;
  outputTokens: number;
  costMicroUsd: number;
  priced: boolean;
  durationMs: number;
  feedback: string | null;
}

export interface ToolOutcome {
  index: number;
  ok: boolean;
  /** What the model is told. */
  result: string;
}

/** An artifact staged by a tool; committed with the turn's tool outcomes. */
export interface StagedArtifact {
  name: string;
  type: string;
  content: string;
  metadata: Record<string, unknown>;
}

/** An edit of the graph that a tool proposed; committed with the turn's tool outcomes. */
export interface StagedProposal {
  reason: string;
  operations: EditOperation[];
  /** The version of the graph that it was checked against. */
  baseVersion: number;
}

/** Whether the execution may go on after a write: the same transaction that stored it looked at the run's head. */
export type Verdict = 'go' | StopReason;

/**
 * The durable side of an agent's work; every write carries `epoch` and is refused (`fenced`) once it is stale.
 * Implemented by `services/executions`.
 */
export interface ExecutionStore {
  brief(task: ClaimedTask): Promise<TaskBriefing | null>;
  /** Opens a fresh conversation and returns its number (1, 2, …). */
  startConversation(task: ClaimedTask, first: { system: string; user: string }): Promise<{ conversation: number; verdict: Verdict }>;
  /** ENGINE 14: message, usage and tool calls, before tools run. Adds the cost to task and run, pauses an exhausted run. */
  commitTurn(task: ClaimedTask, turn: TurnRecord): Promise<Verdict>;
  markToolStarted(task: ClaimedTask, at: { conversation: number; turn: number; index: number }): Promise<Verdict>;
  /** Tool outcomes, staged artifacts and, where the task hands on data, its outputs: atomically. What builds on the task waits for its questions. */
  commitTools(
    task: ClaimedTask,
    at: { conversation: number; turn: number },
    outcomes: ToolOutcome[],
    artifacts: StagedArtifact[],
    outputs?: Record<string, unknown> | null,
    proposals?: readonly StagedProposal[],
    questions?: readonly AgentQuestion[],
  ): Promise<{ verdict: Verdict; artifacts: { id: string; name: string; version: number }[] }>;
  /** What the condition of a gate or branch sees: what it names of it, at least. */
  conditionContext(task: ClaimedTask, condition: string): Promise<ConditionContext>;
  listArtifacts(runId: string): Promise<Omit<Material, 'content'>[]>;
  /** Latest version by name; `version` for an older one. Null when there is none. */
  readArtifact(runId: string, name: string, version?: number): Promise<Material | null>;
  /**
   * Whether an edit would be possible on the graph as it is now. `decides`: who is asked about it. Errors name the faulty field, so that the
   * model can mend it.
   */
  checkEdit(
    task: ClaimedTask,
    operations: readonly EditOperation[],
  ): Promise<{ ok: true; version: number; decides: 'person' | 'policy' } | { ok: false; errors: string[] }>;
  /** The planner's result: extends the graph of a PLANNING run under its head. Errors name the faulty field. */
  applyPlan(task: ClaimedTask, plan: unknown): Promise<{ ok: true; verdict: Verdict } | { ok: false; errors: string[] }>;
}
