import type { Account, AccountSession, ChangePassword, Proof, ProofWithCode } from '@/lib/contracts/account';
import { AppError } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import { listAccountLinks } from '@/server/repositories/account-link-repository';
import { appendAudit } from '@/server/repositories/audit-repository';
import { findPerson, setName } from '@/server/repositories/people-repository';
import { countRecoveryCodes, readSecondFactor } from '@/server/repositories/second-factor-repository';
import { listLiveSessions, revokeSessionOf, revokeSessionsOf } from '@/server/repositories/session-repository';
import { changePassword } from './change-password';
import { type AccountDeps, auditActor, auditTarget, personOf } from './deps';
import { beginSetup, confirmSetup, renewRecoveryCodes, turnOff } from './second-factor';

/** What everybody may do with their own account. Each verb throws `forbidden` where a token asks. */
export interface AccountService {
  get(caller: Caller): Promise<Account>;
  rename(name: string, caller: Caller): Promise<Account>;
  changePassword(input: ChangePassword, caller: Caller): Promise<{ ended: number }>;
  sessions(caller: Caller): Promise<AccountSession[]>;
  /** @throws AppError not_found */
  endSession(sessionId: string, caller: Caller): Promise<{ ended: number }>;
  endOtherSessions(caller: Caller): Promise<{ ended: number }>;
  beginTwoFactor(input: Proof, caller: Caller): Promise<{ secret: string; uri: string }>;
  confirmTwoFactor(input: { code: string }, caller: Caller): Promise<{ recoveryCodes: string[] }>;
  turnOffTwoFactor(input: ProofWithCode, caller: Caller): Promise<void>;
  renewRecoveryCodes(input: ProofWithCode, caller: Caller): Promise<{ recoveryCodes: string[] }>;
}

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

async function readAccount(deps: AccountDeps, caller: Caller): Promise<Account> {
  const { userId } = personOf(caller);
  const row = await findPerson(deps.db, userId);
  if (!row) throw new AppError('not_found', 'This account is gone');
  const { enabledAt } = await readSecondFactor(deps.db, userId);
  const links = await listAccountLinks(deps.db, userId);
  const { id, email, name, role, hasPassword } = row;
  return {
    ...{ id, email, name, role, hasPassword },
    createdAt: row.createdAt.toISOString(),
    twoFactor: { enabledAt: iso(enabledAt), recoveryCodesLeft: await countRecoveryCodes(deps.db, userId) },
    issuers: links.map((link) => ({ ...link, lastUsedAt: iso(link.lastUsedAt) })),
  };
}

export function createAccountService(deps: AccountDeps): AccountService {
  return {
    get: (caller) => readAccount(deps, caller),
    async rename(name, caller) {
      const person = personOf(caller);
      await deps.db.transaction(async (tx) => {
        const before = await findPerson(tx, person.userId);
        if (!before || before.name === name) return;
        await setName(tx, person.userId, name);
        const change = { before: { name: before.name }, after: { name } };
        await appendAudit(tx, auditActor(person), { action: 'user.rename', target: auditTarget(person), ...change });
      });
      return readAccount(deps, caller);
    },
    changePassword: (input, caller) => changePassword(deps, input, caller),
    async sessions(caller) {
      const { userId, sessionId } = personOf(caller);
      const rows = await listLiveSessions(deps.db, userId);
      return rows.map((row) => ({
        ...row,
        createdAt: row.createdAt.toISOString(),
        lastSeenAt: row.lastSeenAt.toISOString(),
        current: row.id === sessionId,
      }));
    },
    async endSession(sessionId, caller) {
      const person = personOf(caller);
      await deps.db.transaction(async (tx) => {
        if (!(await revokeSessionOf(tx, person.userId, sessionId))) throw new AppError('not_found', 'You have no such open session');
        const target = { kind: 'session', id: sessionId, name: person.email };
        await appendAudit(tx, auditActor(person), { action: 'session.revoke', target });
      });
      deps.bus.publish({ kind: 'revoked', principalId: sessionId });
      return { ended: 1 };
    },
    async endOtherSessions(caller) {
      const person = personOf(caller);
      const ended = await deps.db.transaction(async (tx) => {
        const sessions = await revokeSessionsOf(tx, person.userId, person.sessionId);
        const change = { action: 'session.revoke_others', target: auditTarget(person), after: { ended: sessions.length } };
        if (sessions.length > 0) await appendAudit(tx, auditActor(person), change);
        return sessions;
      });
      for (const principalId of ended) deps.bus.publish({ kind: 'revoked', principalId });
      return { ended: ended.length };
    },
    beginTwoFactor: (input, caller) => beginSetup(deps, input, caller),
    confirmTwoFactor: (input, caller) => confirmSetup(deps, input, caller),
    turnOffTwoFactor: (input, caller) => turnOff(deps, input, caller),
    renewRecoveryCodes: (input, caller) => renewRecoveryCodes(deps, input, caller),
  };
}
