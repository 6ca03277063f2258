import { PLAN_SCHEMA } from '@/server/core/planner/plan-schema';
import { type PlanReading, planRepairRequest, readPlan } from '@/server/core/planner/read-plan';
import type { ModelAnswer } from '@/server/core/ports/model';
import type { TaskOutcome } from '@/server/core/ports/task-runner';
import { type AgentSession, callModel, isLost, keepTurn, stopBeforeCall } from './agent-session';

/** A plan and its one repair. */
const MAX_PLANS = 2;

/** Asks for a plan, checks it and extends the run's graph by it. An invalid plan is repaired once, then the task fails for good. */
export async function runPlanner(session: AgentSession): Promise<TaskOutcome> {
  const { turns } = session.conversation;
  const resumed = turns.at(-1);
  if (resumed && resumed.feedback === null) {
    const outcome = await apply(session, readPlan(resumed.text, session.briefing.key));
    if (outcome) return outcome;
  }
  for (;;) {
    const stop = stopBeforeCall(session);
    if (stop) return stop;
    const startedMs = session.deps.clock.now();
    const called = await callModel(session, { tools: [], responseSchema: PLAN_SCHEMA });
    if (!called.ok) return called.outcome;
    const reading = readAnswer(called.answer, session.briefing.key);
    const repairable = turns.length + 1 < MAX_PLANS;
    const feedback = !reading.ok && repairable && called.answer.refusal === null ? planRepairRequest(reading.errors) : null;
    await keepTurn(session, called.answer, feedback, startedMs);
    if (isLost(session.verdict)) return { kind: 'abandoned' };
    if (called.answer.refusal !== null) return failed('refused', `The model refused to plan: ${called.answer.refusal}`);
    const outcome = await apply(session, reading);
    if (outcome) return outcome;
  }
}

function readAnswer(answer: ModelAnswer, plannerKey: string): PlanReading {
  if (answer.finishReason !== 'length') return readPlan(answer.text, plannerKey);
  return { ok: false, errors: ['the answer reached its output limit before the plan was complete: plan fewer tasks, or shorter prompts'] };
}

/** Null: the plan's faults were shown to the model and it may answer once more. */
async function apply(session: AgentSession, reading: PlanReading): Promise<TaskOutcome | null> {
  const applied = reading.ok ? await session.deps.store.applyPlan(session.task, reading.plan) : reading;
  if (applied.ok) {
    session.verdict = applied.verdict;
    return isLost(applied.verdict) ? { kind: 'abandoned' } : { kind: 'succeeded' };
  }
  const { turns } = session.conversation;
  const last = turns.at(-1);
  if (turns.length >= MAX_PLANS || !last) return failed('invalid_plan', `The plan is invalid, repaired too: ${applied.errors.join('; ')}`);
  last.feedback ??= planRepairRequest(applied.errors);
  return null;
}

function failed(code: string, message: string): TaskOutcome {
  const failure = { code, message, httpStatus: null, place: 'plan' as const, permanent: true, stack: null };
  return { kind: 'failed', failure, retryAfterMs: null, freshConversation: true };
}
