import { whenNpmIsGone } from './npm-gone';

/**
 * Aborts when this process is asked to stop: by a signal, by the end of the npm that runs it (npm may die without passing a signal on),
 * or by the end of a parent with an IPC channel. Asking twice changes nothing: one Ctrl-C may arrive from the terminal and from npm.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort(new Error('asked to stop'));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  process.on('disconnect', stop);
  whenNpmIsGone(stop);
  return controller.signal;
}
