// npm run bench: the speeds that are promised, measured on this machine.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare/prepare.mjs';
import { StepError } from './prepare/run-step.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
try {
  await prepare(root, { build: true });
  const { register } = await import('tsx/esm/api');
  register();
  await import('../bench/main.ts');
} catch (error) {
  console.error(error instanceof StepError ? error.message : error);
  process.exit(1);
}
