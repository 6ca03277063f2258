import { buildFirstRequest } from '@/server/core/agent/first-request';
import type { RoleDefinition } from '@/server/core/agent/role-definition';
import { roleOf } from '@/server/core/agent/role-of';
import { PLAN_SHAPE } from '@/server/core/planner/plan-schema';
import type { Clock } from '@/server/core/ports/clock';
import type { ClaimedTask, ExecutionControl, StoredConversation, TaskBriefing, TaskOutcome } from '@/server/core/ports/task-runner';
import { type AgentSession, evidenceOf, isLost, type RunnerDeps, stopBeforeCall } from './agent-session';
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
  const limit = startTimeLimit(deps.clock, briefing.timeoutSeconds * 1_000);
  const limited = { ...control, signal: AbortSignal.any([control.signal, limit.signal]) };
  try {
    return await runWithin(deps, task, limited, briefing, role);
  } finally {
    limit.clear();
  }
}

async function runWithin(
  deps: RunnerDeps,
  task: ClaimedTask,
  control: ExecutionControl,
  briefing: TaskBriefing,
  role: RoleDefinition,
): Promise<TaskOutcome> {
  const unopened = { conversation: 0, system: '', user: '', turns: [] };
  const session: AgentSession = { deps, task, control, briefing, conversation: unopened, verdict: 'go' };
  const stop = stopBeforeCall(session);
  if (stop) return stop;
  // The role and not `briefing.planner`, which is false once the plan stands: a crash may lie between that and the task's finish.
  const plans = role.role === 'planner';
  session.conversation = briefing.conversation ?? (await openConversation(session, role, plans ? PLAN_SHAPE : undefined));
  if (isLost(session.verdict)) return { kind: 'abandoned' };
  const outcome = plans ? await runPlanner(session) : await runAgent(session, role);
  return outcome.kind === 'failed' ? { ...outcome, evidence: outcome.evidence ?? evidenceOf(session) } : outcome;
}

/** The task's own limit, counted from the claim: it cuts the call in flight. */
function startTimeLimit(clock: Clock, ms: number): { signal: AbortSignal; clear: () => void } {
  const cut = new AbortController();
  const cleared = new AbortController();
  clock.sleep(ms, cleared.signal).then(
    () => cut.abort(),
    () => undefined,
  );
  return { signal: cut.signal, clear: () => cleared.abort() };
}

async function openConversation(session: AgentSession, role: RoleDefinition, answerForm?: string): Promise<StoredConversation> {
  const { deps, task, briefing } = session;
  const first = buildFirstRequest(briefing, role, answerForm);
  const opened = await deps.store.startConversation(task, first);
  session.verdict = opened.verdict;
  return { conversation: opened.conversation, ...first, turns: [] };
}

function unknownRole(briefing: TaskBriefing): TaskOutcome {
  const message = `There is no role "${briefing.role}"`;
  const failure = { code: 'unknown_role', message, httpStatus: null, place: 'engine' as const, permanent: true, stack: null };
  return { kind: 'failed', failure, retryAfterMs: null };
}
