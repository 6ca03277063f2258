import type { State } from '@/components/ui/states';
import { toState } from '@/components/ui/states';
import type { RunDetail } from '@/lib/contracts/run';
import { plural } from '@/lib/format/count';
import { formatMoney } from '@/lib/format/money';

type RunFacts = Pick<RunDetail, 'status' | 'statusReason' | 'budgetUsd' | 'spentUsd' | 'counts'> & Partial<Pick<RunDetail, 'tasks'>>;

/** How a run stands: `text` beside the state's icon, `advice` a sentence on what to do now, where something is to be done. */
export interface RunStanding {
  state: State;
  text: string;
  advice: string | null;
}

export function runStanding(run: RunFacts): RunStanding {
  const state = toState(run.status);
  switch (run.status) {
    case 'PLANNING':
      return { state, text: 'Planning', advice: null };
    case 'RUNNING': {
      const { running, ready, waiting } = run.counts;
      const resting = running === 0 && ready === 0 && waiting > 0;
      const asks = run.tasks?.filter((task) => isForAPerson(task.waitingFor)).length ?? 0;
      if (asks > 0) {
        const who = `${plural(asks, 'task')} ${asks === 1 ? 'asks' : 'ask'} a person`;
        return { state, text: `Running · ${who}`, advice: null };
      }
      const why = run.tasks ? 'waiting to retry' : 'waiting';
      return { state, text: resting ? `Running · ${why}` : 'Running', advice: null };
    }
    case 'PAUSED':
      if (isPlanReview(run)) return { state, text: 'Paused: plan review', advice: null };
      if (run.statusReason === 'budget_forecast') return { state, text: 'Paused: budget forecast', advice: FORECAST_ADVICE };
      return isOverBudget(run)
        ? { state, text: 'Paused: budget', advice: budgetAdvice(run) }
        : { state, text: run.statusReason ? `Paused: ${run.statusReason}` : 'Paused', advice: pausedAdvice(run) };
    case 'FAILED':
      return { state, text: 'Failed', advice: failedAdvice(run) };
    case 'SUCCEEDED':
    case 'CANCELLED':
      return { state, text: state === 'succeeded' ? 'Succeeded' : 'Cancelled', advice: null };
  }
}

/** Whether only a person can end what a task waits for. */
export const isForAPerson = (waitingFor: string | null): boolean =>
  waitingFor === 'approval' || waitingFor === 'outcome_unknown' || waitingFor === 'irreversible' || waitingFor === 'decision';

/** True while the plan waits for somebody to approve it; a banner says so. */
export function isPlanReview(run: Pick<RunFacts, 'status' | 'statusReason'>): boolean {
  return run.status === 'PAUSED' && run.statusReason === 'plan_review';
}

/** True while the graph may be edited: there is one, it is under way, and no review of its plan stands before it. */
export function isEditable(run: Pick<RunFacts, 'status' | 'statusReason'>): boolean {
  return run.status === 'RUNNING' || (run.status === 'PAUSED' && !isPlanReview(run));
}

/** True while a resume would be refused: the reason is the budget, and spending has not fallen below it. */
export function isOverBudget(run: RunFacts): boolean {
  return run.status === 'PAUSED' && run.statusReason === 'budget' && run.budgetUsd !== null && run.spentUsd >= run.budgetUsd;
}

function failedAdvice({ statusReason, counts: { failed } }: RunFacts): string {
  // The engine's word for it; whatever else it may say one day is shown as it is.
  if (statusReason && statusReason !== 'tasks_failed') return statusReason;
  return `${failed === 1 ? 'A task' : plural(failed, 'task')} failed, and nothing else can move. Open what is red to see why.`;
}

const FORECAST_ADVICE =
  'It is expected to cost more than its budget. Approve more in the inbox, change the budget, or resume all the same.';

function budgetAdvice(run: RunFacts): string {
  const figures = run.budgetUsd === null ? '' : ` (${formatMoney(run.spentUsd)} of ${formatMoney(run.budgetUsd)})`;
  return `The budget is used up${figures}. Raise it, then resume.`;
}

function pausedAdvice(run: RunFacts): string {
  if (run.statusReason === 'budget') return 'The budget was raised. Resume to go on.';
  return run.counts.running > 0 ? 'Calls in flight end; no new one starts until you resume.' : 'No call starts until you resume.';
}
