import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Database } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { readSecondFactor } from '@/server/repositories/second-factor-repository';
import { insertSession, revokeSession } from '@/server/repositories/session-repository';
import { type SecondFactorKeys, takeSecondFactor } from '@/server/repositories/take-second-factor';
import type { UserRepository, UserRow } from '@/server/repositories/user-repository';
import { hashPassword, passwordMatches } from './passwords';
import type { SignInThrottle } from './rate-limits';
import { SESSION_MAX_AGE_SECONDS } from './session-cookie';

/** Where a sign-in comes from. */
export interface Visitor {
  ip: string;
  userAgent: string | null;
}

export interface SignInAttempt extends Visitor {
  email: string;
  password: string;
  /** Of an authenticator app, or a recovery code. */
  code?: string;
}

export interface SignInDeps {
  db: Database;
  users: UserRepository;
  throttle: SignInThrottle;
  keys: SecondFactorKeys;
  bus: LiveBus;
}

export interface SignedIn {
  user: UserRow;
  sessionId: string;
}

/** `code_needed`, `code_wrong`: the password is right, and a second factor is asked for. */
export type SignInOutcome = SignedIn | null | 'code_needed' | 'code_wrong';

/** The session row and its entry in the audit log. */
export async function openSession(
  deps: Pick<SignInDeps, 'db'>,
  user: UserRow,
  visitor: Visitor & { method: string; secondFactor?: string },
): Promise<string> {
  const { ip, userAgent, method, secondFactor } = visitor;
  return deps.db.transaction(async (tx) => {
    const sessionId = await insertSession(tx, { userId: user.id, maxAgeSeconds: SESSION_MAX_AGE_SECONDS, userAgent, ip, method });
    await appendAudit(
      tx,
      { actor: `user:${user.email}`, actorId: user.id },
      { action: 'session.create', target: { kind: 'session', id: sessionId, name: user.email }, after: { method, ip, secondFactor } },
    );
    return sessionId;
  });
}

/** Bounded, so that whoever guesses cannot fill the log. Unknown addresses are not named: some type their password there. */
export async function auditRefusal(
  deps: Pick<SignInDeps, 'db' | 'throttle'>,
  user: Pick<UserRow, 'id' | 'email'> | null,
  facts: { ip: string; method: string; reason: string },
): Promise<void> {
  if (!(await deps.throttle.mayAuditRefusal(user?.id ?? 'nobody'))) return;
  const target = { kind: 'user', id: user?.id ?? 'unknown', name: user?.email ?? null };
  const { ip, method, reason } = facts;
  await appendAudit(deps.db, { actor: `visitor:${ip}`, actorId: ip }, { action: 'session.refuse', target, after: { method, ip }, reason });
}

/**
 * Null where the address or the password is wrong; which one is never told, not by the time it takes either.
 * @throws AppError too_many_requests
 */
export function createSignIn(deps: SignInDeps): (attempt: SignInAttempt) => Promise<SignInOutcome> {
  // Compared with when there is no such user, so that both cases cost one hash.
  const decoy = hashPassword('no user has this password');
  return async ({ email, password, code, ip, userAgent }) => {
    await deps.throttle.attempt(email, ip);
    const user = await deps.users.findByEmail(email);
    const matches = await passwordMatches(user?.passwordHash ?? (await decoy), password);
    const refused = (reason: string) => auditRefusal(deps, user, { ip, method: 'password', reason });
    if (!user || user.passwordHash === null || !matches || user.disabled) {
      await refused(matches && user?.disabled ? 'the account is disabled' : 'e-mail or password');
      return null;
    }
    const { enabledAt } = await readSecondFactor(deps.db, user.id);
    let secondFactor: string | undefined;
    if (enabledAt !== null) {
      if (code === undefined || code.trim() === '') return 'code_needed';
      await deps.throttle.code(user.id);
      const taken = await deps.db.transaction((tx) => takeSecondFactor(tx, deps.keys, user.id, code));
      if (taken === null) {
        await refused('second factor');
        return 'code_wrong';
      }
      secondFactor = taken;
    }
    await deps.throttle.succeeded(email, ip, user.id);
    return { user, sessionId: await openSession(deps, user, { ip, userAgent, method: 'password', secondFactor }) };
  };
}

/** Ends a session and drops its sockets on every web node. */
export async function signOut(deps: { db: Database; bus: LiveBus }, sessionId: string): Promise<void> {
  const ended = await deps.db.transaction(async (tx) => {
    const user = await revokeSession(tx, sessionId);
    if (!user) return false;
    const by = { actor: `user:${user.email}`, actorId: user.id };
    await appendAudit(tx, by, { action: 'session.end', target: { kind: 'session', id: sessionId, name: user.email } });
    return true;
  });
  if (ended) deps.bus.publish({ kind: 'revoked', principalId: sessionId });
}
