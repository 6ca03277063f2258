import { AppError } from '@/lib/errors';
import type { Tx } from '@/server/infra/db/tx';

/** A document of the settings, as it was stored: whoever owns the key validates it. */
export interface SettingRow {
  value: unknown;
  /** Grows with every change; 0 where nothing was ever stored. */
  version: number;
}

export async function readSetting(tx: Tx, key: string): Promise<SettingRow> {
  const [row] = await tx.query<{ value: unknown; version: number }>({
    name: 'setting_read',
    text: 'SELECT value, version FROM settings WHERE key = $1',
    values: [key],
  });
  return row ?? { value: null, version: 0 };
}

/** Stores a document whose version is still `baseVersion`. Null: somebody else was faster. */
export async function writeSetting(
  tx: Tx,
  setting: { key: string; value: unknown; baseVersion: number; actor: string },
): Promise<{ version: number } | null> {
  const [row] = await tx.query<{ version: number }>({
    text: `INSERT INTO settings AS s (key, value, version, updated_at, updated_by)
           SELECT $1, $2::jsonb, 1, signalbox_now(), $4 WHERE $3::int = 0 OR EXISTS (SELECT FROM settings WHERE key = $1)
           ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = s.version + 1, updated_at = excluded.updated_at,
             updated_by = excluded.updated_by WHERE s.version = $3::int
           RETURNING version`,
    values: [setting.key, JSON.stringify(setting.value), setting.baseVersion, setting.actor],
  });
  return row ?? null;
}

/** As `writeSetting`. @throws AppError 'stale_version' where somebody else was faster. */
export async function saveSetting(tx: Tx, setting: Parameters<typeof writeSetting>[1]): Promise<void> {
  if (await writeSetting(tx, setting)) return;
  throw new AppError('stale_version', 'Somebody else changed these settings meanwhile. Look at theirs, then change them again.');
}
