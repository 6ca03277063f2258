import type { CreateToken } from '@/lib/contracts/access';
import { AppError, invalidInput } from '@/lib/errors';
import { apiTokenOf, derivedApiToken, secretHash } from '@/server/core/access/api-token';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import type { Database, Tx } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { claimKey, completeKey } from '@/server/repositories/idempotency-repository';
import { findLiveToken, insertToken, isInPast, newTokenId } from '@/server/repositories/token-repository';

export interface CreateTokenDeps {
  db: Database;
  /** The installation's secret: tokens of idempotent creations are derived from it. */
  secret: string;
  /** Gives n random bytes. */
  randomBytes: (count: number) => Uint8Array;
}

interface CreatedToken {
  id: string;
  token: string;
}

/**
 * @throws AppError invalid_input (already expired), idempotency_mismatch, gone (a repeat whose token is revoked, expired or
 * was made under another secret)
 */
export function createToken(
  deps: CreateTokenDeps,
  input: CreateToken,
  caller: Caller,
  idempotency: { key: string; bodyHash: string } | null,
): Promise<CreatedToken> {
  return deps.db.transaction(async (tx) => {
    if (idempotency === null) {
      return store(tx, input, caller, await newTokenId(tx), apiTokenOf(deps.randomBytes(32)));
    }
    const call = {
      principal: `${caller.kind}:${caller.id}`,
      key: idempotency.key,
      route: 'POST /api/v1/tokens',
      bodyHash: idempotency.bodyHash,
    };
    const derive = (tokenId: string) => derivedApiToken(deps.secret, { ...call, tokenId });
    const claim = await claimKey(tx, call);
    if (claim.fresh) {
      const id = await newTokenId(tx);
      const created = await store(tx, input, caller, id, derive(id));
      await completeKey(tx, { ...call, status: 201, response: { id } });
      return created;
    }
    const { id } = claim.response as { id: string };
    const token = derive(id);
    if (!(await findLiveToken(tx, secretHash(token)))) throw new AppError('gone', 'The token made with this Idempotency-Key is gone');
    return { id, token };
  });
}

async function store(tx: Tx, input: CreateToken, caller: Caller, id: string, token: string): Promise<CreatedToken> {
  const expiresAt = input.expiresAt ?? null;
  if (expiresAt !== null && (await isInPast(tx, new Date(expiresAt)))) throw invalidInput('expiresAt', 'must be in the future');
  await insertToken(tx, {
    id,
    name: input.name,
    role: input.role,
    hash: secretHash(token),
    createdBy: actorOf(caller),
    createdById: caller.kind === 'user' ? caller.id : null,
    expiresAt,
  });
  await appendAudit(tx, auditActorOf(caller), {
    action: 'token.create',
    target: { kind: 'token', id, name: input.name },
    after: { role: input.role, expiresAt },
  });
  return { id, token };
}
