import { useCallback, useSyncExternalStore } from 'react';

const PREFIX = 'signalbox.';
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

/** A storage that is full or forbidden costs the memory, never the page. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    return;
  }
  for (const listener of [...listeners]) listener();
}

/** One of some words that this browser remembers; anything else in the storage, and the server's first picture, is `initial`. */
export function useRemembered<V extends string>(key: string, words: readonly V[], initial: V): [V, (value: V) => void] {
  const stored = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => null,
  );
  const set = useCallback((value: V) => write(key, value), [key]);
  return [words.find((word) => word === stored) ?? initial, set];
}

/** A number that this browser remembers; null where there is none. */
export function useRememberedNumber(key: string): [number | null, (value: number) => void] {
  const stored = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => null,
  );
  const set = useCallback((value: number) => write(key, String(value)), [key]);
  const number = stored === null ? Number.NaN : Number(stored);
  return [Number.isFinite(number) ? number : null, set];
}
