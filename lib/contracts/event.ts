import { z } from 'zod';
import { idSchema, text, timeSchema } from './common';
import type { EditOperation } from './edit';
import type { EscalationPriority, EscalationStatus, EscalationTier, EscalationType } from './escalation';
import { type Failure, type Finding, type TaskDraft, type TaskStatus, taskKeySchema } from './task';

/** Which of the tasks that wait for a branch it opens, by node. */
export interface BranchWays {
  ifTrue: number[];
  ifFalse: number[];
}

/** A task as the graph knows it: its number within the run and the numbers it waits for. */
export interface GraphNode {
  node: number;
  key: string;
  dependsOn: number[];
  /** Of a branch only. */
  branch?: BranchWays;
}

/** A task as a run that begins in the middle has it from the start (a fork, an import). */
export interface InheritedNode extends GraphNode {
  status: Extract<TaskStatus, 'PENDING' | 'WAITING' | 'SUCCEEDED' | 'SKIPPED' | 'CANCELLED'>;
  attempt: number;
  epoch: number;
  resolved: boolean;
  /** Where its conversation goes on; null: from the start. */
  talk: { conversation: number; turns: number } | null;
  startedAt: string | null;
  finishedAt: string | null;
  /** What a branch had decided. */
  chosen?: boolean | null;
  /** An edit had taken it away after it had started: CANCELLED for good. */
  removed?: true;
  /** Finished on what is no longer so. */
  invalidated?: true;
}

/** What a gate or branch came to, by a model, by an expression or by a person's word. */
export interface Judgement {
  /** Of a branch: the way it opens. Of a gate: whether it opens. */
  result: boolean;
  by: 'model' | 'expression' | 'person';
  condition: string | null;
  /** What the condition saw, as far as it named it. */
  evidence: Record<string, unknown>;
  findings: Finding[];
}

/** What an operator changes of a task before it runs again. */
export interface SpecChange {
  node: number;
  key: string;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/**
 * What each event carries. The fold `stateAt` (server/core) needs nothing else, so an event always holds the attempt
 * and the epoch it was written under, and graph events hold the whole operation.
 */
export interface EventData {
  'run.created': { goal: string; planner: boolean; version: number; tasks: GraphNode[]; inputs: number };
  'run.planned': { version: number; tasks: GraphNode[]; drafts?: TaskDraft[] };
  /** The plan as a person edited it before anything of it started: what had not started is replaced. */
  'run.replanned': { version: number; tasks: GraphNode[]; drafts: TaskDraft[] };
  'run.paused': { reason: string | null };
  'run.resumed': Record<string, never>;
  'run.cancelled': Record<string, never>;
  'run.succeeded': Record<string, never>;
  'run.failed': { reason: string };
  /** It had FAILED and goes on: something of it may move again. */
  'run.revived': { by: 'replay' | 'resolve' | 'conditions' };
  /**
   * Back to how it stood at `toSeq`: the graph of that time as `version`, every task under `epoch`. `reopened` ended then and run again
   * all the same; `held` wait for a person's word, for what they did cannot be undone. Nodes that were RUNNING or WAITING are READY again.
   */
  'run.rewound': {
    checkpointId: string;
    toSeq: number;
    keptAs: string;
    version: number;
    epoch: number;
    reopened: number[];
    held: number[];
    /** Conversations that go on as copies: what was said after `toSeq` stays with the old number. */
    talks?: { node: number; conversation: number }[];
    /** Artifacts of that time whose tasks run again from the start: they no longer count. */
    dropped?: string[];
    changes: SpecChange[];
  };
  /** First event of a run that begins in the middle; `parentRunId` is null where it came out of a file. */
  'run.forked': {
    parentRunId: string | null;
    parentSeq: number;
    checkpointId: string;
    goal: string;
    planned: boolean;
    version: number;
    inputs: number;
    artifacts: string[];
    tasks: InheritedNode[];
    changes: SpecChange[];
  };
  /**
   * An edit of the graph, whole. Nodes are listed as they are behind it; what follows from edges alone (READY, PENDING) is derived.
   */
  'run.edited': {
    version: number;
    baseVersion: number;
    reason: string | null;
    operations: EditOperation[];
    undoOf: number | null;
    /** How it stood before is kept as this checkpoint. */
    checkpointId: string | null;
    /** New tasks, and those whose edges are others now. */
    tasks: GraphNode[];
    /** Gone: they had not started. */
    removed: number[];
    /** Taken away after they had started: CANCELLED. */
    cancelled: { node: number; epoch: number }[];
    /** Begin anew with a fresh conversation: calls that were aborted, and what runs again. */
    restarted: { node: number; epoch: number }[];
    /** Flagged, and finished all the same. */
    invalidated: number[];
    /** Their flag is taken back: what had invalidated them was undone. */
    cleared?: number[];
    /** No edge can lead there any more. */
    skipped: number[];
    changes: SpecChange[];
  };
  'run.budget_changed': { budgetUsd: number | null };
  'task.started': { attempt: number; epoch: number };
  /** `skipped`: nodes that a branch's choice has closed, with everything that only they led to. */
  'task.succeeded': { attempt: number; epoch: number; judgement?: Judgement; skipped?: number[] };
  /**
   * A gate that did not open: its authors revise (READY again under `epoch`, with a fresh conversation and the findings), the gate waits
   * for them, and what had gone on from them is flagged or waits again.
   */
  'task.sent_back': {
    attempt: number;
    epoch: number;
    round: number;
    judgement: Judgement;
    /** None: what it judged was being done anew already, so that it judges that. */
    authors: { node: number; epoch: number }[];
    invalidated: number[];
    /** Begin anew as well: gates that had let the work through, and what had begun on it and can still wait. */
    again?: { node: number; epoch: number }[];
  };
  /** `fresh`: whatever comes next begins a new conversation. */
  'task.failed': { attempt: number; epoch: number; failure: Failure; fresh?: true; judgement?: Judgement };
  'task.retry_scheduled': { attempt: number; epoch: number; failure: Failure; retryAt: string; fresh?: true };
  /** Out of its dead letter: READY with a fresh conversation, and perhaps another task than before. */
  'task.replayed': { attempt: 0; epoch: number; deadLetterId: string; replay: number; changes: SpecChange | null; override: string | null };
  /** Set aside by a person: SKIPPED, and what waits for it goes on. */
  'task.resolved': { attempt: number; epoch: number; deadLetterId: string; notes: string };
  /** A person's word about a held task: it runs (again), or is set aside. */
  'task.hold_decided': {
    attempt: number;
    epoch: number;
    decision: 'run' | 'skip';
    reason: string | null;
    /** Set aside: what it left when it happened counts (again), and under which epoch it handed on data. */
    artifacts?: string[];
    doneEpoch?: number | null;
  };
  /** Not begun, through no fault of its own: the attempt is given back. */
  'task.postponed': { attempt: number; epoch: number; reason: 'rate_limit'; readyAt: string };
  'task.released': { attempt: number; epoch: number; reason: 'paused' | 'shutdown' | 'worker_lost' };
  /** Holds no worker until a person has decided about calls of these tools. */
  'task.waiting': {
    attempt: number;
    epoch: number;
    for: 'approval' | 'outcome_unknown' | 'decision';
    tools: string[];
    judgement?: Judgement;
  };
  /** Every decision that a waiting task needed is there: it goes on with the same attempt. */
  'task.resumed': { attempt: number; epoch: number };
  'task.turn': {
    attempt: number;
    epoch: number;
    conversation: number;
    turn: number;
    model: string;
    inputTokens: number;
    outputTokens: number;
    costUsd: number;
    priced: boolean;
    toolCalls: string[];
  };
  /** `amended`: a person changed the call's arguments before they let it through. */
  'task.decided': { approvalId: string; tool: string; decision: string; reason: string | null; amended?: boolean };
  /** Asked of somebody else; `node` is the task that waits for it. */
  'escalation.opened': {
    escalationId: string;
    type: EscalationType;
    title: string;
    tier?: EscalationTier;
    priority?: EscalationPriority;
    /** What waits for these tasks does not begin until it is decided. */
    holds?: number[];
    /** The question that it asks again. */
    retryOf?: string;
  };
  /** To the next tier: its deadline is over, or an agent has passed it on. */
  'escalation.moved': { escalationId: string; tier: EscalationTier; because: 'deadline' | 'passed_on' };
  /** Agents that were asked about it. What it cost is the run's. */
  'escalation.consulted': {
    escalationId: string;
    tier: EscalationTier;
    role: string;
    /** unreadable: it was paid for, and is asked once more. */
    decision: 'approve' | 'ask' | 'pass' | 'answer' | 'unreadable';
    reason: string;
    model: string;
    inputTokens: number;
    outputTokens: number;
    costUsd: number;
    priced: boolean;
  };
  /** Somebody was asked back, or has answered: the clock stands, or goes on. */
  'escalation.asked': { escalationId: string; by: string; question: string };
  'escalation.answered': { escalationId: string; by: string; answer: string };
  /** Given to somebody, who decides in the giver's place where it is delegated; null: to anybody again. */
  'escalation.assigned': { escalationId: string; by: string; to: string | null; delegated: boolean };
  /** Out of the inbox until then; null: back in it. */
  'escalation.snoozed': { escalationId: string; by: string; until: string | null };
  /** Its holds are lifted, unless it is OPEN still (more approvals are needed), or the run was paused for want of a word. */
  'escalation.decided': {
    escalationId: string;
    status: EscalationStatus;
    by: string;
    note: string | null;
    decision?: string;
    conditions?: string[];
    /** It goes on holding: nobody decided, and the run is paused. */
    holdsOn?: true;
  };
  /** An approval is taken back; what comes of it is asked anew by the `escalation.opened` that follows. */
  'escalation.revoked': { escalationId: string; by: string; reason: string };
  /** An agent asks for an edit. */
  'edit.proposed': { proposalId: string; reason: string; operations: EditOperation[] };
  /** `amended`: a person changed it before they applied it. */
  'edit.decided': { proposalId: string; decision: 'applied' | 'refused'; by: string; note: string | null; amended?: boolean };
  'artifact.written': { artifactId: string; name: string; type: string; version: number; bytes: number };
}
export type EventType = keyof EventData;

/** An event as code handles it: `data` follows from `type`. */
export type RunEvent = {
  [T in EventType]: { seq: number; type: T; at: string; actor: string; taskKey?: string; node?: number; data: EventData[T] };
}[EventType];

export const eventViewSchema = z.object({
  seq: z.int(),
  type: z.string(),
  at: timeSchema,
  /** `user:<email>`, `token:<name>`, `worker:<id>` or `engine`. */
  actor: z.string(),
  taskKey: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
});
export type EventView = z.infer<typeof eventViewSchema>;

export const eventPageSchema = z.object({ items: z.array(eventViewSchema), lastSeq: z.int() });
export type EventPage = z.infer<typeof eventPageSchema>;

export const EVENT_GROUPS = ['run', 'task', 'turn', 'artifact', 'problem'] as const;
export type EventGroup = (typeof EVENT_GROUPS)[number];

const seqSchema = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** With `before` the page ends there: the newest that match. Items are oldest first either way. */
export const listEventsSchema = z.strictObject({
  runId: idSchema,
  after: seqSchema.default(0),
  before: seqSchema.optional(),
  group: z.enum(EVENT_GROUPS).optional(),
  taskKey: taskKeySchema.optional(),
  /** A whole actor or a kind of actor: `user`. */
  actor: text(300).optional(),
  /** Words that must all occur in type, actor, task or data. */
  q: text(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(200),
});
export type ListEvents = z.infer<typeof listEventsSchema>;
