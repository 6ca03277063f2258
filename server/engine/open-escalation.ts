import type { EscalationAction, EscalationPriority, EscalationSubject, EscalationType } from '@/lib/contracts/escalation';
import { fingerprintOf, type LadderPolicy, reservedFor, startOf } from '@/server/core/escalation/policy';
import type { NewEvent } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { appendEntry, insertEscalation } from '@/server/repositories/escalation-repository';
import { holdFoundAgain } from '@/server/repositories/quarantine-repository';
import { askTier } from './enter-tier';

/** A question, whoever asks it. */
export interface AskedQuestion {
  runId: string;
  node: number | null;
  taskKey: string | null;
  /** Under which its task waits; null: the task itself does not wait. */
  epoch: number | null;
  type: EscalationType;
  subject: EscalationSubject;
  priority: EscalationPriority;
  title: string;
  description: string;
  context: Record<string, unknown>;
  action?: EscalationAction | null;
  askedBy: string;
  /** A person is asked by design. */
  personal?: boolean;
  retryOf?: string;
  /** What waits for these tasks does not begin: see `openHolding`, which places it. */
  holds?: readonly number[];
}

/**
 * The one place where an escalation begins: on its tier, with its deadline. Under the run's gate, in the transaction that lets something wait
 * for it; `seq` is that of the returned event.
 */
export async function openEscalation(
  tx: Tx,
  asked: AskedQuestion,
  { seq, now, policy }: { seq: number; now: Date; policy: LadderPolicy },
): Promise<{ escalationId: string; event: NewEvent }> {
  const { runId, node, taskKey, epoch, type, subject, priority, title, description, context, askedBy } = asked;
  const { approvalsNeeded, approvers, defaultDecision } = policy.types[type];
  const action = asked.action ?? null;
  const { tier, deadlineAt } = startOf(asked, policy, now);
  const escalationId = await insertEscalation(tx, {
    ...{
      runId,
      node,
      taskKey,
      epoch,
      type,
      subject,
      tier,
      priority,
      title,
      description,
      context,
      action,
      askedBy,
      deadlineAt,
      defaultDecision,
    },
    ...{ approvalsNeeded, approverGroup: approvers.length > 0 ? approvers.join(',') : null, retryOf: asked.retryOf ?? null, seq, now },
    fingerprint: fingerprintOf(type, title),
    reserved: reservedFor({ type, priority, context, action }, policy),
  });
  if (asked.retryOf && type === 'sensitive_data') await holdFoundAgain(tx, asked.retryOf, escalationId);
  await appendEntry(tx, { escalationId, runId, kind: 'opened', by: askedBy, data: { tier }, now });
  await askTier(tx, { escalationId, runId, type, tier }, { kind: 'opened', now, policy });
  const more = { ...(asked.retryOf ? { retryOf: asked.retryOf } : {}), ...(asked.holds ? { holds: [...asked.holds] } : {}) };
  return {
    escalationId,
    event: { type: 'escalation.opened', ...(node === null ? {} : { node }), data: { escalationId, type, title, tier, priority, ...more } },
  };
}
