import { type ChildProcess, spawn } from 'node:child_process';
import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { diskFull, EmbeddedError } from './embedded-error';
import { freePort } from './free-port';
import { findPostgres, type PostgresBinaries } from './postgres-binaries';
import { asUser, clusterDir, ensureCluster, prepareDataDir, writeAccess } from './postgres-data';
import { endProcess, processIdentity } from './process-identity';

export interface EmbeddedPostgres {
  /** Address of one database of this server, password included: by its socket where there is one (a fifth less for a round trip). */
  url(database: string): string;
  /** The same by TCP, for what can speak nothing else. */
  tcpUrl(database: string): string;
  /** Fast shutdown: sessions are cut, a checkpoint is written. Resolves when the process is gone. */
  stop(): Promise<void>;
  /** Resolves when the server has ended, asked or not. */
  ended: Promise<void>;
}

export interface PostgresOptions {
  dataDir: string;
  /** Server settings beside or instead of the defaults below. */
  settings?: Record<string, string>;
}

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 30_000;
const BURIED_WITHIN_MS = 20_000;

/**
 * Starts PostgreSQL on a port of its own on 127.0.0.1, in a session of its own (out of the terminal's signals). A server that a killed launcher
 * left on this data folder is stopped first.
 * @throws EmbeddedError with one line that says what to do.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = await findPostgres();
  await prepareDataDir(options.dataDir, binaries.user);
  await stopLeftPostgres(options.dataDir);
  const kept = await ensureCluster(binaries, options.dataDir);
  const access = { ...kept, port: await freePort(kept.port) };
  await writeAccess(options.dataDir, access);
  const tcpUrl = (database: string) => `postgresql://signalbox:${access.password}@127.0.0.1:${access.port}/${database}`;
  const socketDir = socketDirOf(options.dataDir);
  const url = (database: string) => (socketDir ? `${tcpUrl(database)}?host=${encodeURIComponent(socketDir)}` : tcpUrl(database));
  await removeLeftSockets(options.dataDir);
  const child = await spawnServer(binaries, options, access.port);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await waitUntilReady(child, url('postgres'), options.dataDir);
  return {
    url,
    tcpUrl,
    ended,
    stop: async () => {
      child.kill('SIGINT');
      const timer = setTimeout(() => child.kill('SIGQUIT'), STOP_WITHIN_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Ends a server that runs on this data folder without an owner. What is not PostgreSQL on this very folder is left alone. */
export async function stopLeftPostgres(dataDir: string): Promise<void> {
  const directory = clusterDir(dataDir);
  const text = await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  const who = await processIdentity(pid);
  if (who?.command.includes(directory) && !(await endProcess(pid, 'SIGINT', STOP_WITHIN_MS)))
    await endProcess(pid, 'SIGQUIT', STOP_WITHIN_MS);
  await untilBuried(pid);
}

/**
 * A killed server whose parent was killed too stays a zombie until process 1 collects it, and a new one takes the zombie's id for a
 * server that still runs.
 */
async function untilBuried(pid: number): Promise<void> {
  const deadline = Date.now() + BURIED_WITHIN_MS;
  while (isKnown(pid) && (await processIdentity(pid)) === null && Date.now() < deadline) await sleep(25);
}

function isKnown(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** A socket's path is bound to 107 characters; the name in it takes up to 20. */
const MAX_SOCKET_DIR = 84;

/** Where the server's socket lies; null where there can be none. */
function socketDirOf(dataDir: string): string | null {
  const directory = resolve(clusterDir(dataDir));
  const fits = Buffer.byteLength(directory) <= MAX_SOCKET_DIR && !directory.includes(',');
  return process.platform !== 'win32' && fits ? directory : null;
}

/** What a killed server left: its lock names a process id that may be somebody else's by now. */
async function removeLeftSockets(dataDir: string): Promise<void> {
  const directory = clusterDir(dataDir);
  for (const name of await readdir(directory)) {
    if (name.startsWith('.s.PGSQL.')) await rm(join(directory, name), { force: true });
  }
}

const logFile = (dataDir: string) => join(dataDir, 'postgres.log');

async function spawnServer(binaries: PostgresBinaries, options: PostgresOptions, port: number): Promise<ChildProcess> {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    // In the cluster's own folder, which nobody else may enter; never in /tmp.
    unix_socket_directories: socketDirOf(options.dataDir) ?? '',
    max_connections: '200',
    shared_buffers: '256MB',
    shared_preload_libraries: 'pg_stat_statements',
    log_min_messages: 'warning',
    ...options.settings,
  };
  const args = ['-D', clusterDir(options.dataDir), '-p', String(port)];
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
  const log = await open(logFile(options.dataDir), 'w', 0o600);
  try {
    return spawn(binaries.postgres, args, {
      ...asUser(binaries.user),
      cwd: clusterDir(options.dataDir),
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
  } finally {
    await log.close();
  }
}

async function waitUntilReady(child: ChildProcess, url: string, dataDir: string): Promise<void> {
  let failure: string | null = null;
  child.once('error', (error) => {
    failure = error.message;
  });
  child.once('exit', (code, signal) => {
    failure ??= `it ended with ${signal ?? `code ${code}`}`;
  });
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (failure !== null) throw await startFailed(failure, dataDir);
    if (await answers(url)) return;
    await sleep(25);
  }
  child.kill('SIGQUIT');
  throw await startFailed(`it did not answer within ${READY_WITHIN_MS / 1000} s`, dataDir);
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function startFailed(why: string, dataDir: string): Promise<EmbeddedError> {
  const log = await readFile(logFile(dataDir), 'utf8').catch(() => '');
  if (/no space left on device/i.test(log)) return diskFull();
  if (/database files are incompatible/i.test(log)) {
    return new EmbeddedError(
      'other_version',
      `The data in ${clusterDir(dataDir)} was written by another major version of PostgreSQL: start the Signalbox that wrote it, or set SIGNALBOX_DATA_DIR to a new folder.`,
    );
  }
  const line = log.split('\n').findLast((text) => /FATAL|PANIC|ERROR/.test(text)) ?? why;
  return new EmbeddedError('start_failed', `PostgreSQL did not start: ${line.trim()} (log: ${logFile(dataDir)})`);
}
