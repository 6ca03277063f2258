import { expect, it } from 'vitest';
import { safeCallback } from './safe-callback';

it.each([
  [undefined, '/'],
  ['/runs/new?x=1', '/runs/new?x=1'],
  ['//evil.example/x', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['https://evil.example/settings', '/settings'],
  ['https://evil.example//other.example', '/'],
])('%s leads to %s', (wanted, path) => expect(safeCallback(wanted)).toBe(path));
