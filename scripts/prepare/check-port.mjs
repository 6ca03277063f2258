import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { StepError } from './run-step.mjs';

/** How long a Signalbox whose launcher was killed may take to let go of its port. */
const LEAVING_MS = 4000;

/**
 * Before any work is done: can the port be listened on?
 * @param {string} host
 * @param {number} port 0 is always free
 * @throws StepError that says who has it, as far as one can tell
 */
export async function checkPort(host, port) {
  if (port === 0) return;
  const deadline = Date.now() + LEAVING_MS;
  for (;;) {
    const fault = await tryListen(host, port);
    if (!fault) return;
    if (fault === 'EACCES') throw new StepError(`PORT: this user may not listen on port ${port}: take one above 1023.`);
    if (fault !== 'EADDRINUSE') throw new StepError(`HOST: cannot listen on ${host}:${port} (${fault}).`);
    const ours = await isSignalbox(host, port);
    if (!ours)
      throw new StepError(
        `Port ${port} is taken by another program: stop that, or start with another one, for example PORT=${port + 1} npm start`,
      );
    if (Date.now() > deadline) {
      throw new StepError(
        `Signalbox is already running on port ${port}: use that, stop it first, or start this one with PORT=${port + 1} and a SIGNALBOX_DATA_DIR of its own.`,
      );
    }
    await sleep(250);
  }
}

function tryListen(host, port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

async function isSignalbox(host, port) {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host;
  try {
    const response = await fetch(`http://${name}:${port}/api/health`, { signal: AbortSignal.timeout(2000) });
    const health = await response.json();
    return typeof health === 'object' && health !== null && 'bus' in health && 'workers' in health;
  } catch (error) {
    // Cut off in the middle, or free again by now: look once more.
    return error?.cause?.code === 'ECONNRESET' || error?.cause?.code === 'ECONNREFUSED';
  }
}
