import { describe, expect, it } from 'vitest';
import { cronIssue, isTimeZone, lastDue, nextTimes } from './cron';

const times = (cron: string, zone: string, after: string, count = 3) =>
  nextTimes(cron, zone, new Date(after), count).map((time) => time.toISOString().slice(0, 16));

describe('over the change of the clocks', () => {
  it.each([
    [
      'a time that is left out comes right behind the gap',
      '30 2 * * *',
      '2026-03-28T12:00Z',
      ['2026-03-29T01:00', '2026-03-30T00:30', '2026-03-31T00:30'],
    ],
    [
      'a time that comes twice counts once',
      '30 2 * * *',
      '2026-10-24T12:00Z',
      ['2026-10-25T00:30', '2026-10-26T01:30', '2026-10-27T01:30'],
    ],
    ['nine in the morning stays nine', '0 9 * * *', '2026-10-24T12:00Z', ['2026-10-25T08:00', '2026-10-26T08:00', '2026-10-27T08:00']],
    ['every half hour goes on', '*/30 * * * *', '2026-03-29T00:31Z', ['2026-03-29T01:00', '2026-03-29T01:30', '2026-03-29T02:00']],
  ])('%s', (_, cron, after, expected) => {
    expect(times(cron, 'Europe/Berlin', after)).toEqual(expected);
  });
});

it('weekdays, names and leap days', () => {
  expect(times('0 9 * * MON-FRI', 'UTC', '2026-11-20T09:00Z', 2)).toEqual(['2026-11-23T09:00', '2026-11-24T09:00']);
  expect(times('@daily', 'UTC', '2026-11-20T09:00Z', 1)).toEqual(['2026-11-21T00:00']);
  expect(times('0 0 29 2 *', 'UTC', '2026-11-20T09:00Z', 1)).toEqual(['2028-02-29T00:00']);
});

it.each(['', 'often', '* * * *', '* * * * * *', '61 * * * *', '0 0 30 2 *'])('refuses %j', (cron) => {
  expect(cronIssue(cron, 'UTC', new Date('2026-11-20T09:00Z'))).not.toBeNull();
});

it('knows zones', () => {
  expect([isTimeZone('Europe/Berlin'), isTimeZone('UTC'), isTimeZone('Mars/Olympus')]).toEqual([true, true, false]);
});

describe('the last time that is due', () => {
  const due = (from: string, now: string) => lastDue('0 9 * * *', 'UTC', new Date(from), new Date(now))?.toISOString() ?? null;
  it.each([
    ['of several, the last one', '2026-11-20T09:00:00Z', '2026-11-23T08:00:00Z', '2026-11-22T09:00:00.000Z'],
    ['at the very moment', '2026-11-23T09:00:00Z', '2026-11-23T09:00:00Z', '2026-11-23T09:00:00.000Z'],
    ['half a second before the next', '2026-11-22T09:00:00Z', '2026-11-23T08:59:59.500Z', '2026-11-22T09:00:00.000Z'],
    ['none yet', '2026-11-23T09:00:00Z', '2026-11-23T08:59:59Z', null],
  ])('%s', (_, from, now, expected) => expect(due(from, now)).toBe(expected));
});
