import { type ChildProcess, spawn } from 'node:child_process';

/** What web and worker send over IPC when they serve. `signInLink` is the one-time link of the first start. */
export interface ReadyMessage {
  type: 'ready';
  url?: string;
  signInLink?: string;
}

export interface Supervised {
  /** Settles with the first `ready`, or with null when the first process ended before. */
  firstReady: Promise<ReadyMessage | null>;
  /** SIGTERM, up to `withinMs`, then SIGKILL. No new process after this call. */
  stop(withinMs: number): Promise<void>;
  /** Ends the process as `stop` does and starts a new one, of what the files say now. */
  replace(withinMs: number): Promise<void>;
}

export interface SuperviseOptions {
  name: string;
  /** Module to run, absolute. */
  entry: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  onStart?: (pid: number) => void;
  onReadyAgain?: (message: ReadyMessage) => void;
  /** Without this process nothing is of use: do not try again when the first one ends before it is ready. */
  essential?: boolean;
  /** A new process that ends soon after its start waits for `replace`, since its files are being worked on. */
  waitsForReplace?: boolean;
}

/** A process that lived shorter than this counts as crashing at its start. */
const SHORT_LIFE_MS = 5000;
/** Waits before a restart: none after a long life, so that a killed worker is replaced well within 2 s. */
const RESTART_AFTER_MS = 1000;
/** Crashes in a row after which the operator is told that it is a loop. */
const LOOP_AFTER = 3;

const LEAVE = new URL('leave-with-launcher.mjs', import.meta.url).href;

/** Keeps one process alive until it is told to stop: a dead one is replaced, without end and never silently. */
export function supervise(options: SuperviseOptions): Supervised {
  let child: ChildProcess | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  let replacing = false;
  let crashes = 0;
  let everReady = false;
  let settleFirst: (ready: ReadyMessage | null) => void = () => undefined;
  const firstReady = new Promise<ReadyMessage | null>((resolve) => {
    settleFirst = resolve;
  });

  const start = () => {
    const startedAt = performance.now();
    // In a group of its own: the terminal's Ctrl-C reaches the launcher alone, which ends its children in order.
    const started = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), '--import', LEAVE, options.entry], {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child = started;
    if (started.pid !== undefined) options.onStart?.(started.pid);
    started.on('message', (message: ReadyMessage) => {
      if (message?.type !== 'ready') return;
      if (everReady) options.onReadyAgain?.(message);
      everReady = true;
      settleFirst(message);
    });
    started.once('exit', (code, signal) => {
      child = null;
      settleFirst(null);
      if (stopping || (options.essential && !everReady)) return;
      if (replacing) {
        replacing = false;
        start();
        return;
      }
      const short = performance.now() - startedAt < SHORT_LIFE_MS;
      if (short && options.waitsForReplace) {
        options.say(
          `${options.name} ended (${signal ?? `exit code ${code}`}): its lines above say why. It starts again when a file is saved.`,
        );
        return;
      }
      crashes = short ? crashes + 1 : 0;
      const waitMs = short ? RESTART_AFTER_MS : 0;
      const loop = crashes >= LOOP_AFTER ? ` It ended ${crashes} times in a row soon after its start: its last lines above say why.` : '';
      options.say(`${options.name} ended (${signal ?? `exit code ${code}`}); starting a new one.${loop}`);
      timer = setTimeout(start, waitMs);
    });
  };

  start();
  return {
    firstReady,
    stop: async (withinMs) => {
      stopping = true;
      clearTimeout(timer);
      await endProcess(child, withinMs);
    },
    replace: async (withinMs) => {
      if (stopping) return;
      clearTimeout(timer);
      replacing = child !== null;
      if (child === null) start();
      else await endProcess(child, withinMs);
    },
  };
}

async function endProcess(child: ChildProcess | null, withinMs: number): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), withinMs);
  await gone;
  clearTimeout(force);
}
