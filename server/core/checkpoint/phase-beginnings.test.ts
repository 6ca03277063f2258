import { expect, it } from 'vitest';
import { FIRST_ERA, type PhaseNote, readPhases } from './phase-beginnings';

const starts = (seq: number, phase: string): PhaseNote => ({ seq, phase });
const rewind = (seq: number, toSeq: number): PhaseNote => ({ seq, toSeq });

it.each<[string, PhaseNote[], string[]]>([
  ['each once', [starts(2, 'a'), starts(5, 'b'), starts(9, 'a')], ['a', 'b']],
  [
    'again behind a rewind to before it',
    [starts(2, 'a'), starts(5, 'b'), rewind(8, 3), starts(9, 'a'), starts(12, 'b')],
    ['a', 'b', 'b @8'],
  ],
  ['not again behind a rewind into it', [starts(2, 'a'), rewind(8, 2), starts(9, 'a')], ['a']],
  ['each time', [starts(2, 'a'), rewind(4, 1), starts(5, 'a'), rewind(8, 1), starts(9, 'a')], ['a', 'a @4', 'a @8']],
  [
    'as it was seen where a rewind leads forward',
    [starts(2, 'a'), starts(5, 'b'), rewind(8, 1), rewind(10, 7), starts(12, 'b')],
    ['a', 'b'],
  ],
])('finds phases that begin: %s', (_name, notes, marks) => {
  expect(readPhases(FIRST_ERA, notes).beginnings.map(({ mark }) => mark)).toEqual(marks);
  // In one look or in several.
  const found: string[] = [];
  let eras = [...FIRST_ERA];
  for (const note of notes) {
    const read = readPhases(eras, [note]);
    eras = read.eras;
    found.push(...read.beginnings.map(({ mark }) => mark));
  }
  expect(found).toEqual(marks);
});
