import { spawn } from 'node:child_process';

/** Ends the program with one line on the terminal. */
export class StepError extends Error {}

/**
 * Runs a piece of work under a heading and says how long it took. On a terminal the seconds count up meanwhile.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function runStep(title, work) {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1);
  const live = process.stdout.isTTY;
  process.stdout.write(live ? `  ${title}` : `  ${title} …\n`);
  const timer = live ? setInterval(() => process.stdout.write(`\r  ${title} … ${seconds()} s`), 500) : undefined;
  try {
    const result = await work();
    process.stdout.write(`${live ? '\r\u001b[K' : ''}✓ ${title} (${seconds()} s)\n`);
    return result;
  } catch (error) {
    process.stdout.write(`${live ? '\r\u001b[K' : ''}✗ ${title} (${seconds()} s)\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/**
 * Runs a program quietly; its output is shown only when it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<void>}
 */
export async function runQuietly(command, args, options) {
  const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
  const pass = (signal) => child.kill(signal);
  process.once('SIGTERM', pass);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve(status ?? signal));
  }).finally(() => process.off('SIGTERM', pass));
  if (code === 0) return;
  if (code === 'SIGTERM' || code === 'SIGINT') process.exit(143);
  if (/ENOSPC|no space left on device/i.test(output)) {
    throw new StepError('The disk is full: make room where this clone lies, then start again.');
  }
  const tail = output.trimEnd().split('\n').slice(-60).join('\n');
  throw new StepError(`${tail}\n\n"${[command, ...args].join(' ')}" failed (${code}): see the lines above.`);
}
