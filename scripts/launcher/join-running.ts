import { readConfig } from '@/server/config';
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
    if (config.databaseUrl !== null) return {};
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
