import { roleOf } from '@/server/core/agent/role-of';
import { PLAN_SHAPE } from '@/server/core/planner/plan-schema';
import type { ClaimedTask, ExecutionControl, TaskBriefing, TaskOutcome } from '@/server/core/ports/task-runner';
import type { RunnerDeps } from './agent-session';
import { openSession, unknownRole, withEvidence, withinLimit } from './open-session';
import { runAgent } from './run-agent';
import { runPlanner } from './run-planner';

/** Carries out a task of kind `agent`, the planner's among them. */
export async function carryOutAgent(
  deps: RunnerDeps,
  task: ClaimedTask,
  control: ExecutionControl,
  briefing: TaskBriefing,
): Promise<TaskOutcome> {
  const role = roleOf(briefing);
  if (!role) return unknownRole(briefing);
  // The role and not `briefing.planner`, which is false once the plan stands: a crash may lie between that and the task's finish.
  const plans = role.role === 'planner';
  return withinLimit(deps.clock, briefing, control, async (limited) => {
    const opened = await openSession(deps, task, limited, briefing, { role, ...(plans ? { answerForm: PLAN_SHAPE } : {}) });
    if ('outcome' in opened) return opened.outcome;
    const { session } = opened;
    return withEvidence(session, plans ? await runPlanner(session) : await runAgent(session, role));
  });
}
