import type { BranchWays, EventData } from '@/lib/contracts/event';
import type { TaskStatus } from '@/lib/contracts/task';
import type { KeptSpec } from '../checkpoint/manifest';

/** What becomes of a task that an edit writes. `wait`: PENDING or READY, as its edges say once they are looked at under the lock. */
export type Becomes = 'wait' | 'stay' | 'skipped' | 'cancelled' | 'gone';

export interface PlannedTask {
  node: number;
  /** As the plan saw it; null: there is no row of it. Should it have moved by the time of the lock, the plan is worthless. */
  was: { status: TaskStatus; epoch: number } | null;
  becomes: Becomes;
  /** It begins anew, with a fresh conversation. */
  anew: boolean;
  /** Its specification, where it is new or another. */
  spec: KeptSpec | null;
  epoch: number;
  priority: number;
  dependsOn: number[];
  next: number[];
  invalidated: boolean;
  /** READY only once calls that are just being aborted have ended. */
  settles: boolean;
}

/** What an edit writes, worked out beside the lock. */
export interface EditPlan {
  tasks: PlannedTask[];
  /** Others whose dependents are others now. */
  next: { node: number; next: number[] }[];
  /** Ways of the branches that tasks of the plan wait for, as they are behind the edit. */
  ways: ReadonlyMap<number, BranchWays>;
  /** Of `run.edited`, as far as the graph alone decides it. */
  event: Pick<EventData['run.edited'], 'tasks' | 'removed' | 'cancelled' | 'restarted' | 'invalidated' | 'skipped' | 'changes' | 'cleared'>;
  /** Number and epoch of every task that is touched, behind the edit (of one that went: before it), by key. */
  places: Record<string, { node: number; epoch: number }>;
}
