import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { processIdentity } from '@/server/infra/embedded/process-identity';

const CHILD = `
  import { whenNpmIsGone } from ${JSON.stringify(join(import.meta.dirname, 'npm-gone.ts'))};
  setInterval(() => undefined, 60_000);
  whenNpmIsGone(() => process.exit(0));
  console.log(process.pid);
`;
/** Stands for npm: it runs its script in a shell, which stays in between. */
const NPM = `
  require('node:child_process').spawn('sh', ['-c', '"$0" --import tsx --input-type=module --eval "$CHILD"; exit 3', process.execPath], { stdio: 'inherit' });
  setInterval(() => undefined, 60_000);
`;

it.runIf(process.platform === 'linux')('a process leaves with the npm that was killed, though the shell between them stays', async () => {
  const npm = spawn(process.execPath, ['--eval', NPM], {
    env: { ...process.env, CHILD, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = Number(await new Promise<string>((resolve) => npm.stdout.once('data', (line: Buffer) => resolve(line.toString()))));
  onTestFinished(async () => {
    if (await processIdentity(pid)) process.kill(pid);
  });
  expect(await processIdentity(pid)).not.toBeNull();
  npm.kill('SIGKILL');
  await expect.poll(() => processIdentity(pid), { timeout: 5_000 }).toBeNull();
});
