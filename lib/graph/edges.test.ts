import { describe, expect, it } from 'vitest';
import { type EdgeVerdict, edgeVerdict, type IncomingEdge } from './edges';

// Written as letters: o/t/d a plain edge OPEN, TAKEN, DEAD; O/T/D the same from a branch.
const edge = (letter: string): IncomingEdge => ({
  state: ({ o: 'OPEN', t: 'TAKEN', d: 'DEAD' } as const)[letter.toLowerCase() as 'o' | 't' | 'd'],
  branch: letter === letter.toUpperCase(),
});

const table: [string, EdgeVerdict][] = [
  ['', 'READY'],
  ['o', 'PENDING'],
  ['t', 'READY'],
  ['d', 'SKIPPED'],
  ['to', 'PENDING'],
  ['td', 'READY'],
  ['dd', 'SKIPPED'],
  ['do', 'PENDING'],
  ['O', 'PENDING'],
  ['T', 'READY'],
  ['D', 'SKIPPED'],
  ['TD', 'READY'],
  ['DD', 'SKIPPED'],
  ['OD', 'PENDING'],
  ['tT', 'READY'],
  ['oT', 'PENDING'],
  ['dT', 'READY'],
  ['tD', 'SKIPPED'],
  ['oD', 'SKIPPED'],
  ['tO', 'PENDING'],
  ['dO', 'PENDING'],
];

describe('edgeVerdict', () => {
  it.each(table)('edges %j → %s', (letters, verdict) => {
    expect(edgeVerdict([...letters].map(edge))).toBe(verdict);
  });
});

/** Every list of up to `length` edges. */
function* lists(length: number): Generator<IncomingEdge[]> {
  yield [];
  if (length === 0) return;
  for (const rest of lists(length - 1)) {
    if (rest.length === length - 1) for (const letter of 'otdOTD') yield [edge(letter), ...rest];
    else yield rest;
  }
}

/** Every way in which the open edges may still close. */
function* closings(edges: readonly IncomingEdge[]): Generator<IncomingEdge[]> {
  const [first, ...rest] = edges;
  if (!first) return yield [];
  const states = first.state === 'OPEN' ? (['TAKEN', 'DEAD'] as const) : [first.state];
  for (const tail of closings(rest)) for (const state of states) yield [{ ...first, state }, ...tail];
}

describe('a verdict', () => {
  it('that is not PENDING stands, however the open edges close; and once all have closed there is one', () => {
    for (const edges of lists(4)) {
      const now = edgeVerdict(edges);
      const later = new Set([...closings(edges)].map(edgeVerdict));
      expect(later).not.toContain('PENDING');
      if (now !== 'PENDING') expect([...later]).toEqual([now]);
      else expect(edges.some(({ state }) => state === 'OPEN')).toBe(true);
    }
  });

  it('does not depend on the order of the edges', () => {
    for (const edges of lists(4)) expect(edgeVerdict([...edges].reverse())).toBe(edgeVerdict(edges));
  });
});
