import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processIdentity } from '@/server/infra/embedded/process-identity';
import { stopLeftPostgres } from '@/server/infra/embedded/start-postgres';
import { stopLeftRedis } from '@/server/infra/embedded/start-redis';

/** A run that was killed leaves its servers: they go as soon as the next one starts. Folders are named `<prefix><process id>`. */
export async function sweepAbandoned(prefix: string): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = Number(name.startsWith(prefix) ? name.slice(prefix.length) : '');
    if (!Number.isInteger(owner) || owner <= 0 || (await processIdentity(owner))) continue;
    const dataDir = join(tmpdir(), name);
    await stopLeftPostgres(dataDir);
    await stopLeftRedis(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  }
}
