import { expect, it } from 'vitest';
import { readGeneralForm } from './read-general-form';

it.each([
  ['', '', { runRetentionDays: null, costBlockThreshold: null }],
  ['30', '90', { runRetentionDays: 30, costBlockThreshold: 0.9 }],
  [' 1 ', '100.5', { runRetentionDays: 1, costBlockThreshold: 1.005 }],
])('%j days and %j per cent are taken', (retentionDays, blockPercent, value) => {
  expect(readGeneralForm({ retentionDays, blockPercent })).toEqual({ ok: true, value });
});

it.each([
  ['0', '', 'retentionDays'],
  ['1.5', '', 'retentionDays'],
  ['a month', '', 'retentionDays'],
  ['', '0', 'blockPercent'],
  ['', '1001', 'blockPercent'],
])('%j days and %j per cent are refused at %s', (retentionDays, blockPercent, field) => {
  const reading = readGeneralForm({ retentionDays, blockPercent });
  expect(reading.ok ? [] : Object.keys(reading.errors)).toEqual([field]);
});
