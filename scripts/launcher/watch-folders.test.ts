import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSource, watchFolders } from './watch-folders';

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

describe('saved files', () => {
  let root: string;
  let seen: string[];
  let stop: () => void;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'watch-'));
    await mkdir(join(root, 'server', 'core'), { recursive: true });
    await writeFile(join(root, 'server', 'core', 'rule.ts'), '1');
    seen = [];
    const onError = (error: unknown) => seen.push(String(error));
    stop = watchFolders({ root, folders: ['server'], onChange: (paths) => seen.push(...paths), onError });
  });
  afterEach(async () => {
    stop();
    await rm(root, { recursive: true, force: true });
  });

  it('are noticed each time, also where an editor or git puts a new file in the place of the old one', async () => {
    for (let round = 1; round <= 3; round += 1) {
      await writeFile(join(root, 'draft'), String(round));
      await rename(join(root, 'draft'), join(root, 'server', 'core', 'rule.ts'));
      await expect.poll(() => seen.length).toBe(round);
    }
    await writeFile(join(root, 'server', 'core', 'rule.ts'), 'in place');
    await expect.poll(() => seen).toEqual(Array(4).fill('server/core/rule.ts'));
  });

  it('are noticed in folders that came later', async () => {
    await mkdir(join(root, 'server', 'web'));
    await writeFile(join(root, 'server', 'web', 'guard.ts'), '1');
    await expect.poll(() => seen).toEqual(['server/web/guard.ts']);
    await writeFile(join(root, 'server', 'web', 'guard.ts'), '2');
    await expect.poll(() => seen.length).toBe(2);
    await rm(join(root, 'server', 'web'), { recursive: true });
    await writeFile(join(root, 'server', 'core', 'rule.ts'), '2');
    await expect.poll(() => seen).toContain('server/core/rule.ts');
    expect(seen.join()).not.toContain('Error');
  });
});
