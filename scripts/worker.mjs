// npm run worker: one more worker on the database that DATABASE_URL names, or on the one that `npm start` runs.
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
  const { joinRunning } = await import('./launcher/join-running.ts');
  Object.assign(process.env, await joinRunning({ cloneDir: root, environment: process.env }));
  const { whenNpmIsGone } = await import('./launcher/npm-gone.ts');
  whenNpmIsGone(() => process.kill(process.pid, 'SIGTERM'));
  await import('../server/worker.ts');
} catch (error) {
  console.error(error instanceof StepError ? error.message : error);
  process.exit(1);
}
