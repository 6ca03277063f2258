import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { isSameOrigin } from '@/server/auth/origin';

/**
 * Whether pages come from the sources, with hot reload and a looser policy. `npm run dev` alone sets both variables, and the
 * launcher of `npm start` takes them away, so that no stray one loosens production.
 */
export function isDevelopment(environment: Record<string, string | undefined>): boolean {
  return environment.NODE_ENV === 'development' && environment.SIGNALBOX_DEV === '1';
}

/** Passes a socket on to Next. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * Passes the sockets of Next's hot reload on, of our own pages only: what goes over them is source code. Call it before
 * `guardServer`, which then stands before it too.
 * @returns ends those sockets.
 */
export function attachHotReload(server: Server, handle: UpgradeHandler): () => void {
  const sockets = new Set<Duplex>();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!/^\/_next\/hmr(?:\?|$)/.test(request.url ?? '')) return;
    const { host = null, origin = null } = request.headers;
    if (!isSameOrigin({ secFetchSite: null, origin, host })) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    handle(request, socket, head);
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}
