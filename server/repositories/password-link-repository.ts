import type { AccessRole } from '@/lib/contracts/access';
import type { Tx } from '@/server/infra/db/tx';

/** Makes a link and ends the ones before it. */
export async function insertPasswordLink(
  tx: Tx,
  link: { userId: string; hash: string; maxAgeHours: number },
): Promise<{ id: string; expiresAt: Date }> {
  await endPasswordLinks(tx, link.userId);
  const [row] = await tx.query<{ id: string; expiresAt: Date }>({
    text: `INSERT INTO password_links (user_id, hash, created_at, expires_at)
           VALUES ($1, $2, signalbox_now(), signalbox_now() + make_interval(hours => $3)) RETURNING id, expires_at AS "expiresAt"`,
    values: [link.userId, link.hash, link.maxAgeHours],
  });
  if (!row) throw new Error('The link was not stored');
  return row;
}

export async function endPasswordLinks(tx: Tx, userId: string): Promise<void> {
  await tx.query({
    text: 'UPDATE password_links SET consumed_at = signalbox_now() WHERE user_id = $1 AND consumed_at IS NULL',
    values: [userId],
  });
}

/** A link that may be used now, of a user who is not disabled. */
export async function findLivePasswordLink(
  tx: Tx,
  hash: string,
): Promise<{ userId: string; email: string; role: AccessRole; expiresAt: Date } | null> {
  const [row] = await tx.query<{ userId: string; email: string; role: AccessRole; expiresAt: Date }>({
    text: `SELECT u.id AS "userId", u.email, u.role, l.expires_at AS "expiresAt" FROM password_links l JOIN users u ON u.id = l.user_id
           WHERE l.hash = $1 AND l.consumed_at IS NULL AND l.expires_at > signalbox_now() AND u.disabled_at IS NULL`,
    values: [hash],
  });
  return row ?? null;
}

/** Uses it once: false where somebody was faster. */
export async function consumePasswordLink(tx: Tx, hash: string): Promise<boolean> {
  const rows = await tx.query({
    text: `UPDATE password_links SET consumed_at = signalbox_now()
           WHERE hash = $1 AND consumed_at IS NULL AND expires_at > signalbox_now() RETURNING 1 AS consumed`,
    values: [hash],
  });
  return rows.length > 0;
}
