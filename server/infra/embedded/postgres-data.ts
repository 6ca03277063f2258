import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFull, EmbeddedError } from './embedded-error';
import { closedFolder, type OsUser } from './os-user';
import type { PostgresBinaries } from './postgres-binaries';

/** What is kept beside the cluster: how to reach it. The file is readable by its owner alone. */
export interface PostgresAccess {
  port: number;
  password: string;
}

/** The cluster's own folder inside a data folder. */
export function clusterDir(dataDir: string): string {
  return join(dataDir, 'postgres');
}

const accessFile = (dataDir: string) => join(dataDir, 'postgres.json');

export async function readAccess(dataDir: string): Promise<PostgresAccess | null> {
  const text = await readFile(accessFile(dataDir), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as PostgresAccess);
}

export async function writeAccess(dataDir: string, access: PostgresAccess): Promise<void> {
  await writeFile(accessFile(dataDir), `${JSON.stringify(access)}\n`, { mode: 0o600 });
}

/** Makes the data folder: its owner's alone, but for the way through to the server's user. */
export async function prepareDataDir(dataDir: string, user: OsUser | null): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: user ? 0o711 : 0o700 });
  if (!user) return;
  await chmod(dataDir, 0o711);
  const closed = await closedFolder(join(dataDir, 'postgres'), user);
  if (closed !== null) {
    throw new EmbeddedError(
      'closed_folder',
      `PostgreSQL runs as the user "${user.name}", who cannot enter ${closed}: set SIGNALBOX_DATA_DIR to a folder outside of it, or leave it unset.`,
    );
  }
}

/**
 * Runs initdb where the data folder has no cluster yet. An interrupted initdb leaves no access file and is begun anew.
 * @returns how to reach the cluster; the port is 0 until its first start.
 */
export async function ensureCluster(binaries: PostgresBinaries, dataDir: string): Promise<PostgresAccess> {
  const directory = clusterDir(dataDir);
  const existing = await readAccess(dataDir);
  if (existing && (await stat(join(directory, 'PG_VERSION')).catch(() => null))) return existing;
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { mode: 0o700 });
  const password = randomBytes(24).toString('hex');
  const passwordFile = join(dataDir, 'postgres.password');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (binaries.user) {
    await chown(directory, binaries.user.uid, binaries.user.gid);
    await chown(passwordFile, binaries.user.uid, binaries.user.gid);
  }
  try {
    await initdb(binaries, directory, passwordFile);
  } finally {
    await rm(passwordFile, { force: true });
  }
  const access = { port: 0, password };
  await writeAccess(dataDir, access);
  return access;
}

function initdb(binaries: PostgresBinaries, directory: string, passwordFile: string): Promise<void> {
  const args = [
    `--pgdata=${directory}`,
    '--username=signalbox',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(binaries.initdb, args, { ...asUser(binaries.user), cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.once('error', (error) => reject(initdbFailed(error.message)));
    child.once('close', (code) => (code === 0 ? resolve() : reject(initdbFailed(complaint))));
  });
}

/** Spawn options to run as the server's user; LC_ALL keeps messages in the words that are looked for. */
export function asUser(user: OsUser | null): { uid?: number; gid?: number; env: NodeJS.ProcessEnv } {
  return { ...(user ? { uid: user.uid, gid: user.gid } : {}), env: { NODE_ENV: 'production', PATH: '/usr/bin:/bin', LC_ALL: 'C' } };
}

function initdbFailed(complaint: string): EmbeddedError {
  if (/no space left|ENOSPC/i.test(complaint)) return diskFull();
  const line = complaint.split('\n').find((text) => /error|fatal/i.test(text)) ?? complaint.trim();
  return new EmbeddedError('start_failed', `PostgreSQL could not make its data folder: ${line.trim()}`);
}
