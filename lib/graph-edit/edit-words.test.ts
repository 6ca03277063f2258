import { describe, expect, it } from 'vitest';
import type { EditDiff, EditOperation } from '@/lib/contracts/edit';
import { actorWords, changeWords, countWords, effectWords, namesOf, operationWords } from './edit-words';

const titles: Record<string, string> = { api: 'Tide API', schema: 'Schema', tests: 'Tests', copy: 'Marketing copy' };
const titleOf = (key: string) => titles[key] ?? key;
const nothing: EditDiff = {
  added: [],
  removed: [],
  changed: [],
  edges: { added: [], removed: [] },
  aborted: [],
  rerun: [],
  withdrawn: [],
};

describe('an operation in words', () => {
  const table: [string, EditOperation][] = [
    ['Remove Marketing copy', { op: 'removeTask', key: 'copy' }],
    ['Tests waits for Schema', { op: 'addDependency', from: 'schema', to: 'tests' }],
    ['Tests no longer waits for Schema', { op: 'removeDependency', from: 'schema', to: 'tests' }],
    [
      'Change Tests: tier → premium, timeout → 15 min',
      { op: 'updateTask', key: 'tests', changes: { tier: 'premium', timeoutSeconds: 900 } },
    ],
    [
      'Insert gate Security review (security review) after Tide API and Schema',
      { op: 'insertGate', key: 'sec', title: 'Security review', after: ['api', 'schema'], gateType: 'security_review' },
    ],
    [
      'Add branch coverage after Tests on artifact.test_coverage < 80: if true more, if false Marketing copy',
      {
        op: 'createBranch',
        key: 'coverage',
        after: 'tests',
        condition: 'artifact.test_coverage < 80',
        ifTrue: ['more'],
        ifFalse: ['copy'],
      },
    ],
    [
      'Add lint in parallel after Schema, before Tests',
      {
        op: 'addParallelPath',
        after: 'schema',
        before: ['tests'],
        tasks: [{ key: 'lint', dependsOn: [], kind: 'agent', maxAttempts: 3, priority: 0, sideEffects: 'none' }],
      },
    ],
  ];
  it('says what a gate just inserted was set to', () =>
    expect(
      operationWords({ op: 'updateTask', key: 'sec', changes: { gate: { type: 'tests', condition: 'artifact.passed' } } }, titleOf),
    ).toBe('Change sec: opens when artifact.passed'));
  it.each(table)('%s', (words, operation) => expect(operationWords(operation, titleOf)).toBe(words));

  it('says what an update found, where the diff knows it', () => {
    const diff: EditDiff = {
      ...nothing,
      changed: [{ key: 'tests', before: { tier: 'standard', prompt: 'a' }, after: { tier: 'premium', prompt: 'b' } }],
    };
    expect(operationWords({ op: 'updateTask', key: 'tests', changes: { tier: 'premium', prompt: 'b' } }, titleOf, diff)).toBe(
      'Change Tests: tier standard → premium, prompt rewritten',
    );
  });
});

describe('a change in words', () => {
  it.each([
    ['timeoutSeconds', 300, 7200, 'timeout 5 min → 2 h'],
    ['phase', null, 'Build', 'phase none → Build'],
    ['outputs', null, { type: 'object' }, 'outputs schema added'],
    ['sideEffects', 'none', 'irreversible', 'side effects none → irreversible'],
    ['gate', { type: 'tests', criteria: 'x' }, { type: 'code_review', criteria: 'y' }, 'gate type tests → code review, criteria rewritten'],
    [
      'branch',
      { condition: 'run.a_b < 1', ifTrue: ['a'], ifFalse: [] },
      { condition: 'run.a_b < 2', ifTrue: ['a'], ifFalse: ['b'] },
      'condition run.a_b < 1 → run.a_b < 2, tasks when false none → b',
    ],
  ])('%s', (field, before, after, words) => expect(changeWords(field, before, after)).toBe(words));
});

it('counts tasks first, then edges, then what runs again', () => {
  expect(countWords({ ...nothing, added: ['a', 'b'], removed: ['c'] })).toBe('2 added, 1 removed');
  expect(countWords({ ...nothing, edges: { added: [{ from: 'a', to: 'b' }], removed: [] } })).toBe('1 dependency changed');
  expect(countWords({ ...nothing, rerun: ['a'] })).toBe('1 task run again');
  expect(countWords(nothing)).toBe('nothing changed');
});

it('names what an edit does besides', () => {
  expect(effectWords({ ...nothing, aborted: ['api'], withdrawn: ['schema', 'tests'] }, ['copy'], titleOf)).toEqual([
    'Aborts Tide API',
    'Schema and Tests were ready and wait again',
    'Marks Marketing copy invalidated',
  ]);
});

it('shortens long lists and names who acted', () => {
  expect(namesOf(['a', 'b', 'c', 'd', 'e'], titleOf)).toBe('a, b, c and 2 others');
  expect(['user:ana@example.com', 'agent:tests', 'token:ci:main', 'system'].map(actorWords)).toEqual([
    'ana@example.com',
    'agent tests',
    'token ci:main',
    'system',
  ]);
});
