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
