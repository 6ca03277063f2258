/** What a condition sees. Each is JSON. */
export interface ConditionContext {
  /** Metadata of the upstream task's latest artifact with `name`, `type` and `version`; null: it left none. */
  artifact: Record<string, unknown> | null;
  /** The first task that the branch or gate waits for, as runs are read. */
  task: Record<string, unknown>;
  run: Record<string, unknown>;
  /** What tasks handed on as data, by task key. */
  outputs: Record<string, unknown>;
}

export const CONDITION_ROOTS = ['artifact', 'task', 'run', 'outputs'] as const;

/** Where in the condition something is wrong, and what. `line` and `column` count from 1, `offset` and `end` from 0. */
export interface ConditionProblem {
  message: string;
  offset: number;
  end: number;
  line: number;
  column: number;
}

export type ConditionCheck = { ok: true } | { ok: false; problem: ConditionProblem };

/** Values that the condition named, by path (`artifact.test_coverage`); long ones are cut. */
export type Evidence = Record<string, unknown>;

export type ConditionResult =
  | { decided: true; value: boolean; evidence: Evidence }
  /** Nothing is guessed: `reason` says in words why, `missing` which path is not there, where that is why. */
  | { decided: false; missing: string | null; reason: string; evidence: Evidence };

/** One name that an editor offers: a path from its root, what it is, and a value it has now. */
export interface ConditionName {
  path: string;
  type: 'text' | 'number' | 'true or false' | 'list' | 'object' | 'nothing';
  /** Short, as JSON; null for lists and objects. */
  example: string | null;
}
