import { expect, it } from 'vitest';
import { heldWords, maskFound, maskWords, shownContent } from './mask-found';

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

it('masks the words wherever they are repeated, also as JSON', () => {
  const words = heldWords(text, findings);
  expect(words).toEqual(['SECRET', 'AB\nCD']);
  expect(maskWords(`${JSON.stringify({ content: text })} ${text}`, words)).toBe(
    '{"content":"id = ******\\nkey = ****** end"} id = ******\nkey = **\n** end',
  );
});
