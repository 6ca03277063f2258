import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Tx } from '@/server/infra/db/tx';
import { insertSession, revokeSession } from '@/server/repositories/session-repository';
import type { UserRepository, UserRow } from '@/server/repositories/user-repository';
import { hashPassword, passwordMatches } from './passwords';
import type { SignInThrottle } from './rate-limits';
import { SESSION_MAX_AGE_SECONDS } from './session-cookie';

export interface SignInAttempt {
  email: string;
  password: string;
  ip: string;
  userAgent: string | null;
}

export interface SignInDeps {
  db: Tx;
  users: UserRepository;
  throttle: SignInThrottle;
  bus: LiveBus;
}

/**
 * Null where the address or the password is wrong; which one is never told, not by the time it takes either.
 * @throws AppError too_many_requests
 */
export function createSignIn(deps: SignInDeps): (attempt: SignInAttempt) => Promise<{ user: UserRow; sessionId: string } | null> {
  // Compared with when there is no such user, so that both cases cost one hash.
  const decoy = hashPassword('no user has this password');
  return async ({ email, password, ip, userAgent }) => {
    await deps.throttle.attempt(email, ip);
    const user = await deps.users.findByEmail(email);
    const matches = await passwordMatches(user?.passwordHash ?? (await decoy), password);
    if (!user || !matches || user.disabled) return null;
    await deps.throttle.succeeded(email, ip);
    const sessionId = await insertSession(deps.db, { userId: user.id, maxAgeSeconds: SESSION_MAX_AGE_SECONDS, userAgent, ip });
    return { user, sessionId };
  };
}

/** Ends a session and drops its sockets on every web node. */
export async function signOut(deps: { db: Tx; bus: LiveBus }, sessionId: string): Promise<void> {
  if (await revokeSession(deps.db, sessionId)) deps.bus.publish({ kind: 'revoked', principalId: sessionId });
}
