import { describe, expect, it } from 'vitest';
import { pathSize } from './path-size';
import { readEvidence } from './read-evidence';

const task = (key: string, dependsOn: string[] = [], branch?: { ifTrue: string[]; ifFalse: string[] }) => ({
  key,
  dependsOn,
  status: 'PENDING' as const,
  branch: branch ? { condition: 'true', evaluated: false, result: null, ...branch } : null,
});

describe('how many tasks a way has', () => {
  const tasks = [
    task('a'),
    task('b', ['a'], { ifTrue: ['t1'], ifFalse: ['f1'] }),
    task('t1', ['b']),
    task('t2', ['t1']),
    task('t3', ['t2', 'a']),
    task('f1', ['b']),
    task('join', ['t2', 'f1']),
  ];
  it('counts what only it leads to', () => {
    // t3 has another dependency that goes on, and so has the join.
    expect(pathSize(tasks, 'b', true)).toBe(2);
    expect(pathSize(tasks, 'b', false)).toBe(1);
  });
  it('counts neither what is on both ways nor what is on another branch’s', () => {
    const both = [
      task('b', [], { ifTrue: ['x', 'y'], ifFalse: ['x'] }),
      task('c', [], { ifTrue: ['y'], ifFalse: [] }),
      task('x', ['b']),
      task('y', ['b', 'c']),
    ];
    expect(pathSize(both, 'b', true)).toBe(0);
    expect(pathSize(both, 'b', false)).toBe(0);
  });
  it('is nothing where there is no such branch', () => expect(pathSize(tasks, 'a', true)).toBe(0));
});

describe('the evidence of an escalation', () => {
  it('is what a gate found, the worst first, with what it looked at', () => {
    const findings = [
      { severity: 'minor', message: 'A name', place: null, suggestion: null },
      { severity: 'critical', message: 'A token in plain text', place: 'auth.ts:14', suggestion: 'Hash it' },
      { severity: 'odd', message: 'x' },
    ];
    const artifacts = [{ id: '1', name: 'auth.ts', version: 2, taskKey: 'a' }, 'x'];
    const read = readEvidence({
      context: {
        gateResult: { type: 'security_review', verdict: 'fail', findings, criteria: 'No secrets', condition: null, rounds: 2 },
        artifacts,
      },
    });
    expect(read.findings.map(({ severity }) => severity)).toEqual(['critical', 'minor']);
    expect(read).toMatchObject({
      criteria: 'No secrets',
      condition: null,
      artifacts: [{ name: 'auth.ts', version: 2 }],
      values: [],
    });
  });
  it('is the condition with what it saw and what is missing', () => {
    const context = {
      condition: 'artifact.n < 80',
      missing: 'artifact.n is not there',
      evidence: { 'artifact.n': undefined, 'run.goal': 'x' },
    };
    expect(readEvidence({ context })).toMatchObject({
      condition: 'artifact.n < 80',
      missing: 'artifact.n is not there',
      values: [
        { name: 'artifact.n', value: 'not there' },
        { name: 'run.goal', value: '"x"' },
      ],
    });
  });
  it('leaves out where in its conversation an agent asked', () => {
    expect(readEvidence({ context: { call: { turn: 1, index: 0, conversation: 1 }, coverage: 71 } }).others).toEqual([
      { name: 'coverage', value: '71' },
    ]);
  });
  it('is empty where the context says nothing that is known', () => {
    expect(readEvidence({ context: { gateResult: 'x', artifacts: 3, evidence: [] } })).toMatchObject({
      findings: [],
      artifacts: [],
      values: [],
    });
  });
});
