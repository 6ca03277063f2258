import { expect, it } from 'vitest';
import { isDatabaseOutage } from './database-outage';

const coded = (code: string) => Object.assign(new Error('x'), { code });

it.each<[unknown, boolean]>([
  [coded('57P01'), true],
  [coded('57P03'), true],
  [coded('08006'), true],
  [coded('40P01'), true],
  [coded('ECONNREFUSED'), true],
  [Object.assign(coded('ENOENT'), { syscall: 'connect' }), true],
  [Object.assign(coded('ENOENT'), { syscall: 'open' }), false],
  [new Error('Connection terminated unexpectedly'), true],
  [new Error('Connection terminated due to connection timeout'), true],
  [coded('23505'), false],
  [coded('57014'), false],
  [new Error('Cannot use a pool after calling end on the pool'), false],
  [new Error('The task is not there'), false],
  ['Connection terminated', false],
])('%o: away is %s', (error, away) => {
  expect(isDatabaseOutage(error)).toBe(away);
});
