import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { freePort } from '@/server/infra/embedded/free-port';
import { until } from '../engine/until';

const packageDir = (name: string): string => dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));

const FILESYSTEM = join(packageDir('@modelcontextprotocol/server-filesystem'), 'dist', 'index.js');
const EVERYTHING = join(packageDir('@modelcontextprotocol/server-everything'), 'dist', 'index.js');
const HOSTILE = join(import.meta.dirname, 'hostile-server.mjs');

/** Entries of a file of servers. */
export const filesystemServer = (folder: string) => ({ command: process.execPath, args: [FILESYSTEM, folder] });
export const everythingServer = () => ({ command: process.execPath, args: [EVERYTHING, 'stdio'] });
export const hostileServer = (env: Record<string, string> = {}) => ({ command: process.execPath, args: [HOSTILE], env });

/** The same server over streamable HTTP, on a free port. */
export async function startEverythingOverHttp(): Promise<{ url: string; close(): Promise<void> }> {
  const port = await freePort();
  const child: ChildProcess = spawn(process.execPath, [EVERYTHING, 'streamableHttp'], {
    env: { ...process.env, PORT: String(port) },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = `http://127.0.0.1:${port}/mcp`;
  await until('the server listens', () => fetch(url, { method: 'DELETE' }).catch(() => null));
  return {
    url,
    async close() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
