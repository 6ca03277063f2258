'use client';

import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from 'react';
import type { LiveClient } from './live-client';
import type { LiveState } from './live-state';

/** Undefined: no provider above. Null: the socket's code is still on its way. */
const LiveContext = createContext<LiveClient | null | undefined>(undefined);

/**
 * Holds the page's one socket. Stands around everything that is live, and only where somebody is signed in. The socket's code (15 kB)
 * comes after the page has painted.
 */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [client, setClient] = useState<LiveClient | null>(null);
  // The external system is the socket.
  useEffect(() => {
    let opened: LiveClient | null = null;
    let gone = false;
    import('./live-client').then(({ createLiveClient }) => {
      if (gone) return;
      opened = createLiveClient();
      opened.start();
      setClient(opened);
    });
    return () => {
      gone = true;
      opened?.stop();
    };
  }, []);
  return <LiveContext value={client}>{children}</LiveContext>;
}

export function useLiveClient(): LiveClient | null {
  const client = use(LiveContext);
  if (client === undefined) throw new Error('useLiveClient needs a LiveProvider above it');
  return client;
}

const stateBefore = (): LiveState => 'catching_up';
const neverChanges = () => () => undefined;

/** For the live indicator. */
export function useLiveState(): LiveState {
  const client = useLiveClient();
  return useSyncExternalStore(client?.onState ?? neverChanges, client?.state ?? stateBefore, stateBefore);
}
