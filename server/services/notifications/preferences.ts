import type { MyPreferences, SetPreferences } from '@/lib/contracts/notification';
import { AppError } from '@/lib/errors';
import { auditActorOf, type Caller } from '@/server/core/access/caller';
import { appendAudit } from '@/server/repositories/audit-repository';
import { readPreferences, writePreferences } from '@/server/repositories/notification-preference-repository';
import type { NotificationsDeps } from './deps';
import { preferencesOf } from './route-notification';
import { canMail, effectiveOf, readDocument } from './settings';

type PreferenceDeps = Pick<NotificationsDeps, 'db' | 'given' | 'secret'>;

/** @throws AppError forbidden where a token asks */
function personOf(caller: Caller): string {
  if (caller.kind !== 'user') throw new AppError('forbidden', 'An API token has no account: sign in as a person');
  return caller.id;
}

export async function getPreferences(deps: PreferenceDeps, caller: Caller): Promise<MyPreferences> {
  const { value, version } = await readPreferences(deps.db, personOf(caller));
  const { document } = await readDocument(deps.db);
  return { value: preferencesOf(value), version, emailAvailable: canMail(effectiveOf(document, deps.given, deps.secret)) };
}

/** @throws AppError stale_version, forbidden */
export async function setPreferences(deps: PreferenceDeps, { baseVersion, value }: SetPreferences, caller: Caller): Promise<MyPreferences> {
  const userId = personOf(caller);
  await deps.db.transaction(async (tx) => {
    const before = await readPreferences(tx, userId);
    if (!(await writePreferences(tx, userId, value, baseVersion))) {
      throw new AppError('stale_version', 'You changed these settings elsewhere meanwhile. Look at them, then change them again.');
    }
    await appendAudit(tx, auditActorOf(caller), {
      action: 'user.change_notifications',
      target: { kind: 'user', id: userId, name: caller.name },
      before: before.value ?? undefined,
      after: value,
    });
  });
  return getPreferences(deps, caller);
}
