import { describe, expect, it } from 'vitest';
import { ladderChangesSchema, setLadderSettingsSchema } from '@/lib/contracts/ladder';
import { changeLadder, givenFields, ladderOf } from './configure-ladder';
import { DEFAULT_POLICY } from './policy';

const FREE = { seconds: {} };
const GIVEN = { criticalAlwaysHuman: false, seconds: { HUMAN: 10 } };

describe('the ladder that holds', () => {
  it('is the default where nobody says anything', () => {
    expect(ladderOf({}, FREE)).toEqual(DEFAULT_POLICY);
  });

  it('takes what the console changed, type by type, and over it what the environment gives', () => {
    const changes = ladderChangesSchema.parse({
      criticalAlwaysHuman: true,
      types: { security_review: { seconds: { AGENT: 1, HUMAN: 2 }, approvalsNeeded: 2 } },
    });
    const ladder = ladderOf(changes, GIVEN);
    expect(ladder).toMatchObject({ criticalAlwaysHuman: false, autoEscalateOnTimeout: true });
    expect(ladder.types.security_review).toMatchObject({ approvalsNeeded: 2, seconds: { AGENT: 1, LEAD_AGENT: 1_800, HUMAN: 10 } });
    expect(ladder.types.gate_approval.seconds).toEqual({ AGENT: 300, LEAD_AGENT: 1_800, HUMAN: 10 });
    expect(givenFields(GIVEN)).toEqual([
      { field: 'criticalAlwaysHuman', variable: 'CRITICAL_AUTO_ESCALATE_TO_HUMAN' },
      { field: 'seconds.HUMAN', variable: 'SIGNALBOX_ESCALATION_HUMAN_SECONDS' },
    ]);
  });
});

describe('a change', () => {
  const change = (before: object, input: object, given: Parameters<typeof ladderOf>[1] = FREE) => {
    const { baseVersion: _, ...rest } = setLadderSettingsSchema.parse({ baseVersion: 0, ...input });
    return changeLadder(ladderChangesSchema.parse(before), rest, given);
  };

  it('keeps what it leaves out, and null goes back to the default', () => {
    const before = { revokeSeconds: 60, types: { gate_approval: { seconds: { AGENT: 1 } }, sensitive_data: { approvalsNeeded: 2 } } };
    const after = change(before, { revokeSeconds: null, types: { gate_approval: { seconds: { HUMAN: 9 } }, sensitive_data: null } });
    expect(after).toEqual({ types: { gate_approval: { seconds: { AGENT: 1, HUMAN: 9 } } } });
  });

  it.each([
    ['criticalAlwaysHuman', { criticalAlwaysHuman: true }],
    ['types.gate_approval.seconds.HUMAN', { types: { gate_approval: { seconds: { HUMAN: 5 } } } }],
  ])('of %s is refused where the environment gives it', (path, input) => {
    expect(() => change({}, input, GIVEN)).toThrow(
      expect.objectContaining({ code: 'invalid_input', issues: [expect.objectContaining({ path })] }),
    );
  });

  it('cannot ask for more approvals than there are approvers', () => {
    const types = { budget_override: { approvers: ['ann@example.com', 'ANN@example.com'], approvalsNeeded: 2 } };
    expect(() => change({}, { types })).toThrow(/types\.budget_override\.approvalsNeeded/);
    expect(change({}, { types: { budget_override: { ...types.budget_override, approvalsNeeded: 1 } } })).toMatchObject({ types: {} });
  });

  it.each([
    [{ types: { gate_approval: { tiers: [] } } }],
    [{ types: { gate_approval: { tiers: ['HUMAN', 'AGENT'] } } }],
    [{ types: { gate_approval: { tiers: ['AGENT', 'AGENT'] } } }],
    [{ types: { gate_approval: { seconds: { AGENT: 0 } } } }],
    [{ types: { gate_approval: { leadRole: 'nobody' } } }],
    [{ types: { other: {} } }],
    [{ revokeSeconds: -1 }],
  ])('that makes no sense is refused: %j', (input) => {
    expect(setLadderSettingsSchema.safeParse({ baseVersion: 0, ...input }).success).toBe(false);
  });
});
