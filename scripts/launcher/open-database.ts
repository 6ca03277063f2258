import pg from 'pg';
import type { Config } from '@/server/config';
import { type EmbeddedPostgres, startPostgres } from '@/server/infra/embedded/start-postgres';
import { LaunchError } from './launch-error';

export interface OpenDatabase {
  url: string;
  directUrl: string;
  /** Null when the server is somebody else's. */
  server: EmbeddedPostgres | null;
}

const CONNECT_WITHIN_MS = 5000;
const OLDEST_VERSION = 15;

/** The database of `DATABASE_URL`, tried; else the embedded server, started. */
export async function openDatabase(config: Config): Promise<OpenDatabase> {
  if (config.databaseUrl !== null) {
    const directUrl = config.databaseDirectUrl ?? config.databaseUrl;
    await tryDatabase('DATABASE_URL', config.databaseUrl);
    if (directUrl !== config.databaseUrl) await tryDatabase('DATABASE_DIRECT_URL', directUrl);
    return { url: config.databaseUrl, directUrl, server: null };
  }
  const server = await startPostgres({ dataDir: config.dataDir });
  await createDatabase(server.url('postgres'));
  const url = server.url('signalbox');
  return { url, directUrl: url, server };
}

/** @throws LaunchError naming the variable, the server and the reason; never the password. */
async function tryDatabase(variable: string, connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_WITHIN_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(`SELECT current_setting('server_version') AS version`);
    const version = rows[0]?.version ?? '';
    if (Number.parseInt(version, 10) < OLDEST_VERSION) {
      throw new LaunchError(`${variable}: the server is PostgreSQL ${version}; Signalbox needs ${OLDEST_VERSION} or newer.`);
    }
  } catch (error) {
    if (error instanceof LaunchError) throw error;
    throw new LaunchError(`${variable}: ${whyUnreachable(connectionString, error)}`, { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}

function whyUnreachable(connectionString: string, error: unknown): string {
  const { host, pathname, username } = new URL(connectionString);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const name = decodeURIComponent(pathname.slice(1));
  if (code === '28P01' || code === '28000') return `${host} refuses the user "${decodeURIComponent(username)}": check user and password.`;
  if (code === '3D000') return `${host} has no database "${name}": create it there (CREATE DATABASE "${name}"), then start again.`;
  const reason = code || (error instanceof Error ? error.message : String(error));
  return `cannot reach PostgreSQL at ${host || 'localhost'} (${reason}): is it running, and is the address right? Leave the variable unset for the embedded server.`;
}

async function createDatabase(serverUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'signalbox'`);
    if (rowCount === 0) await client.query('CREATE DATABASE signalbox');
  } finally {
    await client.end();
  }
}
