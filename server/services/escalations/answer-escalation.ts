import type { AnswerEscalation, EscalationView } from '@/lib/contracts/escalation';
import { AppError } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import { answerQuestion } from '@/server/engine/answer-question';
import { readAskedBack } from '@/server/repositories/escalation-care-repository';
import { changeOpen, type Idempotency } from './change-open';
import type { EscalationsDeps } from './deps';

/**
 * Answers what was asked back: the clock goes on with what was left. Whoever asked does not answer themselves.
 * @throws not_found, conflict (decided, its run has ended, or nobody waits for an answer), forbidden (their own question)
 */
export function answerEscalation(
  deps: EscalationsDeps,
  { escalationId, answer }: AnswerEscalation,
  caller: Caller,
  idempotency: Idempotency = null,
): Promise<EscalationView> {
  return changeOpen(deps, {
    ...{ escalationId, verb: 'answer', caller, idempotency },
    async write(tx, asked, { now, by }) {
      const waiting = await readAskedBack(tx, escalationId);
      if (!waiting) throw new AppError('conflict', 'Nobody waits for an answer.');
      if (waiting.by === by) throw new AppError('forbidden', 'You have asked this yourself: somebody else has to answer.');
      const event = await answerQuestion(tx, asked, { by, answer, to: waiting.by }, now);
      return { events: [event], before: { question: waiting.question }, after: { answer } };
    },
  });
}
