import type { AccessRole } from '@/lib/contracts/access';
import type { Tx } from '@/server/infra/db/tx';

export interface TokenRow {
  id: string;
  name: string;
  role: AccessRole;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  resting: boolean;
}

export async function insertToken(
  tx: Tx,
  token: {
    id: string;
    name: string;
    role: AccessRole;
    hash: string;
    createdBy: string;
    createdById: string | null;
    expiresAt: string | null;
  },
): Promise<void> {
  await tx.query({
    text: `INSERT INTO api_tokens (id, name, role, hash, created_by, created_by_id, created_at, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, signalbox_now(), $7)`,
    values: [token.id, token.name, token.role, token.hash, token.createdBy, token.createdById, token.expiresAt],
  });
}

/**
 * A token `t` rests while the person who made it is disabled, or may do less than it: it was given in their name. Tokens made by
 * other tokens, and those of before this was kept, have nobody to rest with.
 */
const RESTS = `EXISTS (SELECT FROM users u WHERE u.id = t.created_by_id
  AND (u.disabled_at IS NOT NULL OR NOT (u.role IN ('admin', t.role) OR t.role = 'viewer')))`;

/** A token that may be used now. `idle`: not touched for a minute. */
export interface LiveToken {
  id: string;
  name: string;
  role: AccessRole;
  idle: boolean;
}

export async function findLiveToken(tx: Tx, hash: string): Promise<LiveToken | null> {
  const [row] = await tx.query<LiveToken>({
    name: 'token_live',
    text: `SELECT id, name, role, last_used_at IS NULL OR last_used_at < signalbox_now() - interval '1 minute' AS idle FROM api_tokens t
           WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > signalbox_now()) AND NOT ${RESTS}`,
    values: [hash],
  });
  return row ?? null;
}

/** At most once a minute a token, so that a busy program does not make a hot row. */
export async function touchToken(tx: Tx, tokenId: string): Promise<void> {
  await tx.query({
    name: 'token_touch',
    text: `UPDATE api_tokens SET last_used_at = signalbox_now()
           WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < signalbox_now() - interval '1 minute')`,
    values: [tokenId],
  });
}

const COLUMNS = `t.id, t.name, t.role, t.created_by AS "createdBy", t.created_at AS "createdAt", t.expires_at AS "expiresAt",
  t.last_used_at AS "lastUsedAt", t.revoked_at AS "revokedAt", ${RESTS} AS resting`;

export async function findToken(tx: Tx, tokenId: string): Promise<TokenRow | null> {
  const [row] = await tx.query<TokenRow>({ text: `SELECT ${COLUMNS} FROM api_tokens t WHERE id = $1`, values: [tokenId] });
  return row ?? null;
}

/** Newest first; `before` is the id of the last row seen (ids are made in time's order). */
export async function listTokens(tx: Tx, page: { before: string | null; limit: number }): Promise<TokenRow[]> {
  return tx.query<TokenRow>({
    text: `SELECT ${COLUMNS} FROM api_tokens t WHERE $1::uuid IS NULL OR id < $1::uuid ORDER BY id DESC LIMIT $2`,
    values: [page.before, page.limit],
  });
}

/** Null where there is no such token. Revoking twice keeps the first time. */
export async function revokeToken(tx: Tx, tokenId: string): Promise<TokenRow | null> {
  const [row] = await tx.query<TokenRow>({
    text: `UPDATE api_tokens t SET revoked_at = coalesce(revoked_at, signalbox_now()) WHERE id = $1 RETURNING ${COLUMNS}`,
    values: [tokenId],
  });
  return row ?? null;
}

/** An id made by the database, before the row: the secret of an idempotent creation is derived from it. */
export async function newTokenId(tx: Tx): Promise<string> {
  const [row] = await tx.query<{ id: string }>({ text: 'SELECT signalbox_uuid7() AS id' });
  if (!row) throw new Error('The database made no id');
  return row.id;
}

/** By the database's clock. As seconds, because PostgreSQL refuses some years that ISO 8601 has. */
export async function isInPast(tx: Tx, time: Date): Promise<boolean> {
  const [row] = await tx.query<{ past: boolean }>({
    text: 'SELECT to_timestamp($1::double precision) <= signalbox_now() AS past',
    values: [time.getTime() / 1000],
  });
  return row?.past ?? true;
}
