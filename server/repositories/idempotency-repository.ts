import { AppError } from '@/lib/errors';
import type { Tx } from '@/server/infra/db/tx';

export interface IdempotentCall {
  /** `user:<id>` or `token:<id>`: keys of different callers never meet. */
  principal: string;
  key: string;
  /** Of the creating call: a key belongs to one kind of creation. */
  route: string;
  bodyHash: string;
}

/** `response` and `status` are what `completeKey` stored. */
export type Claim = { fresh: true } | { fresh: false; response: unknown; status: number };

/**
 * Takes the key within the creating transaction. A concurrent holder of the same key is waited for: if it commits, this
 * call is a repeat; if it rolls back, this call is fresh. Keys older than 24 h are taken over.
 * @throws AppError idempotency_mismatch where the key was used within 24 h for another body or another route
 */
export async function claimKey(tx: Tx, call: IdempotentCall): Promise<Claim> {
  const claimed = await tx.query({
    name: 'idempotency_claim',
    text: `INSERT INTO idempotency_keys AS k (principal, key, route, body_hash, created_at)
           VALUES ($1, $2, $3, $4, signalbox_now())
           ON CONFLICT (principal, key) DO UPDATE
             SET route = excluded.route, body_hash = excluded.body_hash, created_at = excluded.created_at, status = NULL, response = NULL
             WHERE k.created_at <= signalbox_now() - interval '24 hours'
           RETURNING 1 AS taken`,
    values: [call.principal, call.key, call.route, call.bodyHash],
  });
  if (claimed.length > 0) return { fresh: true };
  const [held] = await tx.query<Held & { status: number }>({
    name: 'idempotency_held',
    text: 'SELECT route, body_hash, response, status FROM idempotency_keys WHERE principal = $1 AND key = $2',
    values: [call.principal, call.key],
  });
  refuseOther(held, call);
  return { fresh: false, response: held.response, status: held.status };
}

/**
 * What a key already answers to this very call, before anything else of it is looked at; null where it is unknown or old.
 * @throws AppError idempotency_mismatch as `claimKey`
 */
export async function findAnswer(tx: Tx, call: IdempotentCall): Promise<{ response: unknown } | null> {
  const [held] = await tx.query<Held>({
    text: `SELECT route, body_hash, response FROM idempotency_keys WHERE principal = $1 AND key = $2
           AND status IS NOT NULL AND created_at > signalbox_now() - interval '24 hours'`,
    values: [call.principal, call.key],
  });
  if (!held) return null;
  refuseOther(held, call);
  return { response: held.response };
}

interface Held {
  route: string;
  body_hash: string;
  response: unknown;
}

function refuseOther(held: Held | undefined, call: IdempotentCall): asserts held is Held {
  if (held?.route !== call.route || held.body_hash !== call.bodyHash) {
    throw new AppError('idempotency_mismatch', 'This Idempotency-Key was used for another request');
  }
}

/** Stores what a repeat answers, in the same transaction as the claim. Never a secret: those are derived again. */
export async function completeKey(tx: Tx, result: { principal: string; key: string; status: number; response: unknown }): Promise<void> {
  await tx.query({
    name: 'idempotency_complete',
    text: 'UPDATE idempotency_keys SET status = $3, response = $4::jsonb WHERE principal = $1 AND key = $2',
    values: [result.principal, result.key, result.status, JSON.stringify(result.response)],
  });
}
