import { evaluateCondition } from '@/lib/condition/evaluate-condition';
import type { ClaimedTask, ExecutionStore, Ruling, TaskBriefing, TaskOutcome } from '@/server/core/ports/task-runner';

/** Carries out a branch: looks at its condition once, and at nothing else. */
export async function runBranch(store: ExecutionStore, task: ClaimedTask, briefing: TaskBriefing): Promise<TaskOutcome> {
  const condition = briefing.branch?.condition ?? '';
  return { kind: 'judged', ruling: await ruleByCondition(store, task, condition) };
}

/** What a condition comes to for a task, as a ruling. */
export async function ruleByCondition(store: ExecutionStore, task: ClaimedTask, condition: string): Promise<Ruling> {
  const result = evaluateCondition(condition, await store.conditionContext(task, condition));
  const { evidence } = result;
  if (!result.decided) return { kind: 'undecided', reason: result.reason, missing: result.missing, judgement: null, evidence };
  return { kind: 'decided', judgement: { result: result.value, by: 'expression', condition, evidence, findings: [] } };
}
