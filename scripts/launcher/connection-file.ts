import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What another process on this machine needs to join: environment variables of web and workers. */
export interface Connection {
  DATABASE_URL: string;
  DATABASE_DIRECT_URL: string;
  REDIS_URL?: string;
  NEXTAUTH_SECRET: string;
}

const fileIn = (dataDir: string) => join(dataDir, 'connection.json');

/** Readable by its owner alone: it holds the database's password. */
export async function writeConnection(dataDir: string, connection: Connection): Promise<() => Promise<void>> {
  await writeFile(fileIn(dataDir), `${JSON.stringify(connection)}\n`, { mode: 0o600 });
  return () => rm(fileIn(dataDir), { force: true });
}

export async function readConnection(dataDir: string): Promise<Connection | null> {
  const text = await readFile(fileIn(dataDir), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as Connection);
}
