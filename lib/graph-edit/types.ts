import type { EditableGraph, EditableTask, EditDiff, EditOperationInput } from '@/lib/contracts/edit';
import type { Tier } from '@/lib/contracts/task';
import type { Issue } from '@/lib/errors';
import type { CheckCondition } from '@/lib/graph/agent-task-issues';

/** What an edit may do besides its operations. */
export interface EditOptions {
  cancelRunning: readonly string[];
  rerunInvalidated: boolean;
  /** Keys that were in the run once (removed tasks stay listed) and cannot be given again. */
  takenKeys?: ReadonlySet<string>;
  /** As many tasks as a run may have. */
  maxTasks?: number;
  /** What a role's tasks get where nothing is said; "standard" where the role is not named here. */
  tierOf?: Partial<Record<string, Tier>>;
  /** Checks that only one side can make or that have a file of their own; without them everything passes. */
  checks?: { condition?: CheckCondition; outputs?: (schema: Record<string, unknown>, path: string) => Issue[] };
}

/** A task before and behind an edit, whole; null: it was not there, or is there no more. */
export interface TouchedTask {
  key: string;
  before: EditableTask | null;
  after: EditableTask | null;
}

/** What an edit makes of a graph. Keys are in the order of the graph, new ones last. */
export interface EditResult {
  /** Behind the edit; statuses as the edit leaves them. */
  graph: EditableGraph;
  diff: EditDiff;
  /** Added, removed, changed, or with other edges. */
  touched: TouchedTask[];
  /** Finished (or running) tasks whose dependencies are others now and that do not run again. */
  invalidated: string[];
  /** Begin anew with a fresh conversation: aborted ones that stay, and what runs again with everything below it. */
  restarted: string[];
  /** Removed although they had started: they stay as CANCELLED. */
  cancelled: string[];
  /** No edge can lead there any more. */
  skipped: string[];
  warnings: { key: string; message: string }[];
}

export type EditOutcome = { ok: true; result: EditResult } | { ok: false; issues: Issue[] };

/** `operations.<i>.<field>` is the path of each issue; `cancelRunning.<i>` and `rerunInvalidated` of those of the options. */
export type ApplyEdit = (graph: EditableGraph, operations: readonly EditOperationInput[], options: EditOptions) => EditOutcome;
