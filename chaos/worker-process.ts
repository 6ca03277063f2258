import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const SKEW = new URL('skewed-date.mjs', import.meta.url).href;

/** One worker as an operator would start it: a process of its own, from the product's own entry. */
export interface WorkerProcess {
  readonly name: string;
  readonly pid: number;
  /** It has said that it is ready, and nothing has been done to it since. */
  readonly ready: boolean;
  /** It served, and then ended though nobody had killed it. */
  readonly crashed: boolean;
  readonly log: string;
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  readonly ended: Promise<void>;
}

export function startWorkerProcess(name: string, environment: NodeJS.ProcessEnv, skewMs: number): WorkerProcess {
  const skew = skewMs === 0 ? [] : ['--import', SKEW];
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), ...skew, join(ROOT, 'server', 'worker.ts')],
    {
      cwd: ROOT,
      env: { ...environment, CHAOS_SKEW_MS: String(skewMs) },
      // The channel ends it with this process, however that ends.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  let served = false;
  let killed = false;
  let gone = false;
  let asleep = false;
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-20_000);
    });
  }
  child.on('message', () => {
    served = true;
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      gone = true;
      resolve();
    });
  });
  return {
    name,
    pid: child.pid ?? 0,
    get ready() {
      return served && !killed && !gone && !asleep;
    },
    get crashed() {
      return served && gone && !killed;
    },
    get log() {
      return log;
    },
    signal(signal) {
      if (signal === 'SIGKILL') killed = true;
      if (signal === 'SIGSTOP') asleep = true;
      if (signal === 'SIGCONT') asleep = false;
      child.kill(signal);
    },
    ended,
  };
}
