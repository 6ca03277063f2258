// npm run seed -- <scenario>: a world of runs to look at, in the database of this clone's installation.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare/prepare.mjs';
import { StepError } from './prepare/run-step.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
try {
  await prepare(root, { build: false });
  const { register } = await import('tsx/esm/api');
  register();
  const { seed } = await import('./seed/seed.ts');
  process.exit(await seed({ cloneDir: root, environment: process.env, args: process.argv.slice(2) }));
} catch (error) {
  console.error(error instanceof StepError ? error.message : error);
  process.exit(1);
}
