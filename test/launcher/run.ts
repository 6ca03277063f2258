// The launcher with two small processes in place of web and worker, or with another worker.
import { join, relative } from 'node:path';
import { launch } from '@/scripts/launcher/launch';

const cloneDir = join(import.meta.dirname, '..', '..');
const { TEST_WATCH: watched, TEST_WORKER: worker = 'test/launcher/small-worker.ts' } = process.env;

await launch({
  cloneDir,
  environment: process.env,
  entries: { web: 'test/launcher/small-web.ts', worker },
  watch: watched ? [relative(cloneDir, watched)] : [],
});
