import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { OtherPeer } from '@/lib/realtime/presence-feed';
import { colourOf, doingWords, editorsWords, flagsOf, newsOf, peopleOf } from './people';

const peer = (name: string, more: Partial<OtherPeer> = {}): OtherPeer => ({
  id: `${name}.1`,
  person: name,
  name,
  actor: `user:${name}`,
  mode: 'editing',
  selection: [],
  staged: 0,
  baseVersion: 7,
  own: false,
  ...more,
});
const words = (...others: OtherPeer[]) => editorsWords(peopleOf(others));
const titleOf = (key: string) => key.toUpperCase();

describe('people of a run', () => {
  it('are one in all their tabs; the tab that edits speaks for them', () => {
    const people = peopleOf([
      peer('Ben', { mode: 'watching' }),
      peer('Ana', { id: 'a', mode: 'watching', selection: ['x'] }),
      peer('Ana', { id: 'b', staged: 3, selection: ['y'] }),
    ]);
    expect(people.map(doingWords)).toEqual(['Ana is editing from version 7, 3 changes not applied', 'Ben is watching']);
    expect([...flagsOf(people, (key) => key).keys()]).toEqual(['x', 'y']);
  });

  it('are named in the band', () => {
    expect(words()).toBe('');
    expect(words(peer('Ana', { mode: 'watching' }))).toBe('');
    expect(words(peer('Ana'))).toBe('Ana is editing too');
    expect(words(peer('Ana'), peer('Ben'))).toBe('Ana and Ben are editing too');
    expect(words(peer('Me', { own: true }))).toBe('you are editing in another tab too');
    expect(words(peer('Me', { own: true }), peer('Ana'))).toBe('Ana and you, in another tab are editing too');
  });

  it('are told of when they begin, select and end; not of what stayed', () => {
    const before = peopleOf([peer('Ana', { selection: ['a'] }), peer('Ben')]);
    const now = peopleOf([peer('Ana', { selection: ['b', 'c'] }), peer('Cy')]);
    expect(newsOf(before, now, titleOf, true)).toBe('Ana has selected B and C. Cy is editing. Ben edits no longer');
    expect(newsOf(before, now, titleOf, false)).toBe('Cy is editing. Ben edits no longer');
    expect(newsOf(now, now, titleOf, true)).toBe('');
  });

  it('keep their colours, which can be read in both themes', () => {
    expect(colourOf('person')).toBe(colourOf('person'));
    expect(new Set(Array.from({ length: 60 }, (_, n) => colourOf(`person ${n}`))).size).toBe(6);
    const [light = '', dark = ''] = readFileSync('app/globals.css', 'utf8').split('[data-theme="dark"] {');
    for (const theme of [light, dark]) {
      const value = (name: string) => theme.match(new RegExp(`--${name}: (#[0-9a-f]{6})`))?.[1] ?? '';
      for (let n = 1; n <= 6; n++) {
        for (const ground of ['on-accent', 'raised', 'surface']) {
          expect(contrast(value(`peer-${n}`), value(ground)), `peer-${n} on ${ground}`).toBeGreaterThanOrEqual(4.5);
        }
      }
    }
  });
});

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
