import { describe, expect, it } from 'vitest';
import { namesIn } from './complete-condition';
import { evaluateCondition } from './evaluate-condition';
import { checkCondition, MAX_CONDITION_CHARACTERS } from './parse-condition';
import type { ConditionContext } from './types';

const context: ConditionContext = {
  artifact: {
    name: 'report',
    type: 'code',
    version: 2,
    test_coverage: 84,
    ratio: 0.5,
    files: ['a.ts', 'b.ts'],
    nothing: null,
    'lines-read': 7,
  },
  task: { key: 'build', status: 'SUCCEEDED', costUsd: 0.25 },
  run: { goal: 'Ship it', costUsd: 1 },
  outputs: {
    build: { count: 3, findings: [{ severity: 'minor' }, { severity: 'critical' }] },
    'my-task': { result: true },
  },
};
const decide = (source: string) => {
  const result = evaluateCondition(source, context);
  return result.decided ? result.value : result.reason;
};
const problem = (source: string) => {
  const check = checkCondition(source);
  return check.ok ? null : `${check.problem.line}:${check.problem.column} ${check.problem.message}`;
};

describe('numbers are what a person expects, whether JSON wrote them with a point or not', () => {
  it.each([
    ['artifact.test_coverage < 80', false],
    ['artifact.test_coverage >= 84', true],
    ['artifact.test_coverage == 84', true],
    ['84 == artifact.test_coverage', true],
    ['artifact.test_coverage == 84.0', true],
    ['artifact.test_coverage != 84', false],
    ['artifact.test_coverage + 1 == 85', true],
    ['1 + artifact.test_coverage == 85', true],
    ['artifact.test_coverage - 0.5 > 83', true],
    ['artifact.test_coverage / 5 == 16.8', true],
    ['artifact.test_coverage * 2 == 168', true],
    ['artifact.test_coverage % 2 == 0', true],
    ['-artifact.test_coverage < 0', true],
    ['artifact.ratio == 0.5', true],
    ['artifact.ratio + artifact.test_coverage > 84', true],
    ['size(artifact.files) == 2', true],
    ['size(artifact.files) + 0.5 > 2', true],
    ['artifact.test_coverage in [80, 84]', true],
    ['outputs.build.count == size(artifact.files) + 1', true],
    ['artifact.files[0] == "a.ts"', true],
    ['1 == 1.0', true],
  ])('%s', (source, value) => expect(decide(source)).toBe(value));
});

describe('text, lists, outputs', () => {
  it.each([
    ['artifact.name.startsWith("rep") && task.key == "build"', true],
    ['outputs["my-task"].result', true],
    ['!outputs["my-task"].result || run.costUsd > 5', false],
    ['outputs.build.findings.exists(f, f.severity == "critical")', true],
    ['outputs.build.findings.all(f, f.severity == "minor")', false],
    ['artifact["lines-read"] == 7', true],
    ['has(artifact.missing)', false],
    ['has(artifact.missing) && artifact.missing > 3', false],
    ['artifact.nothing == null', true],
    ['artifact.test_coverage > 80 ? run.costUsd == 1 : false', true],
  ])('%s', (source, value) => expect(decide(source)).toBe(value));
});

describe('what cannot be decided is said, not guessed', () => {
  it('names the value that is not there and what is there instead', () => {
    expect(evaluateCondition('artifact.coverage < 80', context)).toEqual({
      decided: false,
      missing: 'artifact.coverage',
      reason: 'artifact.coverage is not there; artifact has name, type, version, test_coverage, ratio, files, nothing, lines-read',
      evidence: {},
    });
    expect(evaluateCondition('outputs.test.passed', context)).toMatchObject({
      missing: 'outputs.test',
      reason: 'outputs.test is not there; outputs has build, my-task',
    });
    expect(evaluateCondition('artifact.files[9] == "x"', context)).toMatchObject({ decided: false, missing: 'artifact.files[9]' });
  });
  it('says where there is no artifact at all', () => {
    expect(evaluateCondition('artifact.test_coverage < 80', { ...context, artifact: null })).toMatchObject({
      missing: 'artifact.test_coverage',
      reason: 'artifact.test_coverage is not there: task "build" has left no artifact',
    });
    expect(evaluateCondition('has(artifact.test_coverage)', { ...context, artifact: null })).toMatchObject({ decided: true, value: false });
  });
  it.each([
    ['artifact.test_coverage', 'it came to 84, which is neither true nor false'],
    ['artifact.name', 'it came to "report", which is neither true nor false'],
    ['artifact.nothing < 3', '"<" does not go between nothing (null) and a number'],
    ['artifact.name < 3', '"<" does not go between text and a number'],
    ['artifact.test_coverage && true', 'this must be true or false, but it is a number'],
    ['outputs.build.findings.exists(f, f.weight > 3)', 'f.weight is not there'],
    [
      'artifact.toString == 3',
      'artifact.toString is not there; artifact has name, type, version, test_coverage, ratio, files, nothing, lines-read',
    ],
  ])('%s', (source, reason) => expect(decide(source)).toBe(reason));
});

describe('evidence', () => {
  it('holds exactly what the condition named', () => {
    const result = evaluateCondition('artifact.test_coverage < 80 || outputs["my-task"].result && size(artifact.files) > 1', context);
    expect(result.evidence).toEqual({
      'artifact.test_coverage': 84,
      'outputs["my-task"].result': true,
      'artifact.files': ['a.ts', 'b.ts'],
    });
    expect(evaluateCondition('outputs.build.findings.exists(f, f.severity == task.key)', context).evidence).toEqual({
      'outputs.build.findings': [{ severity: 'minor' }, { severity: 'critical' }],
      'task.key': 'build',
    });
  });
  it('cuts long values', () => {
    const long = { ...context, artifact: { text: 'x'.repeat(10_000), list: Array.from({ length: 5_000 }, (_, i) => i) } };
    const { evidence } = evaluateCondition('size(artifact.text) > 3 && size(artifact.list) > 3', long);
    expect(evidence['artifact.list']).toBe('a list of 5000');
    expect(String(evidence['artifact.text']).length).toBe(301);
  });
});

describe('what is wrong with a condition, in words and with its place', () => {
  it.each([
    ['', '1:1 a condition must not be empty'],
    ['artifact.n <', '1:13 something is missing after "<"'],
    ['artifact.n = 84', '1:12 to compare, write == (two of them)'],
    ['artifact.n > 3 and true', '1:16 "and" is written && in a condition'],
    ["artifact.name == 'a", '1:18 this text has no closing quote'],
    ['artifact.n > 3 &&\n  coverage < 80', '2:3 there is no "coverage"; a condition knows artifact, task, run and outputs'],
    ['artifact.test-coverage < 80', '1:15 there is no "coverage"; a key with "-" is written ["…-…"], as in artifact["test-coverage"]'],
    ['artifact.name.matches("(a+)+$")', '1:1 regular expressions ("matches") cannot be used; use contains, startsWith or endsWith'],
    ['cel.bind(x, [1], x == [1])', '1:1 "cel.bind" cannot be used'],
    ['max(artifact.n, 3) > 2', '1:1 "max" is no function that takes a value, a number'],
    ['"a" + 1 == "b"', '1:1 "+" does not go between text and a number'],
    ['size(artifact.files)', '1:1 a condition must be true or false, but this is a number'],
    ['(artifact.n > 3', '1:16 a ")" is missing here'],
    [`${'('.repeat(40)}true${')'.repeat(40)}`, expect.stringContaining('nested too deeply')],
    [`artifact.name == "${'x'.repeat(MAX_CONDITION_CHARACTERS)}"`, expect.stringContaining('at most 2000 characters')],
    [`${'true && '.repeat(230)}true`, expect.stringContaining('too long')],
    ['[1].all(a, [1].all(b, [1].all(c, [1].all(d, true))))', '1:34 a condition goes through at most 3 lists'],
  ])('%s', (source, words) => expect(problem(source)).toEqual(words));

  it.each([
    'artifact.test_coverage < 80',
    'outputs.gate.result',
    'run.costUsd > 3 && task.attempt == 1',
    'artifact.name.contains("matches")',
  ])('accepts %s', (source) => expect(problem(source)).toBeNull());
});

describe('nothing holds the process', () => {
  const many = { ...context, artifact: { list: Array.from({ length: 3_000 }, (_, i) => i), text: 'x'.repeat(90_000) } };
  it.each([
    'artifact.list.all(a, artifact.list.all(b, artifact.list.all(c, a + b + c >= 0)))',
    'artifact.list.all(a, artifact.list.all(b, b in artifact.list))',
    `size([artifact.list].map(a, ${'a + '.repeat(60)}a).map(b, ${'b + '.repeat(40)}b)) > 0`,
    `${'artifact.text + '.repeat(60)}artifact.text == "x"`,
  ])('%s', (source) => {
    const began = performance.now();
    expect(evaluateCondition(source, many)).toMatchObject({ decided: false, reason: 'it goes through too much data to be evaluated' });
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

it('offers the names of a context with their types, near ones first', () => {
  const names = namesIn(context);
  expect(names.slice(0, 4).map((name) => name.path)).toEqual(['artifact', 'task', 'run', 'outputs']);
  expect(names).toContainEqual({ path: 'artifact.test_coverage', type: 'number', example: '84' });
  expect(names).toContainEqual({ path: 'outputs["my-task"].result', type: 'true or false', example: 'true' });
  expect(names).toContainEqual({ path: 'artifact["lines-read"]', type: 'number', example: '7' });
});
