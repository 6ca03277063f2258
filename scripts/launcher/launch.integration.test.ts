import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { processIdentity } from '@/server/infra/embedded/process-identity';
import { openClient } from '@/test/client';
import { createTestDatabase } from '@/test/database';
import { type Launcher, startLauncher } from '@/test/launcher/start-launcher';

interface SmallWeb {
  databaseUrl: string;
  redisUrl: string | null;
  mode: string;
  dev: string | null;
}

let dataDir: string;
let launchers: Launcher[] = [];

function start(environment: Record<string, string> = {}): Launcher {
  const launcher = startLauncher({ SIGNALBOX_DATA_DIR: dataDir, ...environment });
  launchers.push(launcher);
  return launcher;
}
async function postgresPid(): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}
async function addresses(url: string): Promise<SmallWeb> {
  return (await (await fetch(url)).json()) as SmallWeb;
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'launcher-'));
  launchers = [];
});
afterEach(async () => {
  for (const launcher of launchers) {
    launcher.child.kill('SIGTERM');
    await launcher.ended;
  }
  await rm(dataDir, { recursive: true, force: true });
});

describe('the launcher', () => {
  it('starts a migrated database and both processes, and stops everything', async () => {
    const launcher = start();
    const { url, signInLink } = await launcher.started;
    expect(signInLink).toBe(`${url}/welcome#once`);
    await expect.poll(launcher.output).toContain(`Signalbox is at ${url}`);
    const client = await openClient((await addresses(url)).databaseUrl);
    const { rows } = await client.query('SELECT count(*)::int AS n FROM _prisma_migrations');
    await client.end();
    expect(rows[0].n).toBeGreaterThan(0);

    const pids = [...launcher.pids.values(), await postgresPid()];
    launcher.child.kill('SIGINT');
    expect(await launcher.ended).toBe(0);
    expect(await Promise.all(pids.map(processIdentity))).toEqual(pids.map(() => null));
  });

  it('replaces a worker and a web process that were killed', async () => {
    const launcher = start();
    await launcher.started;
    for (const name of ['worker 1', 'web']) {
      const before = launcher.pids.get(name) ?? 0;
      const killedAt = performance.now();
      process.kill(before, 'SIGKILL');
      await launcher.nextPid(name, before);
      expect(performance.now() - killedAt).toBeLessThan(2000);
      expect(launcher.output()).toContain(`${name} ended (SIGKILL)`);
    }
  });

  it('starts PostgreSQL again at the same address when it dies', async () => {
    const launcher = start();
    const { url } = await launcher.started;
    const { databaseUrl } = await addresses(url);
    process.kill(await postgresPid(), 'SIGQUIT');
    await expect.poll(async () => (await openClient(databaseUrl)).end().then(() => 'answers'), { timeout: 20_000 }).toBe('answers');
    expect(launcher.output()).toContain('PostgreSQL ended; starting it again.');
  });

  it('starts after a launcher that was killed, on the data that it left', async () => {
    const first = start();
    const { databaseUrl } = await addresses((await first.started).url);
    const client = await openClient(databaseUrl);
    await client.query('CREATE TABLE left_behind AS SELECT 1 AS n');
    await client.end();
    const [left, web] = [await postgresPid(), first.pids.get('web') ?? 0];
    first.child.kill('SIGKILL');
    await first.ended;
    await expect.poll(() => processIdentity(web)).toBeNull();

    const second = start();
    const again = await openClient((await addresses((await second.started).url)).databaseUrl);
    expect((await again.query('SELECT n FROM left_behind')).rows).toEqual([{ n: 1 }]);
    await again.end();
    expect(await processIdentity(left)).toBeNull();
  });

  it('replaces both processes when a source is saved, for development', async () => {
    const watched = join(dataDir, 'sources');
    await mkdir(watched);
    const launcher = start({ TEST_WATCH: watched });
    const { url } = await launcher.started;
    expect(await addresses(url)).toMatchObject({ mode: 'development', dev: '1' });
    const [web, worker] = [launcher.pids.get('web') ?? 0, launcher.pids.get('worker 1') ?? 0];
    await writeFile(join(watched, 'notes.txt'), 'nobody runs this');
    await writeFile(join(watched, 'rule.ts'), 'export const rule = 1;');
    await Promise.all([launcher.nextPid('web', web), launcher.nextPid('worker 1', worker)]);
    expect(launcher.output()).toMatch(/rule\.ts changed: web and workers start anew/);
    expect(launcher.output()).not.toMatch(/notes|ended \(/);
    await expect.poll(() => addresses(url).catch(() => null), { timeout: 20_000 }).toMatchObject({ dev: '1' });
  });

  it('serves what was built, whatever the environment says', async () => {
    const { url } = await start({ SIGNALBOX_DEV: '1', NODE_ENV: 'development' }).started;
    expect(await addresses(url)).toMatchObject({ mode: 'production', dev: null });
  });

  it('does not start twice on one data folder', async () => {
    await start().started;
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`already running on the data folder ${dataDir}`);
  });

  it.skipIf(inject('redisUrl') === null)('brings Redis where there is one, unless told not to', async () => {
    const withRedis = start();
    const started = await withRedis.started;
    expect(started.bus).toBe('redis');
    expect((await addresses(started.url)).redisUrl).toMatch(/^redis:\/\/:\w+@127\.0\.0\.1:\d+$/);
    withRedis.child.kill('SIGTERM');
    await withRedis.ended;
    expect((await start({ SIGNALBOX_EMBEDDED_REDIS: 'false' }).started).bus).toBe('postgres');
  });

  it.each([
    [
      'an unreachable database',
      { DATABASE_URL: 'postgresql://a:hidden@127.0.0.1:1/x' },
      /^DATABASE_URL: cannot reach PostgreSQL at 127\.0\.0\.1:1 /m,
    ],
    ['an unreachable Redis', { REDIS_URL: 'redis://127.0.0.1:1' }, /^REDIS_URL: cannot reach Redis at 127\.0\.0\.1:1 /m],
    ['a folder that cannot be', { SIGNALBOX_DATA_DIR: '/dev/null/x' }, /^SIGNALBOX_DATA_DIR: cannot write to \/dev\/null\/x \(ENOTDIR\)/m],
    ['a bad value', { SIGNALBOX_WORKERS: 'many' }, /^SIGNALBOX_WORKERS: /m],
  ])('says in one line that there is %s', async (_, environment, line) => {
    const launcher = start(environment);
    expect(await launcher.ended).toBe(1);
    expect(launcher.output()).toMatch(line);
    expect(launcher.output()).not.toMatch(/hidden|^\s+at /m);
  });

  it('says that a database is of a newer schema', async () => {
    const database = await createTestDatabase();
    const client = await openClient(database.url);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('n', 'n', '9999_from_the_future', now())`,
    );
    await client.end();
    const launcher = start({ DATABASE_URL: database.url });
    expect(await launcher.ended).toBe(1);
    expect(launcher.output()).toMatch(/^The database has a newer schema \(9999_from_the_future\)/m);
    await database.drop();
  });

  it('says that a web process failed at its start, and leaves nothing', async () => {
    const server = await new Promise<Server>((resolve) => {
      const one = createServer().listen(0, '127.0.0.1', () => resolve(one));
    });
    const address = server.address();
    const launcher = start({ PORT: String(typeof address === 'object' ? address?.port : '') });
    expect(await launcher.ended).toBe(1);
    expect(launcher.output()).toContain('The web process ended before it served');
    await expect(postgresPid()).rejects.toThrow('ENOENT');
    server.close();
  });
});
