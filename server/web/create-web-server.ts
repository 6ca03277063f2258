import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Auth } from '@/server/auth/create-auth';
import { PEER_HEADER } from '@/server/auth/peer-header';
import type { Log } from '@/server/core/ports/log';
import { needsSession, signInLocation } from './page-gate';
import { API_POLICY, commonHeaders, pagePolicy } from './security-headers';

export interface WebServerDeps {
  auth: Auth;
  log: Log;
  /** Next's own handler. */
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Gives n random bytes. */
  randomBytes: (count: number) => Uint8Array;
  /** Pages come from the sources (`npm run dev`). */
  development: boolean;
}

/** Security headers, the gate of the pages, then Next. Hosts and origins are checked by `guardServer`, before this. */
export function createWebServer(deps: WebServerDeps): Server {
  const headers = new Map(Object.entries(commonHeaders(deps.auth.secure)));
  return createServer((request, response) => {
    response.setHeaders(headers);
    answer(deps, request, response).catch((error: unknown) => {
      deps.log.error({ err: error, method: request.method }, 'web request failed');
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end('Something went wrong on the server\n');
    });
  });
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Next answers 500 for a path that it cannot decode: such a path is made one that nothing has. */
function decodableUrl(url: string): string {
  const [path = '/', ...query] = url.split('?');
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return [path.replaceAll('%', '%25'), ...query].join('?');
  }
}

/** Next sends clients of `/api/v1/runs/` elsewhere before anybody asked who they are: doubled and trailing slashes are taken out. */
function withoutSpareSlashes(url: string): string {
  const [path = '/', ...query] = url.split('?');
  if (!path.startsWith('/api/')) return url;
  return [path.replace(/[\\/]+/g, '/').replace(/\/$/, ''), ...query].join('?');
}

async function answer(deps: WebServerDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = withoutSpareSlashes(decodableUrl(request.url ?? '/'));
  request.url = url;
  const pathname = url.split('?', 1)[0] ?? '/';
  if (!METHODS.includes(request.method ?? '')) {
    request.resume();
    response.writeHead(405, { allow: METHODS.join(', '), 'content-type': 'application/problem+json' });
    response.end(
      JSON.stringify({
        type: 'about:blank',
        title: 'Method Not Allowed',
        status: 405,
        detail: 'This method is not served',
        code: 'method_not_allowed',
      }),
    );
    return;
  }
  // What only this server may say to those behind it.
  request.headers[PEER_HEADER] = request.socket.remoteAddress ?? 'unknown';
  delete request.headers['x-nonce'];
  delete request.headers['content-security-policy'];
  if (pathname === '/api' || pathname.startsWith('/api/')) {
    response.setHeader('content-security-policy', API_POLICY);
    return deps.handle(request, response);
  }
  // Next's own messages of a page that does not compile: also on the sign-in page.
  const isMessage = deps.development && pathname.startsWith('/__nextjs');
  if (needsSession(pathname) && !isMessage) {
    const caller = await deps.auth.authenticate({ authorization: null, cookie: request.headers.cookie ?? null });
    if (caller === null || caller === 'invalid') {
      response.writeHead(307, { location: signInLocation(url), 'cache-control': 'no-store' }).end();
      return;
    }
  }
  const nonce = Buffer.from(deps.randomBytes(16)).toString('base64');
  const policy = pagePolicy(nonce, request.headers.host ?? 'localhost', deps.development);
  // Next takes the nonce for its own inline scripts from the policy of the request.
  request.headers['content-security-policy'] = policy;
  request.headers['x-nonce'] = nonce;
  response.setHeader('content-security-policy', policy);
  return deps.handle(request, response);
}
