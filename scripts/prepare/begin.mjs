// What `npm start` and `npm run dev` do alike. Node's own modules only, until the packages are there.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPort } from './check-port.mjs';
import { checkNode, prepare } from './prepare.mjs';
import { StepError } from './run-step.mjs';

/**
 * Prepares the clone and hands over to the launcher, which stays. In development nothing is built, and saved files are taken up.
 * @param {{ title: string, development: boolean }} options
 */
export async function begin({ title, development }) {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  process.chdir(root);
  // Whoever reads the output may go away; the servers stay.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    console.log(title);
    checkNode(root);
    const port = Number(process.env.PORT || 3000);
    // What is no port at all is refused, by name, with the rest of the environment.
    if (Number.isInteger(port) && port >= 0 && port < 65_536) await checkPort(process.env.HOST || '127.0.0.1', port);
    await prepare(root, { build: !development });
    const { register } = await import('tsx/esm/api');
    register();
    const { launch } = await import('../launcher/launch.ts');
    await launch({ cloneDir: root, environment: process.env, watch: development ? ['server', 'lib'] : [] });
  } catch (error) {
    console.error(error instanceof StepError ? error.message : error);
    process.exit(1);
  }
}
