// npm run bench: the speeds that are promised, measured on this machine.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare/prepare.mjs';
import { StepError } from './prepare/run-step.mjs';

/** Measures that open no page need none built. */
const WITHOUT_PAGES = ['peers', 'growth', 'throughput', 'latency', 'layout', 'forecast', 'edits', 'edit-staging', 'checkpoints'];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
try {
  const names = process.argv.slice(2);
  await prepare(root, { build: names.length === 0 || names.some((name) => !WITHOUT_PAGES.includes(name)) });
  const { register } = await import('tsx/esm/api');
  register();
  await import('../bench/main.ts');
} catch (error) {
  console.error(error instanceof StepError ? error.message : error);
  process.exit(1);
}
