import { cancelRun, pauseRun, resumeRun, setBudget } from './control-run';
import { createRun } from './create-run';
import type { RunServiceDeps } from './deps';
import { countMatching, listRuns } from './list-runs';
import { getPlan, setPlan } from './plan';
import { getRun, listEvents } from './read-runs';
import { readState, readTimeline, type TimelineFolds } from './read-timeline';

type Rest<F> = F extends (first: never, ...rest: infer R) => infer T ? (...rest: R) => T : never;

/** The runs service as the API and programs call it. */
export interface RunsService {
  create: Rest<typeof createRun>;
  list: Rest<typeof listRuns>;
  count: Rest<typeof countMatching>;
  get: Rest<typeof getRun>;
  events: Rest<typeof listEvents>;
  timeline: (input: Parameters<typeof readTimeline>[2]) => ReturnType<typeof readTimeline>;
  stateAt: Rest<typeof readState>;
  pause: Rest<typeof pauseRun>;
  resume: Rest<typeof resumeRun>;
  cancel: Rest<typeof cancelRun>;
  setBudget: Rest<typeof setBudget>;
  plan: Rest<typeof getPlan>;
  setPlan: Rest<typeof setPlan>;
}

export function createRunsService(deps: RunServiceDeps): RunsService {
  const folds: TimelineFolds = new Map();
  return {
    create: (input, caller, idempotency, alongside) => createRun(deps, input, caller, idempotency, alongside),
    list: (input) => listRuns(deps.db, input),
    count: (input) => countMatching(deps.db, input),
    get: (runId) => getRun(deps.db, runId),
    plan: (runId) => getPlan(deps.db, runId),
    setPlan: (input, caller) => setPlan(deps, input, caller),
    events: (input) => listEvents(deps.db, input),
    timeline: (input) => readTimeline(deps.db, folds, input),
    stateAt: (input) => readState(deps.db, input),
    pause: (runId, caller) => pauseRun(deps, runId, caller),
    resume: (runId, caller) => resumeRun(deps, runId, caller),
    cancel: (runId, caller) => cancelRun(deps, runId, caller),
    setBudget: (runId, budgetUsd, caller) => setBudget(deps, runId, budgetUsd, caller),
  };
}
