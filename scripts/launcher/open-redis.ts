import type { Config } from '@/server/config';
import { type EmbeddedRedis, findRedis, redisAnswers, startRedis } from '@/server/infra/embedded/start-redis';
import { LaunchError } from './launch-error';

export interface OpenRedis {
  url: string;
  /** Null when the server is somebody else's. */
  server: EmbeddedRedis | null;
}

/** The server of `REDIS_URL`, tried; else one from the PATH, started; else null: PostgreSQL carries the live bus. */
export async function openRedis(config: Config, path: string | undefined): Promise<OpenRedis | null> {
  if (config.redisUrl !== null) {
    await tryRedis(config.redisUrl);
    return { url: config.redisUrl, server: null };
  }
  const binary = config.embeddedRedis ? await findRedis(path) : null;
  if (binary === null) return null;
  const server = await startRedis({ binary, dataDir: config.dataDir });
  return { url: server.url, server };
}

async function tryRedis(url: string): Promise<void> {
  try {
    await redisAnswers(url, 5000);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LaunchError(
      `REDIS_URL: cannot reach Redis at ${new URL(url).host || new URL(url).pathname} (${reason}): is it running, and is the address right? Leave the variable unset to do without.`,
      { cause: error },
    );
  }
}
