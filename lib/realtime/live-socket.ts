import { io, type Socket } from 'socket.io-client';
import type { ClientToServer, ServerToClient } from '@/lib/contracts/live';

export type LiveSocket = Socket<ServerToClient, ClientToServer>;

/** Unconnected. Polling is the way out where a proxy refuses WebSockets. Without `url`, the page's own origin. */
export function openLiveSocket(url?: string): LiveSocket {
  const options = {
    autoConnect: false,
    // No sharing through the package's own cache, which would also keep what a server rendered with.
    forceNew: true,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 250,
    reconnectionDelayMax: 3_000,
  };
  return url === undefined ? io(options) : io(url, options);
}
