import { expect, it } from 'vitest';
import { beginsWith, matchesWords } from './match-words';

it.each([
  ['API tokens keys', 'api tok', true],
  ['API tokens keys', 'tok api', true],
  ['API tokens keys', 'oken', false],
  ['API tokens keys', '', true],
  ['Über-Läufe', 'über läu', true],
  ['Runs list search', 'runs x', false],
])('%j is found by %j: %j', (text, typed, expected) => {
  expect(matchesWords(text, typed)).toBe(expected);
});

it.each([
  ['Runs', ' ru', true],
  ['Active runs', 'runs', false],
  ['Runs', '', false],
])('%j begins with %j: %j', (label, typed, expected) => {
  expect(beginsWith(label, typed)).toBe(expected);
});
