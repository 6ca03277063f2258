import { forecastBeyond } from '@/server/core/budget/forecast-guard';
import type { LadderPolicy } from '@/server/core/escalation/policy';
import type { RunHead } from '@/server/core/run/head';
import type { SpecRow } from '@/server/core/task/spec';
import type { Tx } from '@/server/infra/db/tx';
import { readTaskMeans } from '@/server/repositories/task-means-repository';
import { openBudgetQuestion } from './ask-for-budget';
import type { Followed } from './settle-ruling';

/**
 * A graph that is expected to cost more than the run's budget waits for a word before anything of it starts. Null: it may start. Under the
 * run's gate, once its rows are written; `seq` is that of the first event.
 */
export async function guardForecast(
  tx: Tx,
  head: RunHead,
  specs: readonly SpecRow[],
  { seq, now, policy }: { seq: number; now: Date; policy: LadderPolicy },
): Promise<Followed | null> {
  if (!policy.forecastGuard || head.budgetMicroUsd === null || head.status === 'PAUSED') return null;
  const rest = forecastBeyond(head, specs, await readTaskMeans(tx), policy.blockThreshold);
  if (rest === null) return null;
  const opened = await openBudgetQuestion(tx, head, { seq: seq + 1, now, policy, rest });
  return {
    patch: { status: 'PAUSED', statusReason: 'budget_forecast' },
    events: [{ type: 'run.paused', data: { reason: 'budget_forecast' } }, opened],
  };
}
