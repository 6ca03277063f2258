import type { AskEscalation, EscalationView } from '@/lib/contracts/escalation';
import { AppError } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import { enqueueConsult } from '@/server/repositories/consult-repository';
import { readAskedBack, readAskerRole, stopClock } from '@/server/repositories/escalation-care-repository';
import { appendEntry } from '@/server/repositories/escalation-repository';
import { enqueueNotification } from '@/server/repositories/notification-repository';
import { changeOpen, type Idempotency } from './change-open';
import type { EscalationsDeps } from './deps';

/**
 * Asks whoever asked: the clock stands until they have answered. An agent answers by itself, a person is told.
 * @throws not_found, conflict (decided, its run has ended, or somebody waits for an answer already)
 */
export function askEscalation(
  deps: EscalationsDeps,
  { escalationId, question }: AskEscalation,
  caller: Caller,
  idempotency: Idempotency = null,
): Promise<EscalationView> {
  return changeOpen(deps, {
    ...{ escalationId, verb: 'ask', caller, idempotency },
    async write(tx, asked, { now, by }) {
      const waiting = await readAskedBack(tx, escalationId);
      if (waiting) throw new AppError('conflict', `${waiting.by} has asked already, and waits for the answer: ${waiting.question}`);
      const { runId, node, tier, askedBy } = asked;
      await stopClock(tx, escalationId, { by, question, now });
      await appendEntry(tx, { escalationId, runId, kind: 'asked', by, body: question, now });
      const role = await readAskerRole(tx, escalationId);
      if (role !== null) await enqueueConsult(tx, { escalationId, runId, kind: 'answer', tier, role, question, askedBy: by, now });
      else {
        const to = askedBy.startsWith('user:') ? askedBy.slice('user:'.length) : null;
        await enqueueNotification(tx, { kind: 'asked', escalationId, runId, now, to });
      }
      return {
        events: [{ type: 'escalation.asked', ...(node === null ? {} : { node }), data: { escalationId, by, question } }],
        after: { question },
      };
    },
  });
}
