import { expect, it } from 'vitest';
import { maskDeep, maskFound, maskWords, shownContent } from './mask-found';

const text = 'id = SECRET\nkey = AB\nCD end';
const finding = (start: number, end: number) => ({ rule: 'r', kind: 'secret' as const, message: 'm', start, end, line: 1 });
const findings = [finding(5, 11), finding(18, 23)];

it('masks what was found and moves nothing', () => {
  expect(maskFound(text, findings)).toBe('id = ******\nkey = **\n** end');
  expect(maskFound(text, [])).toBe(text);
});

it('shows what was released, and nothing else', () => {
  const quarantine = (status: 'held' | 'released' | 'kept') => ({ status, findings, escalationId: null });
  expect(shownContent(text, null)).toBe(text);
  expect(shownContent(text, quarantine('released'))).toBe(text);
  for (const status of ['held', 'kept'] as const) expect(shownContent(text, quarantine(status))).not.toContain('SECRET');
});

it('masks what a cut has left of a word at an edge, and nothing shorter', () => {
  const word = 'ABCDEFGHIJKLMNOP';
  expect(maskWords(`IJKLMNOP and ABCDEF`, [word])).toBe('******** and ******');
  expect(maskWords('NOP and ABC', [word])).toBe('NOP and ABC');
  expect(maskWords('CDEFGHIJ', [word])).toBe('********');
  expect(maskDeep({ list: [`x ${word}`, 1, null], at: new Date(0) }, [word])).toEqual({
    list: [`x ${'*'.repeat(16)}`, 1, null],
    at: new Date(0),
  });
});

it('masks the words wherever they are repeated, also as JSON', () => {
  const words = ['SECRET', 'AB\nCD'];
  expect(maskWords(`${JSON.stringify({ content: text })} ${text}`, words)).toBe(
    '{"content":"id = ******\\nkey = ****** end"} id = ******\nkey = **\n** end',
  );
});

it('masks numbers and names of fields, and leaves short pieces that stand in other words', () => {
  const word = 'postgres://admin:hunter2secret@db.prod.internal/app';
  expect(maskDeep({ [`of ${word}`]: 4111111111111111, bus: 'postgres', n: 42 }, [word, '4111111111111111'])).toEqual({
    [`of ${'*'.repeat(word.length)}`]: '*'.repeat(16),
    bus: 'postgres',
    n: 42,
  });
});
