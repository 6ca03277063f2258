import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { isSameOrigin } from '@/server/auth/origin';
import { type HostPolicy, isAllowedHost } from './host-policy';

interface Refusal {
  status: 403 | 421;
  title: string;
  detail: string;
}

/** What is refused before anybody sees it: a host that is not ours, and a change that another site asks for. */
export function refusalOf(policy: HostPolicy, request: IncomingMessage): Refusal | null {
  const { host, origin } = request.headers;
  if (!isAllowedHost(policy, host)) {
    const detail = 'This host name is not served here. Name it in SIGNALBOX_ALLOWED_HOSTS if it is yours.';
    return { status: 421, title: 'Misdirected Request', detail };
  }
  const path = request.url ?? '/';
  // These authenticate first (a bad token is always 401) and look at the origin themselves.
  if (/^\/(?:api\/v1|api\/trpc|socket\.io)\b/.test(path)) return null;
  const secFetchSite = request.headers['sec-fetch-site'];
  const facts = { secFetchSite: typeof secFetchSite === 'string' ? secFetchSite : null, origin: origin ?? null, host: host ?? null };
  if (request.method === 'GET' || request.method === 'HEAD' || isSameOrigin(facts)) return null;
  return { status: 403, title: 'Forbidden', detail: 'This request comes from another site.' };
}

function bodyOf(refusal: Refusal): string {
  const { status, title, detail } = refusal;
  return JSON.stringify({ type: 'about:blank', title, status, detail, code: 'forbidden' });
}

/**
 * Puts the guard before all listeners of the server, also those that answer by themselves (Engine.IO takes its path before
 * any other). Call it once all others are attached.
 */
export function guardServer(server: Server, policy: HostPolicy): void {
  const onRequest = server.listeners('request');
  const onUpgrade = server.listeners('upgrade');
  server.removeAllListeners('request');
  server.removeAllListeners('upgrade');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const refusal = refusalOf(policy, request);
    if (!refusal) {
      for (const listener of onRequest) listener.call(server, request, response);
      return;
    }
    request.resume();
    response.writeHead(refusal.status, { 'content-type': 'application/problem+json', 'x-content-type-options': 'nosniff' });
    response.end(bodyOf(refusal));
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = refusalOf(policy, request);
    if (!refusal) for (const listener of onUpgrade) listener.call(server, request, socket, head);
    else socket.end(`HTTP/1.1 ${refusal.status} ${refusal.title}\r\nConnection: close\r\n\r\n`);
  });
}
