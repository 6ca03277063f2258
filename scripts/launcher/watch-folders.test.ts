import { describe, expect, it } from 'vitest';
import { isSource } from './watch-folders';

describe('what a restart is worth', () => {
  it.each([
    ['web.ts', true],
    ['core/plan/check-plan.ts', true],
    ['infra/db/query.sql', true],
    ['web/guard.test.ts', false],
    ['web/serve-web.integration.test.ts', false],
    ['web/.guard.ts.swp', false],
    ['web/.#guard.ts', false],
    ['web/guard.ts~', false],
    ['4913', false],
    ['core', false],
  ])('%s: %s', (path, expected) => {
    expect(isSource(path)).toBe(expected);
  });
});
