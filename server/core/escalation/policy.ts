import {
  DEFAULT_DECISION,
  type DefaultDecision,
  ESCALATION_TYPES,
  type EscalationPriority,
  type EscalationTier,
  type EscalationType,
} from '@/lib/contracts/escalation';
import type { Role } from '@/lib/contracts/task';

/** How escalations of one type climb, and who decides them. */
export interface TypePolicy {
  /** In their order; the last one's deadline decides by the default. */
  tiers: EscalationTier[];
  /** How long each tier has. */
  seconds: Record<EscalationTier, number>;
  defaultDecision: DefaultDecision;
  /** How many people have to approve. One rejection decides. */
  approvalsNeeded: number;
  /** E-mails of those who may decide; empty: everybody with the permission. */
  approvers: string[];
  /** Roles that are asked at the tiers of agents. */
  agentRole: Role;
  leadRole: Role;
}

export interface LadderPolicy {
  types: Record<EscalationType, TypePolicy>;
  /** CRITICAL begins at HUMAN (`critical_always_human`). */
  criticalAlwaysHuman: boolean;
  /** False: the first deadline decides by the default (`auto_escalate_on_timeout`). */
  autoEscalateOnTimeout: boolean;
  /** What a lead may approve of spending, US dollars; more is for people. */
  leadSpendingLimitUsd: number;
  /** How long an approval may be taken back. */
  revokeSeconds: number;
  /** Failures that no endpoint caused ask a person (`error_resolution`). */
  escalateErrors: boolean;
  /** A run whose forecast from measured tasks is over its budget asks before it starts. */
  forecastGuard: boolean;
  /** Artifacts are searched for secrets and personal data. */
  scanArtifacts: boolean;
  /** COST_BLOCK_THRESHOLD: the part of its budget at which a run stands still. */
  blockThreshold: number;
}

/** Specification 10: AGENT 5 min, LEAD_AGENT 30 min, HUMAN 1 h. */
const SECONDS: Record<EscalationTier, number> = { AGENT: 300, LEAD_AGENT: 1_800, HUMAN: 3_600 };

const ROLES: Record<EscalationType, Pick<TypePolicy, 'agentRole' | 'leadRole'>> = {
  gate_approval: { agentRole: 'code_reviewer', leadRole: 'tech_lead' },
  budget_override: { agentRole: 'project_manager', leadRole: 'tech_lead' },
  security_review: { agentRole: 'code_reviewer', leadRole: 'security_reviewer' },
  error_resolution: { agentRole: 'code_reviewer', leadRole: 'tech_lead' },
  ambiguous_requirement: { agentRole: 'project_manager', leadRole: 'tech_lead' },
  quality_concern: { agentRole: 'code_reviewer', leadRole: 'tech_lead' },
  sensitive_data: { agentRole: 'code_reviewer', leadRole: 'security_reviewer' },
};

function defaultsOf(type: EscalationType): TypePolicy {
  return {
    tiers: ['AGENT', 'LEAD_AGENT', 'HUMAN'],
    seconds: { ...SECONDS },
    defaultDecision: DEFAULT_DECISION[type],
    approvalsNeeded: 1,
    approvers: [],
    ...ROLES[type],
  };
}

/** What holds where neither the environment nor the console says otherwise. */
export const DEFAULT_POLICY: LadderPolicy = {
  types: Object.fromEntries(ESCALATION_TYPES.map((type) => [type, defaultsOf(type)])) as Record<EscalationType, TypePolicy>,
  criticalAlwaysHuman: true,
  autoEscalateOnTimeout: true,
  leadSpendingLimitUsd: 5,
  revokeSeconds: 900,
  escalateErrors: true,
  forecastGuard: true,
  scanArtifacts: true,
  blockThreshold: 1,
};

/** What only people may approve, whatever a lead thinks of it (null: a lead may). */
export function reservedFor(
  asked: {
    type: EscalationType;
    priority: EscalationPriority;
    context: Readonly<Record<string, unknown>>;
    action: { amountUsd: number } | null;
  },
  policy: Pick<LadderPolicy, 'leadSpendingLimitUsd'>,
): string | null {
  if (asked.type === 'sensitive_data') return 'Secrets and personal data are for people to decide.';
  const gate = asked.context.gateResult;
  const isSecurity =
    asked.type === 'security_review' ||
    (typeof gate === 'object' && gate !== null && 'type' in gate && gate.type === 'security_review') ||
    asked.context.gateType === 'security_review';
  if (isSecurity && (asked.priority === 'HIGH' || asked.priority === 'CRITICAL'))
    return 'Security findings of high priority are for people to decide.';
  if (asked.action && asked.action.amountUsd > policy.leadSpendingLimitUsd)
    return `Spending beyond $${policy.leadSpendingLimitUsd} is for people to decide.`;
  return null;
}

/** Where an escalation begins, and until when. `personal`: a person is asked by design (a gate of type `human`). */
export function startOf(
  asked: { type: EscalationType; priority: EscalationPriority; personal?: boolean },
  policy: LadderPolicy,
  now: Date,
): { tier: EscalationTier; deadlineAt: Date } {
  const { tiers, seconds } = policy.types[asked.type];
  const human = asked.personal || (asked.priority === 'CRITICAL' && policy.criticalAlwaysHuman);
  const tier = human ? 'HUMAN' : (tiers[0] ?? 'HUMAN');
  return { tier, deadlineAt: new Date(now.getTime() + seconds[tier] * 1_000) };
}

/** What makes two escalations alike: numbers, ids and quoted names do not count. */
export function fingerprintOf(type: EscalationType, title: string): string {
  const words = title
    .toLowerCase()
    .replace(/["“'`][^"”'`]*["”'`]/g, '…')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27,}/g, '…')
    .replace(/\d+/g, '…');
  return `${type}:${words.replace(/\s+/g, ' ').trim().slice(0, 200)}`;
}
