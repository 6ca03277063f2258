import { expect, it } from 'vitest';
import { passwordFault, passwordStrength } from './password-policy';

it.each([
  ['short', /at least 12/],
  ['x'.repeat(201), /at most 200/],
  ['ada@Example.com', /e-mail/],
  ['Password2026!!', /first that anybody/],
  ['administrator1', /first that anybody/],
  ['aaaaaaaaaaaaaa', /pattern/],
  ['abcabcabcabcab', /pattern/],
  ['123456789012', /pattern/],
  ['qwertyuiopas', /pattern/],
  ['lkjihgfedcba', /pattern/],
])('refuses %s', (password, why) => expect(passwordFault(password, 'ada@example.com')).toMatch(why));

it.each(['correct horse battery', 'the gate is closed on Tuesdays', 'Xk3!pP_q92Lm', 'ein langer Satz mit Ü'])('takes %s', (password) =>
  expect(passwordFault(password, 'ada@example.com')).toBeNull(),
);

it.each([
  ['abc', 'refused'],
  ['tidetablesss', 'fair'],
  ['tide tables 44', 'good'],
  ['the gate is closed on Tuesdays', 'strong'],
])('calls %s %s', (password, strength) => expect(passwordStrength(password, 'a@b.c')).toBe(strength));
