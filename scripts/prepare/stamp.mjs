import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Does the work unless the stamp file says that it was done for this hash. The stamp goes first: work that is cut short is done again.
 * @param {string} file
 * @param {string} hash
 * @param {() => Promise<void>} work
 */
export async function onceFor(file, hash, work) {
  if (read(file) === hash) return;
  rmSync(file, { force: true });
  await work();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, hash);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
