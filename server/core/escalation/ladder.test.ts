import { describe, expect, it } from 'vitest';
import {
  DEFAULT_DECISION,
  ESCALATION_PRIORITIES,
  ESCALATION_TIERS,
  ESCALATION_TYPES,
  type EscalationTier,
} from '@/lib/contracts/escalation';
import { type Standing, stepAtDeadline, stepWhenPassedOn } from './ladder';
import { DEFAULT_POLICY, type LadderPolicy, startOf } from './policy';

const NOW = new Date('2026-03-01T12:00:00Z');
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
const standing = (more: Partial<Standing> = {}): Standing => ({
  ...{ type: 'gate_approval', status: 'OPEN', tier: 'AGENT', deadlineAt: NOW, clockLeftMs: null, defaultDecision: 'reject' },
  ...more,
});
/** The same policy with other tiers for every type. */
const withTiers = (...tiers: EscalationTier[]): LadderPolicy => ({
  ...DEFAULT_POLICY,
  types: Object.fromEntries(ESCALATION_TYPES.map((type) => [type, { ...DEFAULT_POLICY.types[type], tiers }])) as LadderPolicy['types'],
});
const impatient: LadderPolicy = { ...DEFAULT_POLICY, autoEscalateOnTimeout: false };

describe.each(ESCALATION_TYPES)('%s', (type) => {
  it('climbs AGENT 5 min, LEAD_AGENT 30 min, HUMAN 1 h, and ends in the default of the specification', () => {
    const started = startOf({ type, priority: 'LOW' }, DEFAULT_POLICY, NOW);
    expect(started).toEqual({ tier: 'AGENT', deadlineAt: at(300) });
    const defaultDecision = DEFAULT_POLICY.types[type].defaultDecision;
    expect(defaultDecision).toBe(DEFAULT_DECISION[type]);
    const asAgent = standing({ type, defaultDecision, ...started });
    const asLead = stepAtDeadline(asAgent, DEFAULT_POLICY, at(300));
    expect(asLead).toEqual({ kind: 'moved', tier: 'LEAD_AGENT', deadlineAt: at(2_100), because: 'deadline' });
    const asHuman = stepAtDeadline({ ...asAgent, tier: 'LEAD_AGENT', deadlineAt: at(2_100) }, DEFAULT_POLICY, at(2_100));
    expect(asHuman).toEqual({ kind: 'moved', tier: 'HUMAN', deadlineAt: at(5_700), because: 'deadline' });
    const end = stepAtDeadline({ ...asAgent, tier: 'HUMAN', deadlineAt: at(5_700) }, DEFAULT_POLICY, at(5_700));
    expect(end).toEqual({ kind: 'decided', decision: DEFAULT_DECISION[type] });
  });

  it.each(ESCALATION_PRIORITIES)('of priority %s begins where the policy says', (priority) => {
    const human = { tier: 'HUMAN', deadlineAt: at(3_600) };
    const agent = { tier: 'AGENT', deadlineAt: at(300) };
    expect(startOf({ type, priority }, DEFAULT_POLICY, NOW)).toEqual(priority === 'CRITICAL' ? human : agent);
    expect(startOf({ type, priority }, { ...DEFAULT_POLICY, criticalAlwaysHuman: false }, NOW)).toEqual(agent);
    expect(startOf({ type, priority, personal: true }, DEFAULT_POLICY, NOW)).toEqual(human);
  });

  it.each(ESCALATION_TIERS)('at %s decides at its first deadline where it may not climb', (tier) => {
    const step = stepAtDeadline(standing({ type, tier, defaultDecision: DEFAULT_DECISION[type] }), impatient, NOW);
    expect(step).toEqual({ kind: 'decided', decision: DEFAULT_DECISION[type] });
  });
});

describe('a deadline', () => {
  it.each<[string, Partial<Standing>, Date]>([
    ['a millisecond before it', {}, new Date(NOW.getTime() - 1)],
    ['while the clock stands', { clockLeftMs: 0 }, at(9_999)],
    ['where there is none', { deadlineAt: null }, at(9_999)],
    ['of what was decided', { status: 'APPROVED' }, at(9_999)],
    ['of what is void', { status: 'SUPERSEDED' }, at(9_999)],
  ])('brings nothing %s', (_name, more, now) => {
    expect(stepAtDeadline(standing(more), DEFAULT_POLICY, now)).toBeNull();
    expect(stepAtDeadline(standing(more), impatient, now)).toBeNull();
  });

  it('that an outage has slept through passes one tier, whose time begins now', () => {
    expect(stepAtDeadline(standing(), DEFAULT_POLICY, at(86_400))).toEqual({
      ...{ kind: 'moved', tier: 'LEAD_AGENT', deadlineAt: at(86_400 + 1_800), because: 'deadline' },
    });
  });

  it.each<[string, EscalationTier[], EscalationTier, EscalationTier | null]>([
    ['skips a tier that is not there', ['AGENT', 'HUMAN'], 'AGENT', 'HUMAN'],
    ['ends at the only one', ['LEAD_AGENT'], 'LEAD_AGENT', null],
    ['goes up from a tier that was taken away meanwhile', ['HUMAN'], 'LEAD_AGENT', 'HUMAN'],
    ['ends above all that is left', ['AGENT'], 'HUMAN', null],
  ])('%s', (_name, tiers, tier, expected) => {
    const step = stepAtDeadline(standing({ tier }), withTiers(...tiers), NOW);
    expect(step).toMatchObject(expected ? { kind: 'moved', tier: expected } : { kind: 'decided', decision: 'reject' });
  });

  it('decides by the default that was told when it was opened', () => {
    expect(stepAtDeadline(standing({ tier: 'HUMAN', defaultDecision: 'pause' }), DEFAULT_POLICY, NOW)).toEqual({
      ...{ kind: 'decided', decision: 'pause' },
    });
  });
});

describe('passing on', () => {
  it('leads to the next tier at once, also where deadlines would decide', () => {
    const early = standing({ deadlineAt: at(299) });
    const lead = { kind: 'moved', tier: 'LEAD_AGENT', deadlineAt: at(1_800), because: 'passed_on' };
    expect(stepWhenPassedOn(early, DEFAULT_POLICY, NOW)).toEqual(lead);
    expect(stepWhenPassedOn(early, impatient, NOW)).toEqual(lead);
  });

  it('on the last tier leaves the rest to its deadline; of what is decided it is too late', () => {
    expect(stepWhenPassedOn(standing({ tier: 'LEAD_AGENT' }), withTiers('AGENT', 'LEAD_AGENT'), NOW)).toBeNull();
    expect(stepWhenPassedOn(standing({ status: 'REJECTED' }), DEFAULT_POLICY, NOW)).toBeNull();
  });
});
