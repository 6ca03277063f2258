import { describe, expect, test } from 'vitest';
import { ESCALATION_TYPES } from '@/lib/contracts/escalation';
import { DEFAULT_PREFERENCES, type NotificationPreferences, type NotificationRouting } from '@/lib/contracts/notification';
import { MAX_TRIES, waitAfter } from './backoff';
import { afterQuietHours, nextAt, nextHour } from './local-time';
import { type Approver, type Channels, recipientsOf, type Told } from './recipients';

const NOW = new Date('2026-03-10T22:30:00Z');
const routing = Object.fromEntries(
  ESCALATION_TYPES.map((type) => [type, { slack: true, email: true, webhooks: true, minPriority: 'LOW' }]),
) as NotificationRouting;
const hook = { id: 'h', name: 'ci', url: 'https://example.com', enabled: true, types: [], kinds: [], source: 'console' as const };
const channels: Channels = { slack: true, email: true, recipients: ['team@example.com'], webhooks: [hook], routing };
const told: Told = { kind: 'opened', type: 'quality_concern', priority: 'MEDIUM', assignedTo: null, approverGroup: null, to: null };
const ann = (preferences: Partial<NotificationPreferences> = {}): Approver => ({
  email: 'ann@example.com',
  preferences: { ...DEFAULT_PREFERENCES, ...preferences },
});
const targets = (of: Partial<Told>, by: Partial<Channels> = {}, people: Approver[] = []) =>
  recipientsOf({ ...told, ...of }, { ...channels, ...by }, people, NOW).map(({ target }) => target);

describe('who is told', () => {
  test.each<[string, Partial<Told>, Partial<Channels>, Approver[], string[]]>([
    ['every channel, and the shared address', {}, {}, [], ['slack', 'team@example.com', 'h']],
    ['who wants everything', {}, {}, [ann({ email: 'all' })], ['slack', 'team@example.com', 'ann@example.com', 'h']],
    ['not who wants only their own', {}, {}, [ann()], ['slack', 'team@example.com', 'h']],
    ['whom it is assigned to', { assignedTo: 'Ann@example.com' }, {}, [ann()], ['slack', 'team@example.com', 'ann@example.com', 'h']],
    [
      'the group of its type',
      { approverGroup: 'ann@example.com,bo@x.y' },
      {},
      [ann()],
      ['slack', 'team@example.com', 'ann@example.com', 'h'],
    ],
    ['nobody outside the group', { approverGroup: 'bo@x.y' }, {}, [ann({ email: 'all' })], ['slack', 'team@example.com', 'h']],
    [
      'its person alone',
      { kind: 'assigned', to: 'ann@example.com' },
      {},
      [ann(), { ...ann({ email: 'all' }), email: 'bo@x.y' }],
      ['ann@example.com', 'h'],
    ],
    ['nobody who turned it off', { assignedTo: 'ann@example.com' }, {}, [ann({ email: 'off' })], ['slack', 'team@example.com', 'h']],
    ['nobody who muted its type', {}, {}, [ann({ email: 'all', mutedTypes: ['quality_concern'] })], ['slack', 'team@example.com', 'h']],
    ['nobody below their priority', {}, {}, [ann({ email: 'all', minPriority: 'HIGH' })], ['slack', 'team@example.com', 'h']],
    ['how it ended, to who wants that', { kind: 'decided' }, {}, [ann({ email: 'all', decided: true })], ['slack', 'ann@example.com', 'h']],
    [
      'a shared address that is a person, once',
      {},
      { recipients: ['Ann@example.com'] },
      [ann({ email: 'all' })],
      ['slack', 'ann@example.com', 'h'],
    ],
    ['no webhook of other types', {}, { webhooks: [{ ...hook, types: ['sensitive_data'] }] }, [], ['slack', 'team@example.com']],
    ['no webhook that is off', {}, { webhooks: [{ ...hook, enabled: false }] }, [], ['slack', 'team@example.com']],
    ['nobody, where nothing is set up', {}, { slack: false, email: false, webhooks: [] }, [ann({ email: 'all' })], []],
    [
      'by the routes of its type',
      {},
      { routing: { ...routing, quality_concern: { slack: false, email: false, webhooks: true, minPriority: 'LOW' } } },
      [ann({ email: 'all' })],
      ['h'],
    ],
    [
      'nobody below the priority of its route',
      { priority: 'LOW' },
      { routing: { ...routing, quality_concern: { slack: true, email: true, webhooks: true, minPriority: 'HIGH' } } },
      [],
      [],
    ],
  ])('%s', (_name, of, by, people, expected) => {
    expect(targets(of, by, people)).toEqual(expected);
  });
});

describe('when a person is told', () => {
  const berlin = { email: 'all' as const, timeZone: 'Europe/Berlin', quietHours: { from: '22:00', to: '07:00' } };
  const when = (of: Partial<Told>, preferences: Partial<NotificationPreferences>) => {
    const one = recipientsOf({ ...told, ...of }, channels, [ann(preferences)], NOW).find(({ target }) => target === 'ann@example.com');
    return [one?.notBefore.toISOString(), one?.pace];
  };
  test.each<[string, Partial<Told>, Partial<NotificationPreferences>, [string, string]]>([
    ['at once', {}, { email: 'all' }, ['2026-03-10T22:30:00.000Z', 'instant']],
    ['after their quiet hours', {}, berlin, ['2026-03-11T06:00:00.000Z', 'instant']],
    ['at once of what is critical', { priority: 'CRITICAL' }, berlin, ['2026-03-10T22:30:00.000Z', 'instant']],
    [
      'unless they do not want that',
      { priority: 'CRITICAL' },
      { ...berlin, criticalAnyway: false },
      ['2026-03-11T06:00:00.000Z', 'instant'],
    ],
    ['once an hour', {}, { email: 'all', pace: 'hourly' }, ['2026-03-10T23:00:00.000Z', 'digest']],
    [
      'once a day',
      {},
      { email: 'all', pace: 'daily', dailyAt: '08:00', timeZone: 'Europe/Berlin' },
      ['2026-03-11T07:00:00.000Z', 'digest'],
    ],
    ['at once of a reminder', { kind: 'reminder' }, { email: 'all', pace: 'daily' }, ['2026-03-10T22:30:00.000Z', 'instant']],
  ])('%s', (_name, of, preferences, expected) => {
    expect(when(of, preferences)).toEqual(expected);
  });
});

describe('a clock on somebody’s wall', () => {
  const at = (time: string) => new Date(time);
  test.each([
    ['2026-03-28T20:00:00Z', '07:00', 'Europe/Berlin', '2026-03-29T05:00:00.000Z', 'over the night in which clocks go forward'],
    ['2026-10-24T20:00:00Z', '07:00', 'Europe/Berlin', '2026-10-25T06:00:00.000Z', 'over the night in which they go back'],
    ['2026-03-10T08:00:00Z', '08:00', 'UTC', '2026-03-11T08:00:00.000Z', 'not now, where it shows that time now'],
    ['2026-03-10T07:59:30Z', '08:00', 'UTC', '2026-03-10T08:00:00.000Z', 'within the minute'],
    ['2026-03-10T08:00:00Z', '13:30', 'Asia/Kolkata', '2026-03-11T08:00:00.000Z', 'half an hour off'],
  ])('after %s it is %s in %s at %s: %4$s', (from, time, zone, expected) => {
    expect(nextAt(at(from), time, zone).toISOString()).toBe(expected);
  });
  test('quiet hours within a day, over midnight, and none', () => {
    const quiet = (time: string, from: string, to: string) => afterQuietHours(at(time), { from, to }, 'UTC').toISOString();
    expect(quiet('2026-03-10T12:30:00Z', '12:00', '13:00')).toBe('2026-03-10T13:00:00.000Z');
    expect(quiet('2026-03-10T13:00:00Z', '12:00', '13:00')).toBe('2026-03-10T13:00:00.000Z');
    expect(quiet('2026-03-10T11:59:00Z', '12:00', '13:00')).toBe('2026-03-10T11:59:00.000Z');
    expect(quiet('2026-03-10T23:00:00Z', '22:00', '07:00')).toBe('2026-03-11T07:00:00.000Z');
    expect(quiet('2026-03-10T03:00:00Z', '22:00', '07:00')).toBe('2026-03-10T07:00:00.000Z');
    expect(quiet('2026-03-10T12:00:00Z', '08:00', '08:00')).toBe('2026-03-10T12:00:00.000Z');
    expect(nextHour(at('2026-03-10T08:10:20Z'), 'Asia/Kolkata').toISOString()).toBe('2026-03-10T08:30:00.000Z');
  });
});

describe('a delivery that failed', () => {
  const fault = { permanent: false, retryAfterMs: null };
  test('waits longer each time, then gives up', () => {
    const waits = Array.from({ length: MAX_TRIES }, (_, index) => waitAfter(index + 1, fault, 0));
    expect(waits.slice(0, 3)).toEqual([1_000, 5_000, 30_000]);
    expect(waits.at(-1)).toBeNull();
    expect(waits.slice(0, -1).every((wait, index, all) => index === 0 || (wait ?? 0) > (all[index - 1] ?? 0))).toBe(true);
    expect(waitAfter(1, fault, 0.999)).toBeGreaterThan(799);
  });
  test('waits as long as the other side says, within a day, and gives up where that is of no use', () => {
    expect(waitAfter(1, { ...fault, retryAfterMs: 60_000 }, 0)).toBe(60_000);
    expect(waitAfter(1, { ...fault, retryAfterMs: 10 ** 10 }, 0)).toBe(86_400_000);
    expect(waitAfter(1, { ...fault, permanent: true }, 0)).toBeNull();
  });
});
