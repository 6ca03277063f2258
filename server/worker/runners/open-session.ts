import { buildFirstRequest } from '@/server/core/agent/first-request';
import type { RoleDefinition } from '@/server/core/agent/role-definition';
import type { Clock } from '@/server/core/ports/clock';
import type { ClaimedTask, ExecutionControl, StoredConversation, TaskBriefing, TaskOutcome } from '@/server/core/ports/task-runner';
import { type AgentSession, evidenceOf, isLost, type RunnerDeps, stopBeforeCall } from './agent-session';

/** Within the task's own limit, counted from the claim: it cuts the call in flight. */
export async function withinLimit(
  clock: Clock,
  briefing: TaskBriefing,
  control: ExecutionControl,
  work: (limited: ExecutionControl) => Promise<TaskOutcome>,
): Promise<TaskOutcome> {
  const cut = new AbortController();
  const cleared = new AbortController();
  clock.sleep(briefing.timeoutSeconds * 1_000, cleared.signal).then(
    () => cut.abort(),
    () => undefined,
  );
  try {
    return await work({ ...control, signal: AbortSignal.any([control.signal, cut.signal]) });
  } finally {
    cleared.abort();
  }
}

/** The conversation as it stands, or a fresh one; an outcome where nothing is to be called. `answerForm`: see `buildFirstRequest`. */
export async function openSession(
  deps: RunnerDeps,
  task: ClaimedTask,
  control: ExecutionControl,
  briefing: TaskBriefing,
  { role, answerForm }: { role: RoleDefinition; answerForm?: string },
): Promise<{ session: AgentSession } | { outcome: TaskOutcome }> {
  const unopened = { conversation: 0, system: '', user: '', turns: [] };
  const session: AgentSession = { deps, task, control, briefing, conversation: unopened, verdict: 'go' };
  const stop = stopBeforeCall(session);
  if (stop) return { outcome: stop };
  session.conversation = briefing.conversation ?? (await openConversation(session, role, answerForm));
  return isLost(session.verdict) ? { outcome: { kind: 'abandoned' } } : { session };
}

async function openConversation(session: AgentSession, role: RoleDefinition, answerForm?: string): Promise<StoredConversation> {
  const { deps, task, briefing } = session;
  const first = buildFirstRequest(briefing, role, answerForm);
  const opened = await deps.store.startConversation(task, first);
  session.verdict = opened.verdict;
  return { conversation: opened.conversation, ...first, turns: [] };
}

/** A failure takes along what was asked and answered last. */
export function withEvidence(session: AgentSession, outcome: TaskOutcome): TaskOutcome {
  return outcome.kind === 'failed' ? { ...outcome, evidence: outcome.evidence ?? evidenceOf(session) } : outcome;
}

export function unknownRole(briefing: TaskBriefing): TaskOutcome {
  const message = `There is no role "${briefing.role}"`;
  const failure = { code: 'unknown_role', message, httpStatus: null, place: 'engine' as const, permanent: true, stack: null };
  return { kind: 'failed', failure, retryAfterMs: null };
}
