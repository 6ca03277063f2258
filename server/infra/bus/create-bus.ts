import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import { createPostgresBus } from './postgres-bus';
import { createRedisBus } from './redis-bus';

interface BusOptions {
  redisUrl?: string;
  /** A direct connection to the database, used where no Redis is given. */
  databaseUrl: string;
  log: Log;
}

/** Redis where it is given, else LISTEN/NOTIFY. Returns at once and connects on its own. */
export function createBus({ redisUrl, databaseUrl, log }: BusOptions): LiveBus {
  return redisUrl ? createRedisBus({ url: redisUrl, log }) : createPostgresBus({ connectionString: databaseUrl, log });
}
