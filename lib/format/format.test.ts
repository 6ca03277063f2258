import { describe, expect, it } from 'vitest';
import { formatBytes } from './bytes';
import { plural } from './count';
import { formatDuration } from './duration';
import { formatMoney } from './money';
import { formatExact, formatRelative } from './time';

describe('money', () => {
  it.each([
    [0, '$0.00'],
    [1.835, '$1.84'],
    [0.0042, '$0.0042'],
    [0.00001, '<$0.0001'],
    [12_340.4, '$12,340'],
    [-0.5, '−$0.50'],
  ])('%f reads %s', (usd, text) => expect(formatMoney(usd)).toBe(text));
});

describe('duration', () => {
  it.each([
    [-5, '0:00'],
    [41_900, '0:41'],
    [725_000, '12:05'],
    [11_229_000, '3:07:09'],
    [187_200_000, '2 d 4 h'],
  ])('%d ms reads %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe('relative time', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');
  it.each([
    ['2026-11-22T11:59:30Z', 'just now'],
    ['2026-11-22T12:00:03Z', 'just now'],
    ['2026-11-22T12:00:30Z', 'in under 1 min'],
    ['2026-11-22T11:55:59Z', '4 min ago'],
    ['2026-11-22T14:00:00Z', 'in 2 h'],
    ['2026-11-19T12:00:00Z', '3 d ago'],
    ['not a time', 'not a time'],
  ])('%s reads %s', (iso, text) => expect(formatRelative(iso, now)).toBe(text));

  it('falls back to the date after a month', () => expect(formatRelative('2026-09-01T12:00:00Z', now)).toMatch(/1 Sept? 2026/));
  it('names the zone of the exact time', () =>
    expect(formatExact('2026-11-22T20:05:09Z', 'Europe/Berlin')).toMatch(/21:05:09 (CET|GMT\+1)/));
});

describe('sizes and counts', () => {
  it.each([
    [812, '812 B'],
    [4100, '4.1 kB'],
    [3_200_000, '3.20 MB'],
  ])('%d bytes read %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
  it('speaks of one and of many', () => expect([plural(1, 'task'), plural(1200, 'task')]).toEqual(['1 task', '1,200 tasks']));
});
