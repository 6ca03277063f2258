import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { migrateBench } from '../open-bench';
import type { PeerPackages } from './install';
import type { BenchRedis } from './redis';

/** `created`: layered runs that are there already, which only ours tells apart. */
export type Workload = 'layered' | 'created' | 'chain' | 'plain' | 'crash' | 'resume';

export interface Repetition {
  ms: number;
  gapsMs: number[];
  /** Where the engine's own rows tell. */
  committedTwice?: number;
}

export interface Performance {
  child: ChildProcess;
  submitted: Promise<void>;
  /** Rejects with the last words of a process that ended without a result. */
  result: Promise<Repetition>;
}

/** Where engines perform: a fresh database each time, a process of their own, the same Node. */
export interface Stage {
  /** Empties PostgreSQL and Redis for this engine. */
  clear(engine: string): Promise<void>;
  perform(engine: string, workload: Workload, size: number, env?: Record<string, string>): Performance;
}

const DATABASE = 'stage';
const TEMPLATE = 'stage_ours';
const ROOT = join(import.meta.dirname, '..', '..');

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

export async function openStage(serverUrl: string, peers: PeerPackages, redis: BenchRedis | null): Promise<Stage> {
  await onServer(serverUrl, `CREATE DATABASE ${TEMPLATE}`);
  await migrateBench(withDatabase(serverUrl, TEMPLATE));
  return {
    async clear(engine) {
      await onServer(
        serverUrl,
        `DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`,
        `CREATE DATABASE ${DATABASE} TEMPLATE ${engine === 'signalbox' ? TEMPLATE : 'template0'}`,
        'CHECKPOINT',
      );
      await redis?.flush();
    },
    perform(engine, workload, size, env = {}) {
      const ours = engine === 'signalbox';
      const script = ours ? ['--import', 'tsx', join(import.meta.dirname, 'signalbox.ts'), workload] : ['main.mjs', engine, workload];
      const child = spawn(peers.node, ['--no-warnings', ...script], {
        cwd: ours ? ROOT : peers.folder,
        env: {
          ...process.env,
          BENCH_DATABASE_URL: withDatabase(serverUrl, DATABASE),
          BENCH_REDIS_PORT: String(redis?.port ?? 0),
          BENCH_SIZE: String(size),
          ...env,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      return listen(child);
    },
  };
}

function listen(child: ChildProcess): Performance {
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words = `${words}${chunk}`.slice(-2_000);
  });
  let found: Repetition | null = null;
  let submit: () => void = () => undefined;
  const submitted = new Promise<void>((resolve) => {
    submit = resolve;
  });
  if (child.stdout) {
    createInterface(child.stdout).on('line', (line) => {
      if (line === 'SUBMITTED') submit();
      if (line.startsWith('RESULT ')) found = JSON.parse(line.slice('RESULT '.length)) as Repetition;
    });
  }
  const result = new Promise<Repetition>((resolve, reject) => {
    child.once('close', (code, signal) => {
      submit();
      if (found) resolve(found);
      else reject(new Error(words.trim() || `it ended with ${signal ?? `code ${code}`}`));
    });
  });
  // A process that is killed on purpose is not asked for its result.
  result.catch(() => undefined);
  return { child, submitted, result };
}

async function onServer(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
