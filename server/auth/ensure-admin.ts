import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Tx } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { revokeSessionsOf } from '@/server/repositories/session-repository';
import type { UserRepository, UserRow } from '@/server/repositories/user-repository';
import { hashPassword, passwordMatches } from './passwords';

export interface EnsureAdminDeps {
  db: Tx;
  users: UserRepository;
  bus: LiveBus;
}

const auditEnvironment = (db: Tx, action: string, user: UserRow) =>
  appendAudit(
    db,
    { actor: 'environment', actorId: 'environment' },
    { action, target: { kind: 'user', id: user.id, name: user.email }, after: { role: 'admin' } },
  );

/**
 * The administrator of SIGNALBOX_ADMIN_EMAIL and _PASSWORD: created, or given this password and role. A changed password
 * ends the sessions that the old one opened.
 */
export async function ensureAdmin(deps: EnsureAdminDeps, admin: { email: string; password: string }): Promise<void> {
  const user = await deps.users.findByEmail(admin.email);
  if (!user) {
    const passwordHash = await hashPassword(admin.password);
    const created = await deps.users.create({
      email: admin.email,
      name: admin.email.split('@')[0] ?? admin.email,
      passwordHash,
      role: 'admin',
    });
    await auditEnvironment(deps.db, 'user.create', created);
    return;
  }
  const same = user.passwordHash !== null && (await passwordMatches(user.passwordHash, admin.password));
  if (same && user.role === 'admin' && !user.disabled) return;
  await deps.users.makeAdmin(user.id, same && user.passwordHash !== null ? user.passwordHash : await hashPassword(admin.password));
  await auditEnvironment(deps.db, 'user.make_admin', user);
  if (same) return;
  for (const sessionId of await revokeSessionsOf(deps.db, user.id)) deps.bus.publish({ kind: 'revoked', principalId: sessionId });
}
