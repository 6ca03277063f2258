import type { Tx } from '@/server/infra/db/tx';

const EXPIRE = `
WITH k AS (DELETE FROM idempotency_keys WHERE created_at < signalbox_now() - interval '24 hours'),
l AS (DELETE FROM sign_in_links WHERE expires_at < signalbox_now() - interval '1 day')
DELETE FROM sessions WHERE coalesce(revoked_at, expires_at) < signalbox_now() - interval '30 days'`;

/** Deletes what nobody may use any more: idempotency keys after their 24 h, sign-in links, and sessions that ended a month ago. */
export async function deleteExpired(tx: Tx): Promise<void> {
  await tx.query({ name: 'expire', text: EXPIRE });
}
