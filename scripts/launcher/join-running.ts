import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '@/server/config';
import { keepSecret } from '@/server/infra/embedded/secret';
import { type Connection, readConnection } from './connection-file';
import { explain } from './explain';
import { LaunchError } from './launch-error';

/**
 * Where a worker started by hand finds its database: in the environment, else in the data folder of a running `npm start`.
 * Ends the process with one line when there is neither.
 */
export async function joinRunning(options: { cloneDir: string; environment: NodeJS.ProcessEnv }): Promise<Partial<Connection>> {
  try {
    const config = readConfig(options.environment, { cloneDir: options.cloneDir, uid: process.getuid?.() });
    if (config.databaseUrl !== null) return { NEXTAUTH_SECRET: config.authSecret ?? (await ownSecret(config.dataDir)) };
    const connection = await readConnection(config.dataDir);
    if (connection) return connection;
    throw new LaunchError(
      `No Signalbox runs on the data folder ${config.dataDir}: run "npm start" first, or set DATABASE_URL (and REDIS_URL).`,
    );
  } catch (error) {
    console.error(explain(error));
    process.exit(1);
  }
}

/** A worker signs nothing for browsers: beside a database of its own it may have a secret of its own. */
async function ownSecret(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  return await keepSecret(join(dataDir, 'secret'));
}
