import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chown, constants, mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Redis from 'ioredis';
import { EmbeddedError } from './embedded-error';
import { freePort } from './free-port';
import { serverUser } from './os-user';
import { prepareDataDir } from './postgres-data';
import { endProcess, processIdentity } from './process-identity';

export interface EmbeddedRedis {
  url: string;
  /** The program that serves. */
  binary: string;
  stop(): Promise<void>;
  ended: Promise<void>;
}

const READY_WITHIN_MS = 10_000;

/** A Redis or Valkey server among the folders of `path` (the environment's PATH); null when there is none. */
export async function findRedis(path: string | undefined): Promise<string | null> {
  for (const name of ['redis-server', 'valkey-server']) {
    for (const folder of (path ?? '').split(delimiter).filter((entry) => entry !== '')) {
      const file = join(folder, name);
      const usable = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (usable) return file;
    }
  }
  return null;
}

/**
 * Starts a server with a random password on a port of its own on 127.0.0.1. It keeps nothing: the live bus carries facts that are in PostgreSQL.
 * A server that a killed launcher left on this data folder is stopped first.
 */
export async function startRedis(options: { binary: string; dataDir: string }): Promise<EmbeddedRedis> {
  const user = await serverUser();
  await prepareDataDir(options.dataDir, user);
  const folder = join(options.dataDir, 'redis');
  await stopLeftRedis(options.dataDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const configFile = join(folder, 'redis.conf');
  const kept = await readFile(configFile, 'utf8').catch(() => '');
  // The same address after a restart: clients are told it once.
  const port = await freePort(Number(/^port (\d+)$/m.exec(kept)?.[1] ?? 0));
  const password = /^requirepass (\w+)$/m.exec(kept)?.[1] ?? randomBytes(24).toString('hex');
  // In a file, because arguments are for everybody to read.
  const config = ['bind 127.0.0.1', `port ${port}`, `requirepass ${password}`, 'save ""', 'appendonly no', `dir "${folder}"`];
  await writeFile(configFile, `${config.join('\n')}\n`, { mode: 0o600 });
  if (user) {
    await chown(folder, user.uid, user.gid);
    await chown(configFile, user.uid, user.gid);
  }
  const log = await open(join(options.dataDir, 'redis.log'), 'w', 0o600);
  const child = spawn(options.binary, [configFile], {
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
    cwd: folder,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  await log.close();
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  await writeFile(pidFile(options.dataDir), String(child.pid ?? ''), { mode: 0o600 });
  const url = `redis://:${password}@127.0.0.1:${port}`;
  await waitUntilReady(child, url, options.dataDir);
  return {
    url,
    binary: options.binary,
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const pidFile = (dataDir: string) => join(dataDir, 'redis.pid');

/** Ends a server that runs for this data folder without an owner; what is not Redis on the kept port is left alone. */
export async function stopLeftRedis(dataDir: string): Promise<void> {
  const pid = Number(await readFile(pidFile(dataDir), 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 0) return;
  const who = await processIdentity(pid);
  // Redis rewrites its command line to "redis-server 127.0.0.1:port": its working folder would tell more, but not on every system.
  if (!who || !/(redis|valkey)-server/.test(who.command)) return;
  const config = await readFile(join(dataDir, 'redis', 'redis.conf'), 'utf8').catch(() => '');
  const port = /^port (\d+)$/m.exec(config)?.[1];
  if (!port || !(who.command.includes(`:${port}`) || who.command.includes(dataDir))) return;
  if (await endProcess(pid, 'SIGTERM', 5000)) return;
  await endProcess(pid, 'SIGKILL', 5000);
}

async function waitUntilReady(child: ChildProcess, url: string, dataDir: string): Promise<void> {
  let over = false;
  for (const event of ['exit', 'error']) {
    child.once(event, () => {
      over = true;
    });
  }
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!over && Date.now() < deadline) {
    if (await redisAnswers(url, 2000).catch(() => false)) return;
    await sleep(25);
  }
  child.kill('SIGKILL');
  throw new EmbeddedError(
    'start_failed',
    `${child.spawnfile} did not start (log: ${join(dataDir, 'redis.log')}): set REDIS_URL, or take it off the PATH.`,
  );
}

/** Whether a server answers PING. Rejects with the reason when it cannot be reached. */
export async function redisAnswers(url: string, withinMs: number): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: withinMs, maxRetriesPerRequest: 0 });
  // Without a listener ioredis prints the error; it also comes as the rejection below.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } finally {
    client.disconnect();
  }
}
