'use client';
import { useSyncExternalStore } from 'react';

/** How one person likes the console on one device. */
export interface Preferences {
  times: 'relative' | 'exact';
  /** `system` follows the device's wish for less motion. */
  motion: 'system' | 'none';
}

const KEY = 'signalbox.preferences';
const DEFAULTS: Preferences = { times: 'relative', motion: 'system' };

const listeners = new Set<() => void>();
let raw: string | null = null;
let current: Preferences = DEFAULTS;

function readStored(): string | null {
  try {
    return window.localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** What was stored by hand or by another version: only what is known counts. */
export function parsePreferences(text: string | null): Preferences {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value !== 'object' || value === null) return DEFAULTS;
    return {
      times: 'times' in value && value.times === 'exact' ? 'exact' : 'relative',
      motion: 'motion' in value && value.motion === 'none' ? 'none' : 'system',
    };
  } catch {
    return DEFAULTS;
  }
}

function snapshot(): Preferences {
  const stored = readStored();
  if (stored !== raw) {
    raw = stored;
    current = parsePreferences(stored);
  }
  return current;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Another tab's change.
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, snapshot, () => DEFAULTS);
}

export function setPreferences(change: Partial<Preferences>): void {
  try {
    window.localStorage.setItem(KEY, JSON.stringify({ ...snapshot(), ...change }));
  } catch {
    // Without storage the choice cannot be kept.
  }
  for (const listener of listeners) listener();
}
