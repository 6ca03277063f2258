'use client';
import { createContext, type ReactNode, use, useState, useSyncExternalStore } from 'react';

interface NowStore {
  subscribe: (listener: () => void) => () => void;
  read: () => number;
}

/** One clock for the whole page: a timer while somebody looks, none otherwise. */
function createNowStore(): NowStore {
  const listeners = new Set<() => void>();
  let nowMs = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => {
    nowMs = Date.now();
    for (const listener of listeners) listener();
  };
  return {
    subscribe(listener) {
      listeners.add(listener);
      if (timer === undefined) {
        // The first to look for a while: what was read last is old.
        nowMs = Date.now();
        timer = setInterval(tick, 1000);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    read: () => nowMs,
  };
}

const NowContext = createContext<NowStore | null>(null);

export function NowProvider({ children }: { children: ReactNode }) {
  const [store] = useState(createNowStore);
  return <NowContext value={store}>{children}</NowContext>;
}

/**
 * Text that depends on the time. The component renders again only when the text changes. On the server, and while
 * hydrating, it is `serverText`, so that markup agrees whatever the clocks and zones.
 */
export function useNowText(format: (nowMs: number) => string, serverText: string): string {
  const store = use(NowContext);
  if (!store) throw new Error('NowProvider is missing above this component');
  return useSyncExternalStore(
    store.subscribe,
    () => format(store.read()),
    () => serverText,
  );
}
