import { expect, it } from 'vitest';
import { idRangeOf } from './id-range';

it.each([
  ['019a5b', '019a5b00-0000-0000-0000-000000000000', '019a5bff-ffff-ffff-ffff-ffffffffffff'],
  ['019A5B7C-12', '019a5b7c-1200-0000-0000-000000000000', '019a5b7c-12ff-ffff-ffff-ffffffffffff'],
  ['019a5b7c12', '019a5b7c-1200-0000-0000-000000000000', '019a5b7c-12ff-ffff-ffff-ffffffffffff'],
  ['019a5b7c-', '019a5b7c-0000-0000-0000-000000000000', '019a5b7c-ffff-ffff-ffff-ffffffffffff'],
  ['019a5b7c-1234-7000-8000-0123456789ab', '019a5b7c-1234-7000-8000-0123456789ab', '019a5b7c-1234-7000-8000-0123456789ab'],
])('%s begins ids from %s to %s', (text, from, to) => expect(idRangeOf(text)).toEqual({ from, to }));

it.each(['', '019a5', 'ledger', '019a5b%', '-019a5b', '019a--5b7c', '0'.repeat(33)])('%j begins no id', (text) =>
  expect(idRangeOf(text)).toBeNull(),
);
