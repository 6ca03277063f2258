import { ESCALATION_TIERS, ESCALATION_TYPES, type EscalationTier } from '@/lib/contracts/escalation';
import type { LadderChanges, SetLadderSettings, TypeChanges } from '@/lib/contracts/ladder';
import { invalidInput } from '@/lib/errors';
import { DEFAULT_POLICY, type LadderPolicy, type TypePolicy } from './policy';

/** What the environment says itself; the console cannot change it. */
export interface GivenLadder {
  criticalAlwaysHuman?: boolean;
  autoEscalateOnTimeout?: boolean;
  /** For every type. */
  seconds: Partial<Record<EscalationTier, number>>;
}

const VARIABLE_OF = {
  criticalAlwaysHuman: 'CRITICAL_AUTO_ESCALATE_TO_HUMAN',
  autoEscalateOnTimeout: 'ESCALATION_AUTO_ESCALATE_ON_TIMEOUT',
} as const;
const SECONDS_VARIABLE: Record<EscalationTier, string> = {
  AGENT: 'SIGNALBOX_ESCALATION_AGENT_SECONDS',
  LEAD_AGENT: 'SIGNALBOX_ESCALATION_LEAD_SECONDS',
  HUMAN: 'SIGNALBOX_ESCALATION_HUMAN_SECONDS',
};
const FLAGS = ['criticalAlwaysHuman', 'autoEscalateOnTimeout'] as const;

/** Which fields the environment gives, and by which variable. */
export function givenFields(given: GivenLadder): { field: string; variable: string }[] {
  return [
    ...FLAGS.flatMap((field) => (given[field] === undefined ? [] : [{ field, variable: VARIABLE_OF[field] }])),
    ...ESCALATION_TIERS.flatMap((tier) =>
      given.seconds[tier] === undefined ? [] : [{ field: `seconds.${tier}`, variable: SECONDS_VARIABLE[tier] }],
    ),
  ];
}

/** What holds: the defaults, what the console changed of them, and over both what the environment gives. */
export function ladderOf(changes: LadderChanges, given: GivenLadder): LadderPolicy {
  const { types = {}, ...flags } = changes;
  const typeOf = (before: TypePolicy, { seconds, ...own }: TypeChanges): TypePolicy => ({
    ...before,
    ...own,
    seconds: { ...before.seconds, ...seconds, ...given.seconds },
  });
  const { seconds: _, ...givenFlags } = given;
  return {
    ...DEFAULT_POLICY,
    ...flags,
    ...givenFlags,
    types: Object.fromEntries(
      ESCALATION_TYPES.map((type) => [type, typeOf(DEFAULT_POLICY.types[type], types[type] ?? {})]),
    ) as LadderPolicy['types'],
  };
}

/**
 * The document as it is stored after a change.
 * @throws invalid_input (given by the environment; more approvals than there are approvers)
 */
export function changeLadder(before: LadderChanges, input: Omit<SetLadderSettings, 'baseVersion'>, given: GivenLadder): LadderChanges {
  const { types = {}, ...flags } = input;
  for (const field of FLAGS) {
    if (flags[field] !== undefined && given[field] !== undefined) throw givenByEnvironment(field, VARIABLE_OF[field]);
  }
  const after: Record<string, unknown> = { ...before };
  for (const [field, value] of Object.entries(flags)) {
    if (value === null) delete after[field];
    else if (value !== undefined) after[field] = value;
  }
  const typesAfter = { ...before.types };
  for (const type of ESCALATION_TYPES) {
    const change = types[type];
    if (change === undefined) continue;
    if (change === null) {
      delete typesAfter[type];
      continue;
    }
    for (const tier of ESCALATION_TIERS) {
      if (change.seconds?.[tier] !== undefined && given.seconds[tier] !== undefined)
        throw givenByEnvironment(`types.${type}.seconds.${tier}`, SECONDS_VARIABLE[tier]);
    }
    const known = typesAfter[type];
    const seconds = { ...known?.seconds, ...change.seconds };
    typesAfter[type] = { ...known, ...change, ...(Object.keys(seconds).length > 0 ? { seconds } : {}) };
    const { approvers = [], approvalsNeeded = 1 } = typesAfter[type];
    if (approvers.length > 0 && approvalsNeeded > new Set(approvers.map((one) => one.toLowerCase())).size)
      throw invalidInput(`types.${type}.approvalsNeeded`, 'is more than there are approvers');
  }
  return { ...after, types: typesAfter };
}

const givenByEnvironment = (field: string, variable: string) =>
  invalidInput(field, `is given by the environment (${variable}) and cannot be changed here`);
