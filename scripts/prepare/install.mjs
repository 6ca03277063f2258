import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly, runStep } from './run-step.mjs';

/** Runs `npm ci` where `node_modules` is not what the lock file says. */
export async function install(root) {
  if (isInstalled(root)) return;
  await runStep('Installing packages (a minute or two, only when they changed)', () => {
    const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
    const [command, ...first] = npm;
    return runQuietly(command, [...first, 'ci', '--no-audit', '--no-fund'], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'development' },
    });
  });
}

/** npm leaves a copy of the lock file in `node_modules` when an installation is complete; what it could leave out is optional. */
function isInstalled(root) {
  const wanted = packages(join(root, 'package-lock.json'));
  const present = packages(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    const there = present[path];
    if (path === '') return true;
    return there ? there.version === entry.version && there.integrity === entry.integrity : Boolean(entry.optional || entry.devOptional);
  });
}

function packages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return null;
  }
}
