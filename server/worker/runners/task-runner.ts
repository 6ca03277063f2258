import { assertNever } from '@/lib/errors';
import type { TaskRunner } from '@/server/core/ports/task-runner';
import { carryOutAgent } from './agent-runner';
import type { RunnerDeps } from './agent-session';
import { runBranch } from './branch-runner';
import { carryOutGate } from './gate-runner';

/** Carries out whatever is claimed, each kind of task by its own runner. */
export function createTaskRunner(deps: RunnerDeps): TaskRunner {
  return {
    async run(task, control) {
      const briefing = await deps.store.brief(task);
      if (!briefing) return { kind: 'abandoned' };
      switch (briefing.kind) {
        case 'agent':
          return carryOutAgent(deps, task, control, briefing);
        case 'branch':
          return runBranch(deps.store, task, briefing);
        case 'gate':
          return carryOutGate(deps, task, control, briefing);
        default:
          return assertNever(briefing.kind);
      }
    },
  };
}
