import type { Failure, Role } from '@/lib/contracts/task';

/** What becomes of a task: its attempts that fail, and whether it succeeds behind them, fails for good, or waits for its next try. */
export interface Fate {
  failures: number;
  failure: Failure;
  ends: 'succeeds' | 'fails' | 'waits';
}

export interface TaskStory {
  key: string;
  title: string;
  role: Role;
  dependsOn: string[];
  artifact: { name: string; type: string };
  seconds: number;
  costUsd: number;
  fate?: Fate;
}

/** A run to be told: everything that its rows follow from. */
export interface RunStory {
  goal: string;
  createdBy: string;
  /** Before the moment of seeding. */
  minutesAgo: number;
  tasks: TaskStory[];
  budgetUsd?: number;
  /** The planner's two answers were no plans: the run never got a graph. */
  planFails?: true;
  /** Somebody cancelled, or paused, after so many finished tasks. */
  stop?: { kind: 'cancelled' | 'paused'; afterTasks: number };
  documents: { name: string; type: string; content: string }[];
}

const failure = (code: string, message: string, more: Partial<Failure> = {}): Failure => ({
  code,
  message,
  httpStatus: null,
  place: 'model',
  permanent: false,
  stack: null,
  ...more,
});

export const FAILURES = {
  overloaded: failure('server_error', 'The model endpoint answered 503: upstream is overloaded, try again later', { httpStatus: 503 }),
  unauthorized: failure('unauthorized', 'The model endpoint answered 401: the API key was revoked', { httpStatus: 401, permanent: true }),
  tooLong: failure('timeout', 'The task did not end within 900 s', { place: 'timeout' }),
  rateLimited: failure('rate_limited', 'The model endpoint answered 429: 40,000 tokens a minute are used up', { httpStatus: 429 }),
  invalidPlan: failure('invalid_plan', 'The plan is invalid, repaired too: tasks.3.dependsOn.0: there is no task "designs"', {
    place: 'plan',
    permanent: true,
  }),
} as const;
