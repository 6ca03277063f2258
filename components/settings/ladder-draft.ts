import type { DefaultDecision, EscalationTier, EscalationType } from '@/lib/contracts/escalation';
import type { LadderSettings, SetLadderSettings, TypeChanges } from '@/lib/contracts/ladder';
import type { Role } from '@/lib/contracts/task';

export const TIERS: readonly EscalationTier[] = ['AGENT', 'LEAD_AGENT', 'HUMAN'];
const FLAGS = ['criticalAlwaysHuman', 'autoEscalateOnTimeout', 'escalateErrors', 'forecastGuard', 'scanArtifacts'] as const;
const MONTH_SECONDS = 30 * 86_400;

/** How one type climbs, as it is typed. */
export interface TypeDraft {
  uses: Record<EscalationTier, boolean>;
  minutes: Record<EscalationTier, string>;
  defaultDecision: DefaultDecision;
  approvalsNeeded: string;
  /** Separated by commas or lines. */
  approvers: string;
  agentRole: Role;
  leadRole: Role;
}
export type LadderDraft = Record<(typeof FLAGS)[number], boolean> & {
  leadSpendingLimitUsd: string;
  revokeMinutes: string;
  types: Record<EscalationType, TypeDraft>;
};
/** By the path that the API names a field by. */
export type LadderErrors = Partial<Record<string, string>>;
type Policy = LadderSettings['ladder'];
type TypePolicy = Policy['types'][EscalationType];

export const typesOf = (of: { types: Record<EscalationType, unknown> }) => Object.keys(of.types) as EscalationType[];
const record = <V>(make: (tier: EscalationTier) => V) =>
  ({ AGENT: make('AGENT'), LEAD_AGENT: make('LEAD_AGENT'), HUMAN: make('HUMAN') }) satisfies Record<EscalationTier, V>;
/** Whole seconds come back from four digits. */
const minutesOf = (seconds: number) => String(Math.round((seconds / 60) * 10_000) / 10_000);

export function typeDraftOf({ tiers, seconds, approvalsNeeded, approvers, ...rest }: TypePolicy): TypeDraft {
  return {
    ...rest,
    uses: record((tier) => tiers.includes(tier)),
    minutes: record((tier) => minutesOf(seconds[tier])),
    approvalsNeeded: String(approvalsNeeded),
    approvers: approvers.join(', '),
  };
}
export function ladderDraftOf({ types, leadSpendingLimitUsd, revokeSeconds, ...flags }: Policy): LadderDraft {
  return {
    ...flags,
    leadSpendingLimitUsd: String(leadSpendingLimitUsd),
    revokeMinutes: minutesOf(revokeSeconds),
    types: Object.fromEntries(typesOf({ types }).map((type) => [type, typeDraftOf(types[type])])) as LadderDraft['types'],
  };
}

/** The variable that gives a field, where the environment does. */
export const variableOf = ({ environment }: Pick<LadderSettings, 'environment'>, field: string): string | null =>
  environment.find((one) => one.field === field)?.variable ?? null;

export const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
const numberOf = (typed: string) => (typed.trim() === '' ? Number.NaN : Number(typed));
const secondsOf = (typed: string) => Math.round(numberOf(typed) * 60);

/** One type as it is typed. A tier of agents that is not used keeps the time it had. */
function readType(draft: TypeDraft, before: TypePolicy, fault: (field: string, message: string) => void): TypePolicy {
  const tiers = TIERS.filter((tier) => draft.uses[tier]);
  if (tiers.length === 0) fault('tiers', 'At least one of them has to be asked.');
  const seconds = record((tier) => {
    if (tier !== 'HUMAN' && !draft.uses[tier]) return before.seconds[tier];
    const read = secondsOf(draft.minutes[tier]);
    if (!(read >= 1 && read <= MONTH_SECONDS)) fault(`seconds.${tier}`, 'Minutes: more than 0, at most 43200 (30 days).');
    return read;
  });
  const approvers = draft.approvers.split(/[\s,;]+/).filter(Boolean);
  const bad = approvers.find((one) => !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(one));
  if (bad) fault('approvers', `"${bad}" is no e-mail address.`);
  const approvalsNeeded = numberOf(draft.approvalsNeeded);
  const people = new Set(approvers.map((one) => one.toLowerCase())).size;
  if (!(Number.isInteger(approvalsNeeded) && approvalsNeeded >= 1 && approvalsNeeded <= 20))
    fault('approvalsNeeded', 'A whole number from 1 to 20.');
  else if (people > 0 && approvalsNeeded > people) fault('approvalsNeeded', `More than there are approvers (${people}).`);
  const { defaultDecision, agentRole, leadRole } = draft;
  return { tiers, seconds, defaultDecision, approvalsNeeded, approvers, agentRole, leadRole };
}

function changesOfType(after: TypePolicy, before: TypePolicy, settings: LadderSettings): TypeChanges {
  const { seconds, ...rest } = after;
  const changed = Object.entries(rest).filter(([field, value]) => !isSame(value, before[field as keyof typeof rest]));
  const times = TIERS.filter((tier) => seconds[tier] !== before.seconds[tier] && variableOf(settings, `seconds.${tier}`) === null);
  return {
    ...Object.fromEntries(changed),
    ...(times.length > 0 ? { seconds: Object.fromEntries(times.map((tier) => [tier, seconds[tier]])) } : {}),
  };
}

/** What was typed and differs from `base`, as the API takes it; what is as in the beginning goes back to the default. */
export function readLadderDraft(
  draft: LadderDraft,
  base: LadderSettings,
): { ok: true; value: Omit<SetLadderSettings, 'baseVersion'> } | { ok: false; errors: LadderErrors } {
  const { ladder, defaults } = base;
  const errors: LadderErrors = {};
  const leadSpendingLimitUsd = numberOf(draft.leadSpendingLimitUsd);
  if (!(leadSpendingLimitUsd >= 0 && leadSpendingLimitUsd <= 1_000_000)) errors.leadSpendingLimitUsd = 'Dollars from 0 to 1000000.';
  const revokeSeconds = secondsOf(draft.revokeMinutes);
  if (!(revokeSeconds >= 0 && revokeSeconds <= MONTH_SECONDS)) errors.revokeSeconds = 'Minutes from 0 to 43200 (30 days).';
  const flags = { ...Object.fromEntries(FLAGS.map((field) => [field, draft[field]])), leadSpendingLimitUsd, revokeSeconds };
  const changed = Object.entries(flags)
    .filter(([field, value]) => value !== ladder[field as keyof Policy] && variableOf(base, field) === null)
    .map(([field, value]) => [field, value === defaults[field as keyof Policy] ? null : value]);
  const types = typesOf(draft).flatMap((type) => {
    const after = readType(draft.types[type], ladder.types[type], (field, message) => {
      errors[`types.${type}.${field}`] = message;
    });
    const changes = changesOfType(after, ladder.types[type], base);
    if (Object.keys(changes).length === 0) return [];
    return [[type, isSame(typeDraftOf(after), typeDraftOf(defaults.types[type])) ? null : changes]];
  });
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, value: { ...Object.fromEntries(changed), ...(types.length > 0 ? { types: Object.fromEntries(types) } : {}) } };
}
