import type { DecideEscalation, EscalationView } from '@/lib/contracts/escalation';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import { checkDecision, lateDecision } from '@/server/core/escalation/decide-escalation';
import { refusalOf } from '@/server/core/escalation/may-decide';
import type { LadderPolicy } from '@/server/core/escalation/policy';
import type { Ladder } from '@/server/core/ports/ladder';
import type { LiveBus } from '@/server/core/ports/live-bus';
import { lockHead } from '@/server/engine/run-gate';
import { type EscalationWord, settleEscalation } from '@/server/engine/settle-escalation';
import type { Database, Tx } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { findEscalation } from '@/server/repositories/escalation-repository';
import { readVotes } from '@/server/repositories/escalation-vote-repository';
import { claimKey, completeKey, type IdempotentCall } from '@/server/repositories/idempotency-repository';
import { getEscalation, noSuchEscalation } from './get-escalation';

export interface DecideDeps {
  db: Database;
  bus: LiveBus;
  ladder: Ladder;
}

/**
 * Decides under its run's gate: the first valid decision wins. A branch takes the way that was approved or refused, a gate opens or fails
 * for good. In a paused run what follows waits for the resume.
 * @throws not_found, not_available (conditions), conflict (decided, void, or its run has ended)
 */
export async function decideEscalation(
  deps: DecideDeps,
  input: DecideEscalation,
  caller: Caller,
  idempotency: { key: string; bodyHash: string } | null = null,
): Promise<EscalationView> {
  const status = checkDecision(input);
  const known = await findEscalation(deps.db, input.escalationId);
  if (!known) throw noSuchEscalation();
  const route = 'POST /api/v1/escalations/{escalationId}/decide';
  const call = idempotency && { principal: `${caller.kind}:${caller.id}`, route, ...idempotency };
  const policy = deps.ladder.current();
  const seq = await deps.db.transaction((tx) => decide(tx, known, { status, note: input.note ?? null, policy }, caller, call));
  if (seq !== null) {
    deps.bus.publish({ kind: 'run', runId: known.runId, seq });
    deps.bus.publish({ kind: 'ready' });
  }
  return getEscalation(deps.db, known.id);
}

/** Returns the run's last seq; null: a repeat, which changed nothing. */
async function decide(
  tx: Tx,
  known: { id: string; runId: string },
  { status, note, policy }: { status: 'APPROVED' | 'REJECTED'; note: string | null; policy: LadderPolicy },
  caller: Caller,
  call: IdempotentCall | null,
): Promise<number | null> {
  if (call && !(await claimKey(tx, call)).fresh) return null;
  const { head, now } = await lockHead(tx, known.runId);
  const asked = await findEscalation(tx, known.id);
  if (!asked) throw noSuchEscalation();
  const late = lateDecision(asked, head.status, true);
  if (late) throw late;
  const decidable = { ...asked, delegated: asked.assignedBy !== null, votes: await readVotes(tx, asked.id) };
  const refusal = refusalOf(caller, decidable, status === 'APPROVED' ? 'approve' : 'reject');
  if (refusal) throw refusal;
  const by = actorOf(caller);
  const decision = status === 'APPROVED' ? 'approve' : 'reject';
  const word: EscalationWord = { status, decision, by, note, conditions: [], action: asked.action };
  const saved = await settleEscalation(tx, { head, now }, asked, word, policy);
  await appendAudit(tx, auditActorOf(caller), {
    action: 'escalation.decide',
    target: { kind: 'escalation', id: asked.id, name: asked.title },
    before: { status: 'OPEN' },
    after: { status, runId: known.runId, taskKey: asked.taskKey },
    reason: note,
  });
  if (call) await completeKey(tx, { ...call, status: 200, response: { id: asked.id } });
  return saved.lastSeq;
}
