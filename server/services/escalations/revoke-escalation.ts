import type { EscalationView, RevokeEscalation } from '@/lib/contracts/escalation';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import { refusalOf } from '@/server/core/escalation/may-decide';
import { revokeApproval } from '@/server/engine/revoke-approval';
import { lockHead } from '@/server/engine/run-gate';
import { appendAudit } from '@/server/repositories/audit-repository';
import { findEscalation } from '@/server/repositories/escalation-repository';
import { claimKey, completeKey } from '@/server/repositories/idempotency-repository';
import type { EscalationsDeps } from './deps';
import { getEscalation, noSuchEscalation } from './get-escalation';

/**
 * Takes an approval back while that is possible: what has not begun waits, and people are asked anew.
 * @throws not_found, forbidden (not of its group), conflict (no approval, too late, or its run has ended)
 */
export async function revokeEscalation(
  deps: EscalationsDeps,
  { escalationId, reason }: RevokeEscalation,
  caller: Caller,
  idempotency: { key: string; bodyHash: string } | null = null,
): Promise<EscalationView> {
  const known = await findEscalation(deps.db, escalationId);
  if (!known) throw noSuchEscalation();
  const route = 'POST /api/v1/escalations/{escalationId}/revoke';
  const call = idempotency && { principal: `${caller.kind}:${caller.id}`, route, ...idempotency };
  const seq = await deps.db.transaction(async (tx) => {
    if (call && !(await claimKey(tx, call)).fresh) return null;
    const locked = await lockHead(tx, known.runId);
    const asked = await findEscalation(tx, escalationId);
    if (!asked) throw noSuchEscalation();
    // Whoever has asked may take back what was approved; whoever has approved it has a word left.
    const refusal = refusalOf(caller, { ...asked, delegated: asked.assignedBy !== null, votes: [] }, 'reject');
    if (refusal) throw refusal;
    const saved = await revokeApproval(tx, locked, asked, { by: actorOf(caller), reason }, deps.ladder.current());
    await appendAudit(tx, auditActorOf(caller), {
      action: 'escalation.revoke',
      target: { kind: 'escalation', id: asked.id, name: asked.title },
      before: { status: asked.status },
      after: { status: 'REVOKED', runId: asked.runId, taskKey: asked.taskKey },
      reason,
    });
    if (call) await completeKey(tx, { ...call, status: 200, response: { id: asked.id } });
    return saved.lastSeq;
  });
  if (seq !== null) deps.bus.publish({ kind: 'run', runId: known.runId, seq, control: true });
  return getEscalation(deps.db, known.id);
}
