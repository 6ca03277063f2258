import { expect, it } from 'vitest';
import { safeCallback } from './safe-callback';

it.each([
  [undefined, '/runs'],
  ['/runs/new?x=1', '/runs/new?x=1'],
  ['//evil.example/x', '/runs'],
  ['/\\evil.example', '/runs'],
  ['/\t/evil.example', '/runs'],
  ['javascript:alert(1)', '/runs'],
  ['https://evil.example/settings', '/settings'],
  ['https://evil.example//other.example', '/runs'],
])('%s leads to %s', (wanted, path) => expect(safeCallback(wanted)).toBe(path));
