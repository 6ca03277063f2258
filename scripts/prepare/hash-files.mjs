import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const isTest = (name) => /\.test\.tsx?$/.test(name);

/**
 * One hash over the contents of files and folders; tests do not count, missing ones do as missing.
 * @param {string} root
 * @param {string[]} entries relative to the root
 * @returns {string} hexadecimal
 */
export function hashFiles(root, entries) {
  const hash = createHash('sha256').update(process.version);
  const add = (path) => {
    const full = join(root, path);
    const found = statSync(full, { throwIfNoEntry: false });
    if (found?.isDirectory()) {
      for (const name of readdirSync(full).sort()) add(`${path}/${name}`);
    } else if (!isTest(path)) {
      hash.update(`\n${path}\n`);
      if (found) hash.update(readFileSync(full));
    }
  };
  for (const entry of entries) add(entry);
  return hash.digest('hex');
}
