import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { LaunchMessage } from '@/scripts/launcher/launch';

type Started = Extract<LaunchMessage, { type: 'started' }>;

export interface Launcher {
  child: ChildProcess;
  /** Rejects with everything that was printed when the launcher ends before. */
  started: Promise<Started>;
  /** Exit code, or the signal's name. */
  ended: Promise<number | string>;
  output(): string;
  /** Process ids by name (`web`, `worker 1`), of the latest process each. */
  pids: Map<string, number>;
  /** The process that comes after `than` under this name. */
  nextPid(name: string, than: number): Promise<number>;
}

/** Starts the launcher with small processes in place of web and worker. */
export function startLauncher(environment: Record<string, string>): Launcher {
  const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'run.ts')], {
    cwd: join(import.meta.dirname, '..', '..'),
    env: { NODE_ENV: 'production', PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const pids = new Map<string, number>();
  const ended = new Promise<number | string>((resolve) => child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown')));
  const started = new Promise<Started>((resolve, reject) => {
    child.on('message', (message: LaunchMessage) => {
      if (message.type === 'started') resolve(message);
      else pids.set(message.name, message.pid);
    });
    void ended.then(() => reject(new Error(output)));
  });
  // Whoever waits for the end alone must not be told of the start.
  started.catch(() => undefined);
  return {
    child,
    started,
    ended,
    output: () => output,
    pids,
    nextPid: (name, than) =>
      new Promise((resolve) => {
        const look = () => {
          const pid = pids.get(name);
          if (pid === undefined || pid === than) return;
          child.off('message', look);
          resolve(pid);
        };
        child.on('message', look);
        look();
      }),
  };
}
