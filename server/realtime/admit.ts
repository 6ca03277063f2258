import type { ErrorCode } from '@/lib/errors';
import type { Authentication, Handshake } from '@/server/auth/authenticate';
import type { Log } from '@/server/core/ports/log';
import { type LiveServer, type LiveSocket, principalRoom } from './rooms';

const MAX_SOCKETS_PER_PRINCIPAL = 200;

export interface AdmitDeps {
  /** By `auth: { token }` or the session cookie. */
  authenticate(handshake: Handshake): Promise<Authentication>;
  /** Whether pages of `origin` may open a socket at this `host` (the Host header). */
  allowedOrigin(origin: string, host: string): boolean;
  log: Log;
}

class ConnectError extends Error {
  readonly data: { code: ErrorCode };
  constructor(code: ErrorCode) {
    super(code);
    this.data = { code };
  }
}

/** Refuses with a connect error whose message is one of our codes: unauthenticated, forbidden, too_many_requests, unavailable. */
export function admitSockets(io: LiveServer, { authenticate, allowedOrigin, log }: AdmitDeps): void {
  async function admit(socket: LiveSocket): Promise<ErrorCode | null> {
    const { auth, headers } = socket.handshake;
    const handshake: Handshake = { auth, headers: { cookie: headers.cookie } };
    const caller = await authenticate(handshake);
    if (caller === null || caller === 'invalid') return 'unauthenticated';
    // A browser names the page that asks, and adds the cookie whatever page that is. Programs name none.
    const { origin, host = '' } = headers;
    if (origin !== undefined && !allowedOrigin(origin, host)) return 'forbidden';
    const others = io.of('/').adapter.rooms.get(principalRoom(caller.id))?.size ?? 0;
    if (others >= MAX_SOCKETS_PER_PRINCIPAL) return 'too_many_requests';
    socket.data = { caller, handshake, backlog: 0 };
    return null;
  }

  io.use((socket, next) => {
    admit(socket).then(
      (refusal) => (refusal ? next(new ConnectError(refusal)) : next()),
      (error: unknown) => {
        log.warn({ error: String(error) }, 'a socket could not be authenticated');
        next(new ConnectError('unavailable'));
      },
    );
  });
}

/** Drops the sockets whose session or token is no longer good. One look-up a credential, however many tabs share it. */
export async function recheckSockets(io: LiveServer, authenticate: AdmitDeps['authenticate']): Promise<void> {
  const answers = new Map<string, Promise<Authentication>>();
  for (const socket of io.of('/').sockets.values()) {
    const { handshake } = socket.data;
    const credential = JSON.stringify([handshake.auth.token, handshake.headers.cookie]);
    const answer = answers.get(credential) ?? authenticate(handshake);
    answers.set(credential, answer);
    const caller = await answer;
    if (caller === null || caller === 'invalid') socket.disconnect(true);
    else socket.data.caller = caller;
  }
}
