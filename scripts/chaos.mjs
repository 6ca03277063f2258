// npm run chaos -- --kills 1000: everything that can die does, and nothing may be lost or done twice (docs/chaos.md).
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
  await import('../chaos/main.ts');
} catch (error) {
  console.error(error instanceof StepError ? error.message : error);
  process.exit(1);
}
