import { secretHash, secretsMatch } from '@/server/core/access/api-token';
import type { Caller } from '@/server/core/access/caller';
import type { Tx } from '@/server/infra/db/tx';
import { findLiveSession, touchSession } from '@/server/repositories/session-repository';
import { findLiveToken, touchToken } from '@/server/repositories/token-repository';
import { sessionIdOf } from './session-cookie';

/** What a request shows of itself. */
export interface Credentials {
  authorization: string | null;
  cookie: string | null;
}

/** A Socket.IO handshake, as far as it matters here. */
export interface Handshake {
  auth: Record<string, unknown>;
  headers: { cookie?: string };
}

export interface AuthenticateDeps {
  db: Tx;
  /** Signs sessions. */
  secret: string;
  /** People come by https: the cookie has its `__Secure-` name. */
  secure: boolean;
  /** SIGNALBOX_API_TOKEN: accepted as an administrator's. */
  environmentToken: string | null;
}

/** `invalid`: a token was shown that is none. Null: nothing was shown, or a session that is over. Both are 401. */
export type Authentication = Caller | null | 'invalid';

/** A token that was shown decides, also where a good cookie stands beside it. */
export async function authenticate(deps: AuthenticateDeps, credentials: Credentials): Promise<Authentication> {
  if (credentials.authorization === null) return callerOfSession(deps, credentials.cookie);
  const token = /^Bearer +(.+)$/i.exec(credentials.authorization.trim())?.[1];
  return (token && (await callerOfToken(deps, token))) || 'invalid';
}

/** By `auth: { token }` or the session cookie. */
export async function authenticateHandshake(deps: AuthenticateDeps, handshake: Handshake): Promise<Authentication> {
  const { token } = handshake.auth;
  if (token === undefined || token === null) return callerOfSession(deps, handshake.headers.cookie ?? null);
  return (typeof token === 'string' && (await callerOfToken(deps, token))) || 'invalid';
}

async function callerOfToken(deps: AuthenticateDeps, token: string): Promise<Caller | null> {
  if (deps.environmentToken !== null && secretsMatch(token, deps.environmentToken)) {
    return { kind: 'token', id: 'environment', name: 'environment', role: 'admin' };
  }
  const row = await findLiveToken(deps.db, secretHash(token));
  if (!row) return null;
  if (row.idle) await touchToken(deps.db, row.id);
  return { kind: 'token', id: row.id, name: row.name, role: row.role };
}

async function callerOfSession(deps: AuthenticateDeps, cookie: string | null): Promise<Caller | null> {
  const sessionId = await sessionIdOf(cookie, deps);
  const session = sessionId === null ? null : await findLiveSession(deps.db, sessionId);
  if (!session) return null;
  if (session.idle) await touchSession(deps.db, session.sessionId);
  const { userId, sessionId: id, email, name, role } = session;
  return { kind: 'user', id: userId, name: email, displayName: name, role, sessionId: id };
}
