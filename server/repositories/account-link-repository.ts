import type { Tx } from '@/server/infra/db/tx';

export interface AccountLinkRow {
  provider: string;
  email: string;
  lastUsedAt: Date | null;
}

/** The user whom this person at an issuer is; null where nobody is linked. */
export async function findLinkedUser(tx: Tx, provider: string, subject: string): Promise<{ userId: string } | null> {
  const [row] = await tx.query<{ userId: string }>({
    text: 'SELECT user_id AS "userId" FROM account_links WHERE provider = $1 AND subject = $2',
    values: [provider, subject],
  });
  return row ?? null;
}

export function listAccountLinks(tx: Tx, userId: string): Promise<AccountLinkRow[]> {
  return tx.query<AccountLinkRow>({
    text: 'SELECT provider, email, last_used_at AS "lastUsedAt" FROM account_links WHERE user_id = $1 ORDER BY provider',
    values: [userId],
  });
}

/** False where the person is linked already, or the user has another person of this issuer. */
export async function insertAccountLink(
  tx: Tx,
  link: { provider: string; subject: string; userId: string; email: string },
): Promise<boolean> {
  const rows = await tx.query({
    text: `INSERT INTO account_links (provider, subject, user_id, email, created_at, last_used_at)
           VALUES ($1, $2, $3, $4, signalbox_now(), signalbox_now()) ON CONFLICT DO NOTHING RETURNING 1 AS linked`,
    values: [link.provider, link.subject, link.userId, link.email],
  });
  return rows.length > 0;
}

export async function touchAccountLink(tx: Tx, provider: string, subject: string, email: string | null): Promise<void> {
  await tx.query({
    text: `UPDATE account_links SET last_used_at = signalbox_now(), email = coalesce($3, email) WHERE provider = $1 AND subject = $2`,
    values: [provider, subject, email],
  });
}
