import { expect, it } from 'vitest';
import { holdRows } from './hold-rows';

const rows = ['d', 'c', 'b', 'a'].map((id) => ({ id }));
const ids = (list: readonly { id: string }[]) => list.map((row) => row.id).join('');

it.each([
  ['at the top nothing is held', null, 'dcba', 0],
  ['what came above is held', 'b', 'ba', 2],
  ['the first row known is the first row', 'd', 'dcba', 0],
  ['a known row that went away holds nothing', 'x', 'dcba', 0],
])('%s', (_, known, shown, held) => {
  const result = holdRows(rows, known);
  expect([ids(result.shown), result.held]).toEqual([shown, held]);
});
