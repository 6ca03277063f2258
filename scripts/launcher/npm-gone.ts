import { readFileSync } from 'node:fs';

const LOOK_EVERY_MS = 500;

/**
 * Calls `then` once the npm that runs this process is gone: it may die, or pass a signal to its shell alone, without a word to us.
 * Does nothing for a process that npm did not start.
 */
export function whenNpmIsGone(then: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const shell = shellAround(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && (shell === null || parentOf(parent) === shell)) return;
    clearInterval(timer);
    then();
  }, LOOK_EVERY_MS);
  timer.unref();
}

/** npm's number, where our parent is the shell that npm put between: that one outlives it. Linux alone can tell; elsewhere null. */
function shellAround(parent: number): number | null {
  const command = read(`/proc/${parent}/cmdline`)?.split('\0') ?? [];
  return command[1] === '-c' ? parentOf(parent) : null;
}

/** The fourth field; the second is a name in parentheses, which may hold anything. */
function parentOf(pid: number): number | null {
  const fields = read(`/proc/${pid}/stat`)?.replace(/^.*\)/s, '').trim().split(' ');
  return fields?.[1] === undefined ? null : Number(fields[1]);
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
