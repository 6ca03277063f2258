// npm run prepare:code: packages, the database client and the built pages, without starting anything.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare/prepare.mjs';
import { StepError } from './prepare/run-step.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
try {
  await prepare(root, { build: true });
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
