import type { EscalationView } from '@/lib/contracts/escalation';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import { lateDecision } from '@/server/core/escalation/decide-escalation';
import type { NewEvent } from '@/server/core/run/head';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import type { Tx } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { type EscalationRow, findEscalation } from '@/server/repositories/escalation-repository';
import { claimKey, completeKey } from '@/server/repositories/idempotency-repository';
import type { EscalationsDeps } from './deps';
import { getEscalation, noSuchEscalation } from './get-escalation';

export type Idempotency = { key: string; bodyHash: string } | null;

export interface OpenChange {
  escalationId: string;
  /** The last word of its path. */
  verb: 'ask' | 'answer' | 'reassign' | 'delegate' | 'snooze';
  caller: Caller;
  idempotency: Idempotency;
  /** Under the run's gate, where it is open. Its events, and what the audit log says beside who and when. */
  write(
    tx: Tx,
    asked: EscalationRow,
    at: { now: Date; by: string },
  ): Promise<{ events?: NewEvent[]; before?: object; after: object; reason?: string | null }>;
}

/** What people do about an open question without deciding it. @throws not_found, conflict (decided, or its run has ended) */
export async function changeOpen(deps: EscalationsDeps, change: OpenChange): Promise<EscalationView> {
  const { escalationId, verb, caller, idempotency } = change;
  const known = await findEscalation(deps.db, escalationId);
  if (!known) throw noSuchEscalation();
  const { runId } = known;
  const route = `POST /api/v1/escalations/{escalationId}/${verb}`;
  const call = idempotency && { principal: `${caller.kind}:${caller.id}`, route, ...idempotency };
  const by = actorOf(caller);
  const seq = await deps.db.transaction(async (tx) => {
    if (call && !(await claimKey(tx, call)).fresh) return null;
    const { head, now } = await lockHead(tx, runId);
    const asked = await findEscalation(tx, escalationId);
    if (!asked) throw noSuchEscalation();
    const late = lateDecision(asked, head.status, true);
    if (late) throw late;
    const { events = [], before = {}, after, reason = null } = await change.write(tx, asked, { now, by });
    const saved = events.length > 0 ? await saveHead(tx, head, { patch: {}, events, actor: by, now }) : head;
    await appendAudit(tx, auditActorOf(caller), {
      action: `escalation.${verb}`,
      target: { kind: 'escalation', id: escalationId, name: asked.title },
      before: { ...before },
      after: { ...after, runId },
      reason,
    });
    if (call) await completeKey(tx, { ...call, status: 200, response: { id: escalationId } });
    return saved.lastSeq;
  });
  if (seq !== null) deps.bus.publish({ kind: 'run', runId, seq });
  return getEscalation(deps.db, escalationId);
}
