import type { EscalationTier, EscalationType } from '@/lib/contracts/escalation';
import type { LadderPolicy } from '@/server/core/escalation/policy';
import type { NewEvent } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { enqueueConsult } from '@/server/repositories/consult-repository';
import { appendEntry, moveToTier } from '@/server/repositories/escalation-repository';
import { enqueueNotification } from '@/server/repositories/notification-repository';

interface Asked {
  escalationId: string;
  runId: string;
  type: EscalationType;
}

/** Whoever is to speak on a tier is asked: an agent, or people. With the transaction that puts the escalation there. */
export async function askTier(
  tx: Tx,
  { escalationId, runId, type, tier }: Asked & { tier: EscalationTier },
  { kind, now, policy }: { kind: 'opened' | 'moved'; now: Date; policy: LadderPolicy },
): Promise<void> {
  if (tier === 'HUMAN') return enqueueNotification(tx, { kind, escalationId, runId, now });
  const { agentRole, leadRole } = policy.types[type];
  const role = tier === 'AGENT' ? agentRole : leadRole;
  await enqueueConsult(tx, { escalationId, runId, kind: 'judge', tier, role, now });
}

/**
 * The one place where an escalation comes to another tier, with a fresh deadline from now. Under its run's gate, with the row read behind it.
 * `by`: `clock`, or `lead:<role>`, which then says why.
 */
export async function enterTier(
  tx: Tx,
  asked: { id: string; runId: string; node: number | null; type: EscalationType; tier: EscalationTier },
  to: { tier: EscalationTier; deadlineAt: Date; because: 'deadline' | 'passed_on'; by: string; reason?: string },
  { now, policy }: { now: Date; policy: LadderPolicy },
): Promise<NewEvent> {
  const { id: escalationId, runId, node, type } = asked;
  const { tier, deadlineAt, because, by, reason = null } = to;
  await moveToTier(tx, escalationId, { tier, deadlineAt, now });
  await appendEntry(tx, { escalationId, runId, kind: 'tier', by, body: reason, data: { from: asked.tier, tier, because }, now });
  await askTier(tx, { escalationId, runId, type, tier }, { kind: 'moved', now, policy });
  return { type: 'escalation.moved', ...(node === null ? {} : { node }), data: { escalationId, tier, because } };
}
