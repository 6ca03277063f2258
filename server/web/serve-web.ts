import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Door, putInstance } from '@/server/api/context';
import type { ApiServices } from '@/server/api/services';
import type { Auth } from '@/server/auth/create-auth';
import { isSameOrigin } from '@/server/auth/origin';
import { isPermitted } from '@/server/auth/permissions';
import type { Clock } from '@/server/core/ports/clock';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import { createRealtime } from '@/server/realtime/create-realtime';
import { createWebServer } from './create-web-server';
import { guardServer } from './guard';
import { attachHotReload, type UpgradeHandler } from './hot-reload';

/** What the web process needs of the composed instance. */
export interface WebApp {
  services: ApiServices;
  auth: Auth;
  bus: LiveBus;
  log: Log;
  clock: Clock;
  /** The last seq of each run that is there. */
  lastSeqOf(runIds: string[]): Promise<Map<string, number>>;
}

export interface WebOptions {
  host: string;
  /** 0: any free port. */
  port: number;
  publicUrl: string | null;
  allowedHosts: readonly string[];
  /** Next's own handler. */
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** In development only: takes the sockets of Next's hot reload, and loosens the policy of the pages as Next needs it. */
  hotReload?: UpgradeHandler;
}

export interface ServedWeb {
  /** Where people find it: the public address, or the one listened on. */
  url: string;
  /** Stops accepting, ends sockets, lets requests under way end for up to `withinMs`, then cuts them. */
  close(withinMs: number): Promise<void>;
}

/** Serves pages, API and sockets on one port. Rejects where it cannot listen. */
export async function serveWeb(app: WebApp, options: WebOptions): Promise<ServedWeb> {
  const door: Door = { services: app.services, auth: app.auth, log: app.log, randomId: randomUUID };
  putInstance(door);
  const development = options.hotReload !== undefined;
  const server = createWebServer({ auth: app.auth, log: app.log, handle: options.handle, randomBytes, development });
  const realtime = await createRealtime({
    httpServer: server,
    bus: app.bus,
    clock: app.clock,
    log: app.log,
    authenticate: (handshake) => app.auth.authenticateHandshake(handshake),
    allowedOrigin: (origin, host) => isSameOrigin({ secFetchSite: null, origin, host }),
    authorise: isPermitted,
    lastSeqOf: (runIds) => app.lastSeqOf(runIds),
  });
  const endHotReload = options.hotReload && attachHotReload(server, options.hotReload);
  let closing = false;
  // A connection that is kept alive would hold the end back once its last answer is out.
  server.on('request', (_request, response) => response.once('close', () => closing && setImmediate(() => server.closeIdleConnections())));
  guardServer(server, { listen: options.host, publicUrl: options.publicUrl, allowedHosts: options.allowedHosts });
  await listen(server, options);
  return {
    url: options.publicUrl ?? addressOf(server, options.host),
    async close(withinMs) {
      closing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      endHotReload?.();
      await realtime.close();
      server.closeIdleConnections();
      const done = new AbortController();
      await Promise.race([closed, app.clock.sleep(withinMs, done.signal).catch(() => {})]);
      done.abort();
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Where a browser on this machine finds a server that listens on `host`. */
function addressOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
