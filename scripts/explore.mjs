// npm run explore -- 10: ten minutes of the random tests, each time from a fresh seed. What fails is printed with its seed, and the search goes on.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare/prepare.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const TESTS = {
  ENGINE_SEED: 'server/engine/random-operations.integration.test.ts',
  EDIT_SEED: 'server/engine/random-edits.integration.test.ts',
  MANIFEST_SEED: 'server/services/checkpoints/manifests.integration.test.ts',
  HOLDS_SEED: 'server/worker/holds.integration.test.ts',
  WORK_SEED: 'server/worker/shared-work.integration.test.ts',
};

const minutes = Number(process.argv[2] ?? 10);
if (!(minutes > 0)) throw new Error('Say for how many minutes: npm run explore -- 10');
await prepare(root, { build: false });

const until = Date.now() + minutes * 60_000;
let rounds = 0;
const failed = [];
while (Date.now() < until) {
  const seed = Math.floor(Math.random() * 1e9);
  const seeds = Object.fromEntries(Object.keys(TESTS).map((name) => [name, String(seed)]));
  const run = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--project', 'integration', ...Object.values(TESTS)], {
    env: { ...process.env, ...seeds },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  rounds += 1;
  if (run.status === 0) continue;
  failed.push(seed);
  console.log(`── seed ${seed} fails; repeat with ${Object.keys(TESTS).join('=…, ')}=${seed}\n${run.stdout}\n${run.stderr}`);
}
console.log(`${rounds} rounds in ${minutes} minutes, ${failed.length} failed${failed.length > 0 ? `: ${failed.join(', ')}` : ''}`);
process.exitCode = failed.length > 0 ? 1 : 0;
