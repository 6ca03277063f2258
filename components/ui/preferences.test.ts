import { expect, it } from 'vitest';
import { parsePreferences } from './preferences';

it.each([
  [null, { times: 'relative', motion: 'system' }],
  ['{"times":"exact"}', { times: 'exact', motion: 'system' }],
  ['{"times":"never","motion":"none","x":1}', { times: 'relative', motion: 'none' }],
  ['[1', { times: 'relative', motion: 'system' }],
  ['"exact"', { times: 'relative', motion: 'system' }],
])('%s is read as far as it is known', (stored, preferences) => {
  expect(parsePreferences(stored)).toEqual(preferences);
});
