import {
  type DefaultDecision,
  ESCALATION_TIERS,
  type EscalationStatus,
  type EscalationTier,
  type EscalationType,
} from '@/lib/contracts/escalation';
import type { LadderPolicy } from './policy';

/** Where an escalation stands on its ladder. */
export interface Standing {
  type: EscalationType;
  status: EscalationStatus;
  tier: EscalationTier;
  /** Null: no deadline. */
  deadlineAt: Date | null;
  /** Not null: somebody was asked back, the clock stands. */
  clockLeftMs: number | null;
  /** As it was when it was opened: who asks is told then what happens by default. */
  defaultDecision: DefaultDecision;
}

export interface Climb {
  kind: 'moved';
  tier: EscalationTier;
  deadlineAt: Date;
  because: 'deadline' | 'passed_on';
}
export type LadderStep = Climb | { kind: 'decided'; decision: DefaultDecision };

const rank = (tier: EscalationTier): number => ESCALATION_TIERS.indexOf(tier);

/** The tier above, as the settings have it now: they may have changed since it was opened. Null: it is on the last one. */
function tierAbove({ type, tier }: Standing, policy: LadderPolicy): EscalationTier | null {
  return policy.types[type].tiers.find((one) => rank(one) > rank(tier)) ?? null;
}

function climb(standing: Standing, policy: LadderPolicy, now: Date, because: Climb['because']): Climb | null {
  const tier = tierAbove(standing, policy);
  return tier && { kind: 'moved', tier, deadlineAt: new Date(now.getTime() + policy.types[standing.type].seconds[tier] * 1_000), because };
}

/**
 * What its deadline brings: the next tier, whose time begins now (so that an outage takes nobody's time), or the default decision.
 * Null: it is not due. Never early: at its deadline, not before.
 */
export function stepAtDeadline(standing: Standing, policy: LadderPolicy, now: Date): LadderStep | null {
  const { status, deadlineAt, clockLeftMs, defaultDecision } = standing;
  if (status !== 'OPEN' || clockLeftMs !== null || deadlineAt === null || now < deadlineAt) return null;
  const up = policy.autoEscalateOnTimeout ? climb(standing, policy, now, 'deadline') : null;
  return up ?? { kind: 'decided', decision: defaultDecision };
}

/** Whoever is asked passes on. Null: there is no tier above, it waits for its deadline. */
export function stepWhenPassedOn(standing: Standing, policy: LadderPolicy, now: Date): Climb | null {
  return standing.status === 'OPEN' ? climb(standing, policy, now, 'passed_on') : null;
}
