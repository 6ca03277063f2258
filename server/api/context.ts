import type { Auth } from '@/server/auth/create-auth';
import type { Log } from '@/server/core/ports/log';
import type { ApiServices } from './services';

/** The composed instance, as far as requests see it. */
export interface Door {
  services: ApiServices;
  auth: Auth;
  log: Log;
  randomId: () => string;
}

const KEY = Symbol.for('signalbox');

/** Called once by the web process, before the first request. */
export function putInstance(door: Door): void {
  Reflect.set(globalThis, KEY, door);
}

/** Next bundles its own copies of modules, so the one instance is found on `globalThis`. */
export function readInstance(): Door {
  const door: unknown = Reflect.get(globalThis, KEY);
  if (!door) throw new Error('No instance: the web process (server/web.ts) composes it before it serves');
  return door as Door;
}
