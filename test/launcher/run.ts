// The launcher with two small processes in place of web and worker.
import { join } from 'node:path';
import { launch } from '@/scripts/launcher/launch';

await launch({
  cloneDir: join(import.meta.dirname, '..', '..'),
  environment: process.env,
  entries: { web: 'test/launcher/small-web.ts', worker: 'test/launcher/small-worker.ts' },
});
