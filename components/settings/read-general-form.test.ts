import { expect, it } from 'vitest';
import { type GeneralDraft, readGeneralForm } from './read-general-form';

const empty: GeneralDraft = {
  ...{ retentionDays: '', blockPercent: '', replayLimit: '', letterDays: '', autoReplay: false },
  ...{ checkpointSeconds: '', compression: true, checkpointsKept: '', allowEdits: false },
};
const nothing = {
  ...{ runRetentionDays: null, costBlockThreshold: null, dlqReplayLimit: null, dlqRetentionDays: null, dlqAutoReplay: false },
  ...{ checkpointIntervalSeconds: null, checkpointCompression: true, checkpointsKept: null, agentEdits: 'ask' },
};

it.each<[Partial<GeneralDraft>, object]>([
  [{}, {}],
  [
    { retentionDays: '30', blockPercent: '90' },
    { runRetentionDays: 30, costBlockThreshold: 0.9 },
  ],
  [
    { retentionDays: ' 1 ', blockPercent: '100.5' },
    { runRetentionDays: 1, costBlockThreshold: 1.005 },
  ],
  [
    { replayLimit: '5', letterDays: '7', autoReplay: true },
    { dlqReplayLimit: 5, dlqRetentionDays: 7, dlqAutoReplay: true },
  ],
  [
    { checkpointSeconds: '60', compression: false, checkpointsKept: ' 500 ' },
    { checkpointIntervalSeconds: 60, checkpointCompression: false, checkpointsKept: 500 },
  ],
  [{ allowEdits: true }, { agentEdits: 'allow' }],
])('%j is taken', (typed, value) => {
  expect(readGeneralForm({ ...empty, ...typed })).toEqual({ ok: true, value: { ...nothing, ...value } });
});

it.each<[keyof GeneralDraft, string]>([
  ['retentionDays', '0'],
  ['retentionDays', '1.5'],
  ['retentionDays', 'a month'],
  ['blockPercent', '0'],
  ['blockPercent', '1001'],
  ['replayLimit', '0'],
  ['replayLimit', '101'],
  ['letterDays', '-1'],
  ['letterDays', '4000'],
  ['checkpointSeconds', '0'],
  ['checkpointSeconds', '86401'],
  ['checkpointSeconds', 'often'],
  ['checkpointsKept', '0'],
  ['checkpointsKept', '2.5'],
  ['checkpointsKept', '10001'],
])('%s of %j is refused there', (field, typed) => {
  const reading = readGeneralForm({ ...empty, [field]: typed });
  expect(reading.ok ? [] : Object.keys(reading.errors)).toEqual([field]);
});
