import { readFile, rm, writeFile } from 'node:fs/promises';
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
  for (;;) {
    const taken = await writeFile(file, JSON.stringify(me), { flag: 'wx', mode: 0o600 }).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      },
    );
    if (taken) return () => rm(file, { force: true });
    const owner = parse(await readFile(file, 'utf8').catch(() => ''));
    if (owner && (await processIdentity(owner.pid))?.startedAt === owner.startedAt) {
      throw new LaunchError(
        `Signalbox is already running on the data folder ${dataDir} (process ${owner.pid}): stop it first, or set SIGNALBOX_DATA_DIR to another folder.`,
      );
    }
    await rm(file, { force: true });
  }
}

function parse(text: string): Owner | null {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return null;
  }
}
