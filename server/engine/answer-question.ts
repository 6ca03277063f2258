import type { NewEvent } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { appendEntry, restartClock } from '@/server/repositories/escalation-repository';

/**
 * The one place where what was asked back is answered: its clock goes on with what was left, where it stood. Under the run's gate, with the
 * row read behind it. `by`: `agent:<task key>`, or as the event log names callers. `to`: who asked; for a lead, no clock stands.
 */
export async function answerQuestion(
  tx: Tx,
  asked: { id: string; runId: string; node: number | null },
  { by, answer, to }: { by: string; answer: string; to: string | null },
  now: Date,
): Promise<NewEvent> {
  const { id: escalationId, runId, node } = asked;
  if (!to?.startsWith('lead:')) await restartClock(tx, escalationId, now);
  await appendEntry(tx, { escalationId, runId, kind: 'answered', by, body: answer, now });
  return { type: 'escalation.answered', ...(node === null ? {} : { node }), data: { escalationId, by, answer } };
}
