import { expect, it } from 'vitest';
import { compareUrgency, type Urgent } from './urgency';

const now = new Date('2026-01-01T12:00:00Z');
const within = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString();
const one = (id: string, more: Partial<Urgent>): Urgent => ({
  ...{ id, tier: 'HUMAN', priority: 'MEDIUM', deadlineAt: within(30), askedBack: null, blocks: 0 },
  ...more,
});

it.each<[string, Urgent, Urgent]>([
  ['what people are asked before what agents are', one('b', { priority: 'LOW' }), one('a', { tier: 'LEAD_AGENT', priority: 'CRITICAL' })],
  ['risk before haste', one('b', { priority: 'HIGH', deadlineAt: within(500) }), one('a', { deadlineAt: within(1) })],
  ['what is decided without us within minutes', one('b', { deadlineAt: within(10) }), one('a', { deadlineAt: within(20), blocks: 50 })],
  ['what is overdue', one('b', { deadlineAt: within(-10) }), one('a', { deadlineAt: within(20) })],
  ['about as soon: what holds back more', one('b', { deadlineAt: within(50), blocks: 9 }), one('a', { deadlineAt: within(20) })],
  ['the same behind both: the earlier', one('b', { deadlineAt: within(20) }), one('a', { deadlineAt: within(21) })],
  ['what can be decided before what waits for an answer', one('b', { deadlineAt: null }), one('a', { askedBack: {} })],
  ['otherwise the older', one('a', {}), one('b', {})],
])('%s', (_name, first, second) => {
  expect([second, first].sort(compareUrgency(now))).toEqual([first, second]);
  expect([first, second].sort(compareUrgency(now))).toEqual([first, second]);
});
