import { describe, expect, it } from 'vitest';
import { judgementOf, judgementOfExpression } from './judge';
import { readVerdict, verdictRepairRequest } from './read-verdict';

const finding = { severity: 'major', message: 'It loses orders.', place: 'orders.ts:14', suggestion: 'Commit first.' };
const read = (value: unknown, last = false) => readVerdict(typeof value === 'string' ? value : JSON.stringify(value), last);

describe('a verdict is read', () => {
  it('without what a database cannot store, escaped as it may be', () => {
    const odd = { severity: 'major', message: 'a\u0000b', place: '\ud800', suggestion: 'c\udc00' };
    const clean = { severity: 'major', message: 'a\ufffdb', place: '\ufffd', suggestion: 'c\ufffd' };
    expect(read({ verdict: 'fail', findings: [odd] })).toEqual({ ok: true, verdict: { verdict: 'fail', findings: [clean] } });
  });

  it('as it is asked for', () => {
    expect(read({ verdict: 'fail', findings: [finding] })).toEqual({ ok: true, verdict: { verdict: 'fail', findings: [finding] } });
    expect(read('```json\n{"verdict": "pass", "findings": []}\n```')).toEqual({ ok: true, verdict: { verdict: 'pass', findings: [] } });
  });

  it.each<[string, unknown, string]>([
    ['other words for the verdict', { verdict: 'Approved', findings: [] }, 'pass'],
    ['a boolean', { passed: false, issues: ['It is empty.'] }, 'fail'],
    ['no findings beside a pass', { verdict: 'PASS' }, 'pass'],
    ['a word alone', 'PASS', 'pass'],
    ['words with a reason behind', 'Verdict: fail\nThe tests are missing.', 'fail'],
    ['thoughts before it', '<think>{"verdict":"fail"}</think>{"verdict":"pass","findings":[]}', 'pass'],
  ])('from %s', (_name, value, verdict) => {
    expect(read(value)).toMatchObject({ ok: true, verdict: { verdict } });
  });

  it('with the names and severities of other reviewers', () => {
    const reading = read({
      verdict: 'changes requested',
      issues: [{ severity: 'Blocker', description: 'x', file: 'a.ts', line: 3, fix: 'y' }],
    });
    expect(reading).toEqual({
      ok: true,
      verdict: { verdict: 'fail', findings: [{ severity: 'critical', message: 'x', place: 'a.ts', suggestion: 'y' }] },
    });
  });
});

describe('a verdict that cannot be used', () => {
  it.each<[string, unknown, string]>([
    ['names the field', { verdict: 'maybe', findings: [] }, 'verdict: must be "pass" or "fail"'],
    ['names the finding', { verdict: 'fail', findings: [{ severity: 'awful', message: 'x' }] }, 'findings.0.severity: must be one of'],
    ['needs a reason to fail', { verdict: 'fail', findings: [] }, 'findings: a "fail" needs at least one finding'],
    ['is not guessed from prose', 'This all looks good to me, I would pass it on.', 'the answer holds no JSON value'],
  ])('%s', (_name, value, words) => {
    const reading = read(value);
    expect(reading.ok).toBe(false);
    expect(verdictRepairRequest(reading.ok ? [] : reading.errors)).toContain(words);
  });

  it('counts as a fail all the same where it can be repaired no more and only its reason is missing', () => {
    expect(read({ verdict: 'fail' }, true)).toMatchObject({ ok: true, verdict: { verdict: 'fail', findings: [{ severity: 'major' }] } });
    expect(read({ verdict: 'perhaps' }, true).ok).toBe(false);
  });
});

describe('a judgement', () => {
  it('is a fail where a finding is critical, whatever the verdict says', () => {
    const critical = { severity: 'critical' as const, message: 'x', place: null, suggestion: null };
    expect(judgementOf({ verdict: 'pass', findings: [critical] }, null)).toMatchObject({
      result: false,
      by: 'model',
      findings: [critical],
    });
    expect(judgementOf({ verdict: 'pass', findings: [{ ...critical, severity: 'major' }] }, null).result).toBe(true);
  });

  it('asks that a condition holds as well, and tells the author which values it saw', () => {
    const unmet = { condition: 'artifact.coverage >= 80', result: false, evidence: { 'artifact.coverage': 61 } };
    const judgement = judgementOf({ verdict: 'pass', findings: [] }, unmet);
    expect(judgement).toMatchObject({ result: false, condition: unmet.condition, evidence: unmet.evidence });
    expect(judgement.findings[0]?.message).toBe('The condition does not hold: artifact.coverage is 61.');
    expect(judgementOfExpression({ ...unmet, result: true })).toMatchObject({ result: true, by: 'expression', findings: [] });
  });
});
