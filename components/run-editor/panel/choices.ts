import { ROLE_CHOICES } from '@/components/runs/filters/role-label';
import { GATE_TYPES, type GateType, type Role, SIDE_EFFECTS, TIERS } from '@/lib/contracts/task';

export const WORKING_ROLES = ROLE_CHOICES.filter((choice): choice is [Exclude<Role, 'planner'>, string] => choice[0] !== 'planner').map(
  ([value, label]) => ({ value, label }),
);

export const TIER_CHOICES = TIERS.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }));

const SIDE_EFFECT_WORDS: Record<(typeof SIDE_EFFECTS)[number], string> = {
  none: 'None',
  reversible: 'Can be undone',
  irreversible: 'Cannot be undone',
};
export const SIDE_EFFECT_CHOICES = SIDE_EFFECTS.map((value) => ({ value, label: SIDE_EFFECT_WORDS[value] }));

const GATE_LABELS: Record<GateType, string> = {
  code_review: 'Code review',
  security_review: 'Security review',
  tests: 'Tests',
  custom: 'Custom, in words',
  expression: 'Condition only',
  human: 'A person decides',
};
export const GATE_CHOICES = GATE_TYPES.map((value) => ({ value, label: GATE_LABELS[value] }));

/** Gates that ask a model: they have a role, a prompt and a tier. */
export const asksModel = (type: GateType): boolean => type !== 'expression' && type !== 'human';
