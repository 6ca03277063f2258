import { readSetting } from '@/server/repositories/settings-repository';
import type { NotificationsDeps } from './deps';

const KEY = 'address';

/** Where people find us: a worker is told by the web process, which alone knows its port. */
export async function readAddress(deps: Pick<NotificationsDeps, 'db' | 'publicUrl'>): Promise<string> {
  const own = deps.publicUrl();
  if (own !== '') return own;
  const { value } = await readSetting(deps.db, KEY);
  return typeof value === 'string' ? value : '';
}

/** Kept for those who do not know it; the last web process to start is right. */
export async function rememberAddress(deps: Pick<NotificationsDeps, 'db' | 'publicUrl'>): Promise<void> {
  const own = deps.publicUrl();
  if (own === '') return;
  await deps.db.query({
    text: `INSERT INTO settings (key, value, version, updated_at, updated_by) VALUES ($1, $2::jsonb, 1, signalbox_now(), 'engine')
      ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at WHERE settings.value <> excluded.value`,
    values: [KEY, JSON.stringify(own)],
  });
}
