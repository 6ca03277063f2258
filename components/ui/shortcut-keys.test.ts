import { describe, expect, it } from 'vitest';
import { isOfField, matchKeys, printedKeys, tokenOf } from './shortcut-keys';

const plain = { metaKey: false, ctrlKey: false, altKey: false };

describe('tokenOf', () => {
  it.each([
    [{ ...plain, key: 'J' }, 'j'],
    [{ ...plain, key: 'J', shiftKey: true }, 'shift+j'],
    [{ ...plain, key: '?', shiftKey: true }, '?'],
    [{ ...plain, key: 'Escape' }, 'esc'],
    [{ ...plain, key: 'Enter', metaKey: true }, 'mod+enter'],
    [{ ...plain, key: 'Enter', ctrlKey: true }, 'mod+enter'],
    [{ ...plain, key: 'Enter', ctrlKey: true, shiftKey: true }, 'mod+shift+enter'],
    [{ ...plain, key: 'Z', metaKey: true, shiftKey: true }, 'mod+shift+z'],
  ])('%o is %s', (press, token) => expect(tokenOf(press)).toBe(token));
});

describe('matchKeys', () => {
  const known = ['g r', 'g s', '/', 'r'];
  it.each([
    [['/'], { run: '/', wait: false }],
    [['g'], { run: null, wait: true }],
    [['g', 'r'], { run: 'g r', wait: false }],
    [['x', 'g', 's'], { run: 'g s', wait: false }],
    [['x'], { run: null, wait: false }],
    [['g', 'x'], { run: null, wait: false }],
  ])('%o', (typed, result) => expect(matchKeys(typed, known)).toEqual(result));
});

describe('printedKeys', () => {
  it('prints for the platform', () => {
    expect(printedKeys('mod+enter', true)).toEqual(['⌘↵']);
    expect(printedKeys('mod+enter', false)).toEqual(['Ctrl ↵']);
    expect(printedKeys('mod+k', true)).toEqual(['⌘K']);
    expect(printedKeys('g r', true)).toEqual(['g', 'r']);
  });
});

describe('isOfField', () => {
  it.each([
    ['mod+z', true],
    ['mod+shift+z', true],
    ['mod+c', true],
    ['mod+k', false],
    ['mod+enter', false],
    ['z', false],
  ])('%s: %s', (token, own) => expect(isOfField(token)).toBe(own));
});
