import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processIdentity } from '@/server/infra/embedded/process-identity';
import { LaunchError } from './launch-error';

interface Owner {
  pid: number;
  startedAt: string;
}

/**
 * Takes a data folder for this process. The lock of a launcher that is gone is taken over: the process's start time tells it from
 * another one that has its number now.
 * @returns gives the folder back.
 * @throws LaunchError while another launcher runs on it.
 */
export async function takeLock(dataDir: string): Promise<() => Promise<void>> {
  const file = join(dataDir, 'launcher.lock');
  const me: Owner = { pid: process.pid, startedAt: (await processIdentity(process.pid))?.startedAt ?? '' };
  const draft = `${file}.${process.pid}`;
  // Linked into place, so that nobody ever reads a lock that is not written yet.
  await writeFile(draft, JSON.stringify(me), { mode: 0o600 });
  try {
    await take(draft, file, dataDir);
  } finally {
    await rm(draft, { force: true });
  }
  return () => rm(file, { force: true });
}

async function take(draft: string, file: string, dataDir: string): Promise<void> {
  for (;;) {
    if (await linkNew(draft, file)) return;
    const owner = parse(await readFile(file, 'utf8').catch(() => ''));
    if (owner && (await processIdentity(owner.pid))?.startedAt === owner.startedAt) {
      throw new LaunchError(
        `Signalbox is already running on the data folder ${dataDir} (process ${owner.pid}): stop it first, or set SIGNALBOX_DATA_DIR to another folder.`,
      );
    }
    await rm(file, { force: true });
  }
}

async function linkNew(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function parse(text: string): Owner | null {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return null;
  }
}
