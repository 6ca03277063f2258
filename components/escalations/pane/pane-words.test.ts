import { describe, expect, it } from 'vitest';
import type { Me } from '@/lib/contracts/access';
import { defaultWords } from '../escalation-words';
import { readEvidence } from '../read-evidence';
import { entryWords } from './entry-words';
import { standingOf, votesWords } from './standing';
import { waitingPicture } from './waiting-picture';

const me = (more: Partial<Me> = {}): Me => ({
  ...{ name: 'ada@example.com', displayName: null, kind: 'user', role: 'approver', permissions: ['escalations.decide'] },
  ...more,
});
const asked = { askedBy: 'agent:build', approverGroup: null, assignedTo: null, votes: [], approvalsNeeded: 1 };
const vote = (voter: string) => ({ voter, status: 'APPROVED', at: '2026-11-23T10:00:00.000Z' });

describe('who may decide', () => {
  it('is told why they may not', () => {
    expect(standingOf(asked, me())).toEqual({ mayApprove: true, mayReject: true, why: null });
    expect(standingOf(asked, me({ role: 'viewer', permissions: [] })).why).toContain('viewer');
    const own = standingOf({ ...asked, askedBy: 'user:ada@example.com' }, me());
    expect(own).toMatchObject({ mayApprove: false, mayReject: true, why: expect.stringContaining('yourself') });
    const group = { ...asked, approverGroup: 'bob@example.com,Cy@example.com' };
    expect(standingOf(group, me())).toMatchObject({ mayReject: false, why: 'bob@example.com, cy@example.com decide this.' });
    expect(standingOf({ ...group, assignedTo: 'ada@example.com' }, me()).why).toBeNull();
    expect(standingOf({ ...asked, approverGroup: 'Ada@Example.com' }, me()).why).toBeNull();
    expect(standingOf({ ...asked, approvalsNeeded: 2, votes: [vote('user:ada@example.com')] }, me()).why).toContain('1 of 2');
  });
  it('sees the approvals there are', () => {
    expect(votesWords(asked)).toBeNull();
    expect(votesWords({ approvalsNeeded: 2, votes: [vote('user:bob@example.com')] })).toBe('1 of 2 approvals: bob@example.com');
  });
});

it.each([
  ['budget', 'reject', 'rejected', /stays paused/],
  ['tool', 'reject', 'rejected', /told no/],
  ['letter', 'retry', 'tried again', /once more/],
  ['hold', 'pause', 'left open', /pauses/],
] as const)('says what the default of a %s (%s) does', (subject, defaultDecision, verdict, effect) => {
  const words = defaultWords({ subject, defaultDecision, context: {}, taskKey: 'build', type: 'quality_concern' });
  expect(words.verdict).toBe(verdict);
  expect(words.effect).toMatch(effect);
});

describe('evidence by type', () => {
  it('reads money, a failure, a question and secrets, and shows the rest as it is', () => {
    const { budget, failure, question, findings, artifacts, others } = readEvidence({
      context: {
        ...{ currentSpend: 5, requestedAmount: 2.5, budgetLimit: 5, expectedRest: null, tasksToCome: 3 },
        ...{ failure: { code: 'x', message: 'broke' }, question: 'UTC?', options: ['yes', 3], coverage: 74 },
        ...{
          artifactId: 'a',
          artifactName: 'x.ts',
          findings: [{ rule: 'aws', kind: 'secret', message: 'AWS key', name: 'x.ts', line: 9 }],
        },
      },
    });
    expect(budget).toEqual({ spentUsd: 5, askedUsd: 2.5, limitUsd: 5, restUsd: null, tasksToCome: 3 });
    expect(failure).toMatchObject({ code: 'x', message: 'broke' });
    expect(question).toEqual({ text: 'UTC?', options: ['yes'] });
    expect(findings).toEqual([{ severity: 'critical', message: 'AWS key', place: 'x.ts:9', suggestion: null }]);
    expect(artifacts).toMatchObject([{ id: 'a', name: 'x.ts', version: 1 }]);
    expect(others).toEqual([{ name: 'coverage', value: '74' }]);
  });
});

it('tells the thread in sentences', () => {
  const said = (kind: 'tier' | 'decided' | 'assigned', data: Record<string, unknown>, by = 'clock') => {
    const { who, what } = entryWords({ kind, by, data });
    return `${who} ${what}`;
  };
  expect(said('tier', { tier: 'HUMAN', because: 'deadline' })).toBe('the clock took it to people: nobody answered in time');
  expect(said('tier', { tier: 'HUMAN', because: 'passed_on' }, 'lead:tech_lead')).toBe('tech_lead passed it on to people');
  expect(said('decided', { status: 'AUTO_DECIDED' })).toBe('the clock decided by the default');
  expect(said('assigned', { to: null }, 'user:ada')).toBe('ada gave it back to everybody');
});

describe('the picture of what waits', () => {
  const task = (key: string, dependsOn: string[] = [], status = 'PENDING') =>
    ({ key, title: key, status, kind: 'agent', dependsOn }) as Parameters<typeof waitingPicture>[0][number];
  it('marks the one that asks and all behind it that has not begun', () => {
    const tasks = [
      task('a', [], 'SUCCEEDED'),
      task('b', ['a'], 'WAITING'),
      task('c', ['b']),
      task('d', ['c']),
      task('e', ['a'], 'RUNNING'),
    ];
    const { picture, waits, hidden } = waitingPicture(tasks, 'b');
    expect(waits).toEqual(['c', 'd']);
    expect(hidden).toBe(0);
    expect(picture.nodes.flatMap(({ key, mark }) => (mark ? [`${key} ${mark}`] : []))).toEqual(['b asks', 'c waits', 'd waits']);
    expect(picture.edges.filter(({ mark }) => mark).map(({ from, to }) => from + to)).toEqual(['bc', 'cd']);
  });
  it('draws what is near in a wide graph, and counts all of it', () => {
    const tasks = [task('root', [], 'WAITING'), ...Array.from({ length: 500 }, (_, index) => task(`t${index}`, ['root']))];
    const { picture, waits, hidden } = waitingPicture(tasks, 'root');
    expect(waits).toHaveLength(500);
    expect(picture.nodes.length + hidden).toBe(501);
    expect(picture.nodes.length).toBeLessThanOrEqual(60);
  });
});
