import type { BranchWays, GraphNode } from '@/lib/contracts/event';
import type { Finding, GateDraft, Role, SIDE_EFFECTS, TaskDraft, Tier } from '@/lib/contracts/task';
import type { GraphTask } from '@/lib/graph/build-graph';
import { DEFAULT_TIMEOUT_SECONDS, roleOfDraft, titleOf } from '@/lib/graph/task-defaults';

/** What a role brings where the task says nothing. */
export type RoleDefaults = Record<Role, { tier: Tier; artifactType: string }>;

/** A task as the tables hold it. */
export interface SpecRow {
  node: number;
  key: string;
  title: string;
  role: string;
  kind: string;
  prompt: string;
  phase: string | null;
  artifactType: string | null;
  tier: Tier;
  maxAttempts: number;
  timeoutSeconds: number;
  sideEffects: (typeof SIDE_EFFECTS)[number];
  priority: number;
  dependsOn: number[];
  next: number[];
  /** JSON Schema of what the task hands on as data. */
  outputs: Record<string, unknown> | null;
  gate: GateDraft | null;
  /** By node. */
  branch: BranchSpec | null;
}

export type BranchSpec = BranchWays & { condition: string };

/** What a gate found in the work of a task, which does it again. */
export interface Revision {
  /** Key of the gate. */
  gate: string;
  round: number;
  findings: Finding[];
}

export function toSpecRow(task: GraphTask, defaults: RoleDefaults): SpecRow {
  const { draft } = task;
  const role = roleOfDraft(draft);
  return {
    node: task.node,
    key: draft.key,
    title: draft.title ?? titleOf(draft.key),
    role,
    kind: draft.kind,
    prompt: draft.prompt ?? '',
    phase: draft.phase ?? null,
    artifactType: draft.artifactType ?? null,
    tier: draft.tier ?? defaults[role].tier,
    maxAttempts: draft.maxAttempts,
    timeoutSeconds: draft.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
    sideEffects: draft.sideEffects,
    priority: draft.priority,
    dependsOn: task.dependsOn,
    next: task.next,
    outputs: draft.outputs ?? null,
    gate: draft.gate ?? null,
    branch: draft.branch && task.branch ? { condition: draft.branch.condition, ...task.branch } : null,
  };
}

/** A task as events tell of it. */
export function graphNodeOf({ node, key, dependsOn, branch }: Pick<SpecRow, 'node' | 'key' | 'dependsOn' | 'branch'>): GraphNode {
  return { node, key, dependsOn, ...(branch ? { branch: { ifTrue: branch.ifTrue, ifFalse: branch.ifFalse } } : {}) };
}

export const PLAN_KEY = 'plan';

/** The task that plans a run given as a goal alone. */
export const planTask: TaskDraft = {
  key: PLAN_KEY,
  title: 'Plan the run',
  role: 'planner',
  prompt: 'Break the goal into a graph of tasks that the team can carry out.',
  dependsOn: [],
  kind: 'agent',
  phase: 'planning',
  maxAttempts: 3,
  priority: 0,
  sideEffects: 'none',
};
