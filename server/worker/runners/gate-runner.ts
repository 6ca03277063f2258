import { evaluateCondition } from '@/lib/condition/evaluate-condition';
import type { ConditionResult } from '@/lib/condition/types';
import type { GateDraft } from '@/lib/contracts/task';
import { roleOf } from '@/server/core/agent/role-of';
import { judgementOf, judgementOfExpression } from '@/server/core/gate/judge';
import { VERDICT_SHAPE } from '@/server/core/gate/verdict-schema';
import type { ClaimedTask, ExecutionControl, Ruling, TaskBriefing, TaskOutcome } from '@/server/core/ports/task-runner';
import type { RunnerDeps } from './agent-session';
import { openSession, unknownRole, withEvidence, withinLimit } from './open-session';
import { runModelGate } from './run-model-gate';

/** Carries out a gate: by a model, by its condition, or by asking a person. */
export async function carryOutGate(
  deps: RunnerDeps,
  task: ClaimedTask,
  control: ExecutionControl,
  briefing: TaskBriefing,
): Promise<TaskOutcome> {
  const { gate } = briefing;
  if (!gate) throw new Error('a gate without a type');
  switch (gate.type) {
    case 'human':
      return judged({ kind: 'undecided', reason: 'It is for a person to decide', missing: null, judgement: null });
    case 'expression':
      return judged(await ruleByExpression(deps, task, gate));
    default:
      return withinLimit(deps.clock, briefing, control, (limited) => ruleByModel(deps, task, limited, briefing, gate));
  }
}

const judged = (ruling: Ruling): TaskOutcome => ({ kind: 'judged', ruling });

async function evaluate(deps: RunnerDeps, task: ClaimedTask, condition: string): Promise<ConditionResult> {
  return evaluateCondition(condition, await deps.store.conditionContext(task, condition));
}

async function ruleByExpression(deps: RunnerDeps, task: ClaimedTask, { condition = '' }: GateDraft): Promise<Ruling> {
  const result = await evaluate(deps, task, condition);
  if (!result.decided) return { kind: 'undecided', ...undecided(result), judgement: null };
  return { kind: 'decided', judgement: judgementOfExpression({ condition, result: result.value, evidence: result.evidence }) };
}

/** The condition counts once the model lets it pass: what fails anyway is told its authors first. */
async function ruleByModel(
  deps: RunnerDeps,
  task: ClaimedTask,
  control: ExecutionControl,
  briefing: TaskBriefing,
  gate: GateDraft,
): Promise<TaskOutcome> {
  const role = roleOf(briefing);
  if (!role) return unknownRole(briefing);
  // What tools from outside do is no part of a judgement.
  const opened = await openSession({ ...deps, tools: undefined }, task, control, briefing, { role, answerForm: VERDICT_SHAPE });
  if ('outcome' in opened) return opened.outcome;
  const answered = await runModelGate(opened.session, role);
  if ('outcome' in answered) return withEvidence(opened.session, answered.outcome);
  const { verdict } = answered;
  if (gate.condition === undefined) return judged({ kind: 'decided', judgement: judgementOf(verdict, null) });
  const result = await evaluate(deps, task, gate.condition);
  const { condition } = gate;
  if (result.decided) {
    const held = { condition, result: result.value, evidence: result.evidence };
    return judged({ kind: 'decided', judgement: judgementOf(verdict, held) });
  }
  const judgement = judgementOf(verdict, null);
  if (!judgement.result) return judged({ kind: 'decided', judgement });
  return judged({ kind: 'undecided', ...undecided(result), judgement });
}

const undecided = ({ reason, missing, evidence }: Extract<ConditionResult, { decided: false }>) => ({ reason, missing, evidence });
