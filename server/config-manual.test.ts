import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VARIABLES } from './config';

/** The names in the first column of the tables of settings; `_B` behind `X_A` is `X_B`. */
function namesOf(manual: string): string[] {
  const settings = /^## Settings$(.*?)^## /ms.exec(manual)?.[1] ?? '';
  return [...settings.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) => {
    let stem = '';
    return [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => {
      if (name.startsWith('_')) return stem + name;
      stem = name.replace(/_[A-Z]+$/, '');
      return name;
    });
  });
}

test('the operations manual names every setting that is read, once, and no other', () => {
  const manual = readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8');
  expect(namesOf(manual).sort()).toEqual([...VARIABLES].sort());
});
