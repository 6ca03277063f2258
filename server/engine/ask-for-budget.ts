import { isOverBudget } from '@/server/core/budget/budget';
import { budgetQuestion, expectedRest } from '@/server/core/budget/budget-question';
import type { LadderPolicy } from '@/server/core/escalation/policy';
import { expectationsFrom } from '@/server/core/forecast/expect-task';
import type { HeadPatch, NewEvent, RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { supersedeBudgetQuestions } from '@/server/repositories/escalation-repository';
import { readTaskMeans } from '@/server/repositories/task-means-repository';
import { readTasksToCome } from '@/server/repositories/tasks-to-come-repository';
import { type AskedQuestion, openEscalation } from './open-escalation';

/** Who asks for a run that its budget has paused. */
const ASKER = 'engine';

interface Change {
  patch: HeadPatch;
  events: NewEvent[];
}

interface BudgetPlace {
  now: Date;
  policy: LadderPolicy;
}

const isPausedFor = (head: Pick<RunHead, 'status' | 'statusReason'>) => head.status === 'PAUSED' && head.statusReason === 'budget';

/**
 * A change that leaves a run paused by its budget asks for more of it, in the same transaction: whoever saves such a change passes it through
 * here first. The question is the last of the events, and there is never more than one. What a new budget or a resume answers is void.
 */
export async function askForBudget(tx: Tx, head: RunHead, change: Change, place: BudgetPlace): Promise<Change> {
  const next = { ...head, ...change.patch };
  const has = (type: NewEvent['type']) => change.events.some((event) => event.type === type);
  const changed = has('run.budget_changed');
  const asks = isPausedFor(next) && isOverBudget(next, place.policy.blockThreshold) && (changed || !isPausedFor(head));
  if (changed || asks || has('run.resumed')) {
    const made = { seq: head.lastSeq + 1, now: place.now };
    await supersedeBudgetQuestions(tx, { runId: head.runId, askedBy: changed ? null : ASKER }, made);
  }
  if (!asks) return change;
  const event = await openBudgetQuestion(tx, next, { seq: head.lastSeq + change.events.length + 1, ...place });
  return { ...change, events: [...change.events, event] };
}

/** Asked of a run as it stands; `rest` is what is known of what is left to pay. Returns its event, whose seq is given. */
export async function openBudgetQuestion(
  tx: Tx,
  head: RunHead,
  { seq, now, policy, retryOf, rest: given }: BudgetPlace & { seq: number; retryOf?: string; rest?: number },
): Promise<NewEvent> {
  const toCome = await readTasksToCome(tx, head.runId);
  const rest = given ?? expectedRest(toCome, expectationsFrom(await readTaskMeans(tx)));
  const tasksToCome = toCome.reduce((sum, { count }) => sum + count, 0);
  const question = budgetQuestion(head, { rest, tasksToCome, blockThreshold: policy.blockThreshold });
  const asked: AskedQuestion = {
    ...{ ...question, runId: head.runId, node: null, taskKey: null, epoch: null, askedBy: ASKER },
    type: 'budget_override',
    subject: 'budget',
    priority: 'HIGH',
    ...(retryOf === undefined ? {} : { retryOf }),
  };
  const { event } = await openEscalation(tx, asked, { seq, now, policy });
  return event;
}
