import { expect, it } from 'vitest';
import { DEFAULT_DECISION, ESCALATION_TYPES } from '@/lib/contracts/escalation';
import { type LadderSettings, ladderSettingsSchema } from '@/lib/contracts/ladder';
import { type LadderDraft, ladderDraftOf, readLadderDraft, type TypeDraft } from './ladder-draft';

const ladder = {
  ...{ criticalAlwaysHuman: true, autoEscalateOnTimeout: true, escalateErrors: true, forecastGuard: true, scanArtifacts: true },
  ...{ leadSpendingLimitUsd: 5, revokeSeconds: 900 },
  types: Object.fromEntries(
    ESCALATION_TYPES.map((type) => [
      type,
      {
        tiers: ['AGENT', 'LEAD_AGENT', 'HUMAN'],
        seconds: { AGENT: 20, LEAD_AGENT: 1_800, HUMAN: 3_600 },
        defaultDecision: DEFAULT_DECISION[type],
        ...{ approvalsNeeded: 1, approvers: [], agentRole: 'code_reviewer', leadRole: 'tech_lead' },
      },
    ]),
  ),
};
const settings = ladderSettingsSchema.parse({ version: 3, ladder, defaults: ladder, environment: [] });
const typed = (changed: Partial<LadderDraft>, gate: Partial<TypeDraft> = {}, of: LadderSettings = settings) => {
  const draft = ladderDraftOf(of.ladder);
  return { ...draft, ...changed, types: { ...draft.types, gate_approval: { ...draft.types.gate_approval, ...gate } } };
};
const minutes = (HUMAN: string, AGENT = '0.3333') => ({ minutes: { AGENT, LEAD_AGENT: '30', HUMAN } });
const without = { uses: { AGENT: false, LEAD_AGENT: false, HUMAN: true } };

it.each<[Partial<LadderDraft>, Partial<TypeDraft>, object]>([
  [{}, {}, {}],
  [{ scanArtifacts: false, revokeMinutes: '0' }, {}, { scanArtifacts: false, revokeSeconds: 0 }],
  [{ leadSpendingLimitUsd: ' 2.5 ' }, {}, { leadSpendingLimitUsd: 2.5 }],
  [{}, minutes('1.5'), { types: { gate_approval: { seconds: { HUMAN: 90 } } } }],
  [{}, { ...without, ...minutes('60', 'soon') }, { types: { gate_approval: { tiers: ['HUMAN'] } } }],
  [
    {},
    { approvers: 'ada@example.com,\nbob@example.com', approvalsNeeded: '2' },
    { types: { gate_approval: { approvers: ['ada@example.com', 'bob@example.com'], approvalsNeeded: 2 } } },
  ],
])('%j and %j are sent as what changed', (changed, gate, value) => {
  expect(readLadderDraft(typed(changed, gate), settings)).toEqual({ ok: true, value });
});

it.each<[Partial<LadderDraft>, Partial<TypeDraft>, string]>([
  [{ leadSpendingLimitUsd: '' }, {}, 'leadSpendingLimitUsd'],
  [{ revokeMinutes: '-1' }, {}, 'revokeSeconds'],
  [{}, minutes('0'), 'types.gate_approval.seconds.HUMAN'],
  [{}, minutes('43201'), 'types.gate_approval.seconds.HUMAN'],
  [{}, minutes('60', 'soon'), 'types.gate_approval.seconds.AGENT'],
  [{}, { uses: { AGENT: false, LEAD_AGENT: false, HUMAN: false } }, 'types.gate_approval.tiers'],
  [{}, { approvers: 'ada' }, 'types.gate_approval.approvers'],
  [{}, { approvalsNeeded: '1.5' }, 'types.gate_approval.approvalsNeeded'],
  [{}, { approvers: 'ada@example.com ADA@example.com', approvalsNeeded: '2' }, 'types.gate_approval.approvalsNeeded'],
])('%j and %j are refused there', (changed, gate, field) => {
  const reading = readLadderDraft(typed(changed, gate), settings);
  expect(reading.ok ? [] : Object.keys(reading.errors)).toEqual([field]);
});

it('what is as in the beginning again goes back to the default', () => {
  const types = { ...settings.ladder.types, gate_approval: { ...settings.ladder.types.gate_approval, approvalsNeeded: 2 } };
  const changed = { ...settings, ladder: { ...settings.ladder, revokeSeconds: 60, types } };
  expect(readLadderDraft(ladderDraftOf(settings.ladder), changed)).toEqual({
    ok: true,
    value: { revokeSeconds: null, types: { gate_approval: null } },
  });
});

it('what the environment gives is not sent', () => {
  const environment = [
    { field: 'criticalAlwaysHuman', variable: 'X' },
    { field: 'seconds.HUMAN', variable: 'Y' },
  ];
  const given = { ...settings, environment };
  expect(readLadderDraft(typed({ criticalAlwaysHuman: false }, minutes('7'), given), given)).toEqual({ ok: true, value: {} });
});
