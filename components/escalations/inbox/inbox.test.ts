import { describe, expect, it } from 'vitest';
import type { AskItem, EscalationItem } from '@/lib/contracts/escalation-inbox';
import { askStakeText } from '../asks/ask-words';
import { arrangeInbox, keepInPlace } from './arrange-inbox';
import { fromInboxSearch, INBOX_VIEWS, toInboxInput, toInboxSearch } from './inbox-query';
import { clockText, outcomeWords, spanWords, stakeText } from './inbox-words';

const item = (id: string, part: Partial<EscalationItem> = {}) =>
  ({
    id,
    kind: 'escalation',
    type: 'gate_approval',
    tier: 'HUMAN',
    priority: 'LOW',
    subject: 'ruling',
    blocks: 0,
    fingerprint: id,
    ...part,
  }) as EscalationItem;
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id).join(' ');

describe('the sections of an inbox', () => {
  it('are of people before agents, of risk before the rest', () => {
    const sections = arrangeInbox([
      item('agents', { tier: 'LEAD_AGENT', priority: 'CRITICAL' }),
      item('gate'),
      item('money', { type: 'budget_override', subject: 'budget' }),
      item('failure', { type: 'error_resolution' }),
      item('question', { type: 'ambiguous_requirement', blocks: 2 }),
      item('token', { type: 'security_review', priority: 'HIGH', blocks: 9 }),
    ]);
    expect(sections.map(({ id, aside }) => `${id}: ${aside}`)).toEqual([
      ...['high: blocks 9 tasks', 'money: 1 request', 'questions: blocks 2 tasks', 'approvals: ', 'failures: ', 'agents: '],
    ]);
  });
  it('have calls and edits of agents in one of their own, and a call of which nobody knows among what is of high risk', () => {
    const call = { kind: 'call', type: 'tool_call', question: 'approval', tier: 'HUMAN', priority: 'MEDIUM', blocks: 1 } as const;
    const rows = [
      { ...call, id: 'call', fingerprint: 'c' },
      { ...call, id: 'unknown', fingerprint: 'u', question: 'outcome_unknown', priority: 'HIGH' },
      { kind: 'edit', type: 'proposed_edit', tier: 'HUMAN', priority: 'MEDIUM', id: 'edit', fingerprint: 'e', operations: 2, blocks: 0 },
    ] as unknown as AskItem[];
    expect(arrangeInbox([...rows, item('gate')]).map((section) => `${section.id}: ${ids(section.rows)}`)).toEqual([
      'high: unknown',
      'approvals: gate',
      'asks: call edit',
    ]);
    expect(rows.map(askStakeText)).toEqual(['blocks 1', 'blocks 1', '2 changes']);
  });
  it('hold what is alike together, where the first of it belongs', () => {
    const [section] = arrangeInbox([item('a', { fingerprint: 'f' }), item('b'), item('c', { fingerprint: 'f' }), item('d')]);
    expect(ids(section?.rows ?? [])).toBe('a c b d');
  });
});

describe('what has left a list', () => {
  const before = [item('a'), item('b'), item('c'), item('d')];
  it.each([
    ['b', ['a', 'c', 'd'], 'a b c d'],
    ['a b', ['c', 'd'], 'a b c d'],
    ['d', ['a', 'b', 'c', 'new'], 'a b c d new'],
    ['b', ['d', 'c', 'a'], 'd c a b'],
    ['', ['a'], 'a'],
  ])('%s stands where it stood', (left, now, expected) => {
    const rows = now.map((id) => item(id));
    expect(ids(keepInPlace(before, rows, new Set(left.split(' '))))).toBe(expected);
  });
});

describe('a query', () => {
  it.each(['', 'q=time+zone&type=gate_approval&priority=high&show=mine&run=7', 'show=snoozed'])('is read as it is written: %s', (search) =>
    expect(toInboxSearch(fromInboxSearch(search))).toBe(search),
  );
  it('leaves out what nobody knows', () => expect(toInboxSearch(fromInboxSearch('type=x&priority=HIGHEST&show=1'))).toBe(''));
  it('asks the server for no more than it says', () => {
    expect(toInboxInput(fromInboxSearch(''))).toEqual({});
    expect(toInboxInput(fromInboxSearch('show=people&type=budget_override&priority=low'))).toEqual({
      tiers: ['HUMAN'],
      types: ['budget_override'],
      priorities: ['LOW'],
    });
    expect(toInboxInput(fromInboxSearch('show=mine'))).toEqual({ assignedTo: 'me' });
  });
  it('of every view is one that is read', () => {
    for (const { query } of INBOX_VIEWS) expect(toInboxSearch(fromInboxSearch(query))).toBe(query);
  });
});

describe('words', () => {
  it.each([
    [2_470_000, '0:41:10'],
    [-200_000, '−0:03:20'],
    [500, '0:00:00'],
    [200_000_000, '2 d 7 h'],
  ])('of %d ms that are left', (ms, text) => expect(clockText(ms)).toBe(text));
  it.each([
    [12, '12 s'],
    [360, '6 min'],
    [7_200, '2 h'],
    [259_200, '3 d'],
  ])('of %d s that a decision took', (seconds, text) => expect(spanWords(seconds)).toBe(text));
  it('of what is at stake', () => {
    expect(stakeText(item('a', { blocks: 6 }))).toBe('blocks 6');
    expect(stakeText(item('a', { subject: 'budget', blocks: 3 }))).toBe('asks for money');
    expect(stakeText(item('a', { defaultDecision: 'retry' }))).toBe('default: retry');
  });
  it('of what came of it', () => {
    expect(outcomeWords({ status: 'APPROVED', decidedBy: 'user:ann@example.com' })).toBe('Approved by ann@example.com');
    expect(outcomeWords({ status: 'AUTO_DECIDED', decidedBy: 'clock' })).toBe('Decided by the clock');
  });
});
