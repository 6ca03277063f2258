import { expect, it } from 'vitest';
import { ESCALATION_STATUSES } from '@/lib/contracts/escalation';
import { revokeBlock } from './revoke';

const now = new Date('2026-01-01T12:00:00Z');
const later = (ms: number) => new Date(now.getTime() + ms);

it.each(ESCALATION_STATUSES)('of what is %s', (status) => {
  const block = revokeBlock({ status, revocableUntil: later(1) }, { status: 'RUNNING' }, now);
  if (status === 'APPROVED' || status === 'APPROVED_WITH_CONDITIONS') expect(block).toBeNull();
  else expect(block).toMatchObject({ code: 'conflict', more: { decision: { status } } });
});

it('within its time, to the last moment, and while there is something to stop', () => {
  const asked = { status: 'APPROVED' as const, revocableUntil: now };
  expect(revokeBlock(asked, { status: 'FAILED' }, now)).toBeNull();
  expect(revokeBlock(asked, { status: 'RUNNING' }, later(1))?.message).toContain('time');
  expect(revokeBlock({ ...asked, revocableUntil: null }, { status: 'RUNNING' }, now)?.message).toContain('time');
  expect(revokeBlock(asked, { status: 'SUCCEEDED' }, now)?.message).toContain('ended');
  expect(revokeBlock(asked, { status: 'RUNNING', isGone: true }, now)?.message).toContain('no part of the run');
});
