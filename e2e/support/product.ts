import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LaunchMessage } from '@/scripts/launcher/launch';

export interface Product {
  /** Origin without a trailing slash. */
  url: string;
  /** Everything that it keeps; `connection.json` in it says how to reach its database. */
  dataDir: string;
  bus: 'redis' | 'postgres';
  adminEmail: string;
  adminPassword: string;
  /** Bearer token of an administrator. */
  token: string;
  /** The one-time link of a first start; null where `admin: false` was not asked for. */
  signInLink: string | null;
  /** kill -9 of the first worker; resolves when another one was started in its place. */
  killWorker(): Promise<void>;
  /** The same of the web process. */
  killWeb(): Promise<void>;
  /** Everything that the product printed so far. */
  output(): string;
  /** SIGTERM, waits for the end, and removes the data. */
  stop(): Promise<void>;
}

export interface ProductOptions {
  /** Start the Redis that is on the PATH; else PostgreSQL carries the live bus. */
  redis: boolean;
  /** False: no administrator, so that a first sign-in link is made. Default true. */
  admin?: boolean;
  env?: Record<string, string>;
}

const ROOT = join(import.meta.dirname, '..', '..');
/** Long enough to build the pages, where that was not done before. */
const START_WITHIN_MS = 180_000;

/** Starts the real product, by its launcher, on a free port and a data folder of its own. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const dataDir = await mkdtemp(join(tmpdir(), 'signalbox-e2e-'));
  const admin = { email: 'ada@example.com', password: 'correct horse battery' };
  const token = randomBytes(24).toString('hex');
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'start.mjs')], {
    cwd: ROOT,
    env: {
      NODE_ENV: 'production',
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: '0',
      LOG_LEVEL: 'warn',
      SIGNALBOX_DATA_DIR: dataDir,
      SIGNALBOX_EMBEDDED_REDIS: String(options.redis),
      SIGNALBOX_API_TOKEN: token,
      ...(options.admin === false ? {} : { SIGNALBOX_ADMIN_EMAIL: admin.email, SIGNALBOX_ADMIN_PASSWORD: admin.password }),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = collect(child);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const pids = new Map<string, number>();
  child.on('message', (message: LaunchMessage) => {
    if (message.type === 'process') pids.set(message.name, message.pid);
  });
  const kill = async (name: string) => {
    const before = pids.get(name) ?? 0;
    const replaced = new Promise<void>((resolve) => {
      const look = () => {
        if (pids.get(name) === before) return;
        child.off('message', look);
        resolve();
      };
      child.on('message', look);
    });
    process.kill(before, 'SIGKILL');
    await replaced;
  };
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  };
  const started = await startedMessage(child, output).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    url: started.url,
    dataDir,
    bus: started.bus,
    signInLink: started.signInLink,
    adminEmail: admin.email,
    adminPassword: admin.password,
    token,
    output,
    stop,
    killWorker: () => kill('worker 1'),
    killWeb: () => kill('web'),
  };
}

function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  return () => text;
}

function startedMessage(child: ChildProcess, output: () => string): Promise<Extract<LaunchMessage, { type: 'started' }>> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The product did not start (${why}):\n${output()}`));
    const timer = setTimeout(() => fail(`nothing within ${START_WITHIN_MS / 1000} s`), START_WITHIN_MS);
    child.once('close', (code) => {
      clearTimeout(timer);
      fail(`exit code ${code}`);
    });
    child.on('message', (message: LaunchMessage) => {
      if (message.type !== 'started') return;
      clearTimeout(timer);
      resolve(message);
    });
  });
}
