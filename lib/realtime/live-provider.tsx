'use client';

import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from 'react';
import { createLiveClient, type LiveClient } from './live-client';
import type { LiveState } from './live-state';

const LiveContext = createContext<LiveClient | null>(null);

/** Holds the page's one socket. Stands around everything that is live, and only where somebody is signed in. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [client] = useState(() => createLiveClient());
  // The external system is the socket.
  useEffect(() => {
    client.start();
    return () => client.stop();
  }, [client]);
  return <LiveContext value={client}>{children}</LiveContext>;
}

export function useLiveClient(): LiveClient {
  const client = use(LiveContext);
  if (!client) throw new Error('useLiveClient needs a LiveProvider above it');
  return client;
}

const stateOnServer = (): LiveState => 'catching_up';

/** For the live indicator. */
export function useLiveState(): LiveState {
  const client = useLiveClient();
  return useSyncExternalStore(client.onState, client.state, stateOnServer);
}
