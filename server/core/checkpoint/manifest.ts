import type { RunStatus } from '@/lib/contracts/run';
import type { TaskState } from '../state-at';
import type { Revision, SpecRow } from '../task/spec';

/** How a task was specified; `next` and numbers of dependents follow from `dependsOn` and are not kept. */
export type KeptSpec = Omit<SpecRow, 'next'> & {
  input: string | null;
  /** What a gate sent back, for the author. */
  revision: Revision | null;
  /** Since when it is asked for this (ISO time); null: from the start. */
  askedAt: string | null;
};

/** A task as the fold knows it, out of what is kept of it: who goes on from there is told apart what is held by now. */
export function stateOf(spec: KeptSpec, state: KeptTask['state']): TaskState {
  const branch = spec.branch && { ifTrue: spec.branch.ifTrue, ifFalse: spec.branch.ifFalse };
  return { ...state, key: spec.key, dependsOn: spec.dependsOn, branch, held: false };
}

/** Of an artifact its content is kept by hash in the store of artifacts, never in a checkpoint. */
export interface KeptArtifact {
  id: string;
  node: number | null;
  name: string;
  type: string;
  version: number;
  sha256: string;
  bytes: number;
  metadata: Record<string, unknown>;
  createdAt: string;
}

export interface KeptTask {
  node: number;
  spec: KeptSpec;
  /** `doneEpoch` is the one under which `outputs` stand; null where it handed on nothing. */
  state: Omit<TaskState, 'key' | 'dependsOn' | 'branch' | 'held'>;
  /** Of its conversation as far as `state.talk` goes: sha256 over first request, turns and tool results; null where there is none.
   *  Results of the last turn count once the task has SUCCEEDED: before, they may still come in. */
  talkHash: string | null;
  outputs: Record<string, unknown> | null;
}

/** Everything that a checkpoint holds, put together again and verified. Tasks are ordered by node. */
export interface Manifest {
  runId: string;
  seq: number;
  stateAt: string;
  run: {
    goal: string;
    status: RunStatus;
    statusReason: string | null;
    planned: boolean;
    graphVersion: number;
    spentUsd: number;
    budgetUsd: number | null;
    supervision: string;
    definitionHash: string;
    reviewPlan: boolean;
    priority: number;
    workflowKey: string | null;
    workflowVersion: number | null;
  };
  tasks: KeptTask[];
  /** Inputs of the run and what tasks wrote. */
  artifacts: KeptArtifact[];
}
