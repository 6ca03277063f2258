import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export interface ProcessIdentity {
  /** Ticks or text; equal for one process, different for a later one with the same id. */
  startedAt: string;
  command: string;
}

/** Who has this process id now; null when nobody (a zombie counts as nobody). */
export async function processIdentity(pid: number): Promise<ProcessIdentity | null> {
  if (process.platform === 'linux') return await fromProc(pid);
  return await fromPs(pid);
}

async function fromProc(pid: number): Promise<ProcessIdentity | null> {
  try {
    const [stat, command] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile(`/proc/${pid}/cmdline`, 'utf8')]);
    // The second field, a name in parentheses, may hold blanks: count from its end. State is field 3, start time field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return { startedAt: fields[19] ?? '', command: command.replaceAll('\0', ' ').trim() };
  } catch {
    return null;
  }
}

async function fromPs(pid: number): Promise<ProcessIdentity | null> {
  const run = promisify(execFile);
  try {
    const [startedAt, command] = await Promise.all([
      run('ps', ['-o', 'lstart=', '-p', String(pid)]),
      run('ps', ['-o', 'command=', '-p', String(pid)]),
    ]);
    return { startedAt: startedAt.stdout.trim(), command: command.stdout.trim() };
  } catch {
    return null;
  }
}

/** Signals a process that is not a child and waits until it is gone; true once it is. */
export async function endProcess(pid: number, signal: NodeJS.Signals, withinMs: number): Promise<boolean> {
  const who = await processIdentity(pid);
  if (!who) return true;
  try {
    process.kill(pid, signal);
  } catch {
    return (await processIdentity(pid)) === null;
  }
  const deadline = Date.now() + withinMs;
  for (;;) {
    const now = await processIdentity(pid);
    if (now?.startedAt !== who.startedAt) return true;
    if (Date.now() > deadline) return false;
    await sleep(25);
  }
}
