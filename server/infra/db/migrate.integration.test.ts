import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openClient } from '@/test/client';
import { createTestDatabase, type TestDatabase } from '@/test/database';
import { MigrationError, migrate } from './migrate';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..', 'prisma', 'migrations');
const FUNCTION = `CREATE TABLE counted (n int); INSERT INTO counted VALUES (1);
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN n := n * 2; RETURN n; END; $$;
SELECT twice(2);`;

let database: TestDatabase;
let migrationsDir: string;

async function write(name: string, sql: string): Promise<void> {
  await mkdir(join(migrationsDir, name), { recursive: true });
  await writeFile(join(migrationsDir, name, 'migration.sql'), sql);
}
async function ask(sql: string): Promise<unknown[]> {
  const client = await openClient(database.url);
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
const run = () => migrate({ connectionString: database.url, migrationsDir });

beforeEach(async () => {
  database = await createTestDatabase();
  migrationsDir = await mkdtemp(join(tmpdir(), 'migrations-'));
  await cp(REPOSITORY, migrationsDir, { recursive: true });
});
afterEach(async () => {
  await database.drop();
  await rm(migrationsDir, { recursive: true });
});

describe('migrate', () => {
  it('applies what is missing once, functions with semicolons included', async () => {
    await write('99990101000000_function', FUNCTION);
    expect(await run()).toEqual({ applied: ['99990101000000_function'] });
    expect(await run()).toEqual({ applied: [] });
    expect(await ask('SELECT twice(21) AS n')).toEqual([{ n: 42 }]);
  });

  it('lets one of two processes do the work', async () => {
    await write('99990101000000_function', FUNCTION);
    const both = await Promise.all([run(), run()]);
    expect(both.flatMap((one) => one.applied)).toEqual(['99990101000000_function']);
  });

  it('leaves nothing of a migration that fails', async () => {
    await write('99990101000000_broken', 'CREATE TABLE half (n int); SELECT no_such_column;');
    await expect(run()).rejects.toMatchObject({ reason: 'failed', message: expect.stringContaining('no_such_column') });
    expect(await ask(`SELECT to_regclass('half') AS half`)).toEqual([{ half: null }]);
    await write('99990101000000_broken', 'CREATE TABLE half (n int);');
    expect((await run()).applied).toEqual(['99990101000000_broken']);
  });

  it('refuses a database of a newer schema', async () => {
    await write('99990101000000_newer', 'SELECT 1;');
    await run();
    await rm(join(migrationsDir, '99990101000000_newer'), { recursive: true });
    await expect(run()).rejects.toThrow(MigrationError);
    await expect(run()).rejects.toMatchObject({ reason: 'newer_schema', message: expect.stringContaining('99990101000000_newer') });
  });

  it('refuses a migration that was changed after it was applied', async () => {
    await write('99990101000000_one', 'SELECT 1;');
    await run();
    await write('99990101000000_one', 'SELECT 2;');
    await expect(run()).rejects.toMatchObject({ reason: 'changed' });
  });
});
