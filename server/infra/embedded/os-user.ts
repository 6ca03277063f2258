import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedError } from './embedded-error';

const run = promisify(execFile);

/** The ordinary user that servers run as when Signalbox itself is root. */
export interface OsUser {
  name: string;
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root: there it gets the user `postgres`, made where there is none.
 * @returns null when this process is an ordinary user already.
 * @throws EmbeddedError when there is no such user and none can be made.
 */
export async function serverUser(): Promise<OsUser | null> {
  if (process.getuid?.() !== 0) return null;
  const name = 'postgres';
  const known = await lookUp(name);
  if (known) return known;
  await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]).catch(() => undefined);
  const made = await lookUp(name);
  if (made) return made;
  throw new EmbeddedError(
    'no_user',
    `PostgreSQL does not run as root and the user "${name}" could not be made: start Signalbox as an ordinary user, or set DATABASE_URL.`,
  );
}

async function lookUp(name: string): Promise<OsUser | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

/** The first folder on the way to `path` that `user` may not enter; null when the way is free. `path` itself is left out. */
export async function closedFolder(path: string, user: OsUser): Promise<string | null> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return folder;
    if (folder === dirname(folder)) return null;
  }
}
