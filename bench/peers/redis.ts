import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '@/server/infra/embedded/free-port';
import { findRedis } from '@/server/infra/embedded/start-redis';

export interface BenchRedis {
  port: number;
  version: string;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** A server that keeps what it was told (the append-only file, synced every second). Null: there is none on the PATH. */
export async function startBenchRedis(): Promise<BenchRedis | null> {
  const binary = await findRedis(process.env.PATH);
  if (!binary) return null;
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-bench-redis-'));
  const kept = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '', '--maxmemory-policy', 'noeviction'];
  const child = spawn(binary, ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, ...kept], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const client = new Redis({ port, retryStrategy: () => 50 });
  client.on('error', () => undefined);
  const info = await client.info('server');
  return {
    port,
    version: /redis_version:(\S+)/.exec(info)?.[1] ?? 'unknown',
    async flush() {
      await client.flushall('SYNC');
    },
    async stop() {
      client.disconnect();
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
