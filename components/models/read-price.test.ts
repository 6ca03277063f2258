import { expect, it } from 'vitest';
import { readPrice } from './read-price';

const draft = { model: 'm', input: '0.25', output: '$2', cached: '' };

it('takes dollars per million tokens', () => {
  expect(readPrice(draft)).toEqual({ ok: true, value: { model: 'm', inputUsd: 0.25, outputUsd: 2, cachedInputUsd: null } });
  expect(readPrice({ ...draft, cached: '0' })).toMatchObject({ value: { cachedInputUsd: 0 } });
});

it.each([
  ['model', ' '],
  ['input', ''],
  ['input', '1,50'],
  ['output', '-1'],
  ['cached', 'free'],
  ['output', '100001'],
] as const)('refuses %s "%s"', (field, text) => {
  const reading = readPrice({ ...draft, [field]: text });
  expect(reading.ok ? {} : reading.errors).toHaveProperty(field);
});
