import type { Tx } from '@/server/infra/db/tx';

export interface SecondFactorRow {
  /** Sealed; null where it was never set up. */
  sealed: string | null;
  /** Null: set up but not confirmed, or not at all. */
  enabledAt: Date | null;
}

export async function readSecondFactor(tx: Tx, userId: string): Promise<SecondFactorRow> {
  const [row] = await tx.query<SecondFactorRow>({
    text: 'SELECT totp_secret AS sealed, totp_enabled_at AS "enabledAt" FROM users WHERE id = $1',
    values: [userId],
  });
  return row ?? { sealed: null, enabledAt: null };
}

/** Keeps a new secret that is not asked for yet. False where two-factor is on already. */
export async function beginSecondFactor(tx: Tx, userId: string, sealed: string): Promise<boolean> {
  const rows = await tx.query({
    text: 'UPDATE users SET totp_secret = $2, totp_last_step = NULL WHERE id = $1 AND totp_enabled_at IS NULL RETURNING 1 AS set',
    values: [userId, sealed],
  });
  return rows.length > 0;
}

export async function enableSecondFactor(tx: Tx, userId: string): Promise<void> {
  await tx.query({ text: 'UPDATE users SET totp_enabled_at = signalbox_now() WHERE id = $1', values: [userId] });
}

/** Turns it off, with its recovery codes. False where it was off. */
export async function clearSecondFactor(tx: Tx, userId: string): Promise<boolean> {
  await tx.query({ text: 'DELETE FROM recovery_codes WHERE user_id = $1', values: [userId] });
  const rows = await tx.query<{ was: boolean }>({
    text: `UPDATE users u SET totp_secret = NULL, totp_enabled_at = NULL, totp_last_step = NULL
           FROM (SELECT id, totp_enabled_at IS NOT NULL AS was FROM users WHERE id = $1 FOR UPDATE) o WHERE u.id = o.id RETURNING o.was`,
    values: [userId],
  });
  return rows[0]?.was ?? false;
}

/** Takes a step of time once: false where it, or a later one, was used before. */
export async function takeTotpStep(tx: Tx, userId: string, step: number): Promise<boolean> {
  const rows = await tx.query({
    text: 'UPDATE users SET totp_last_step = $2 WHERE id = $1 AND coalesce(totp_last_step, -1) < $2 RETURNING 1 AS taken',
    values: [userId, step],
  });
  return rows.length > 0;
}

/** Replaces all codes. */
export async function storeRecoveryCodes(tx: Tx, userId: string, hashes: readonly string[]): Promise<void> {
  await tx.query({ text: 'DELETE FROM recovery_codes WHERE user_id = $1', values: [userId] });
  await tx.query({
    text: 'INSERT INTO recovery_codes (user_id, hash) SELECT $1, unnest($2::text[])',
    values: [userId, hashes],
  });
}

/** Uses a code up: false where there is no such one, or it was used. */
export async function takeRecoveryCode(tx: Tx, userId: string, hash: string): Promise<boolean> {
  const rows = await tx.query({
    text: 'UPDATE recovery_codes SET used_at = signalbox_now() WHERE user_id = $1 AND hash = $2 AND used_at IS NULL RETURNING 1 AS taken',
    values: [userId, hash],
  });
  return rows.length > 0;
}

export async function countRecoveryCodes(tx: Tx, userId: string): Promise<number> {
  const [row] = await tx.query<{ left: number }>({
    text: 'SELECT count(*)::int AS left FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL',
    values: [userId],
  });
  return row?.left ?? 0;
}
