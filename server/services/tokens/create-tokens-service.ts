import type { CreateToken, ListTokens, TokenView } from '@/lib/contracts/access';
import type { Page } from '@/lib/contracts/common';
import { AppError } from '@/lib/errors';
import { auditActorOf, type Caller } from '@/server/core/access/caller';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Database } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { findToken, revokeToken } from '@/server/repositories/token-repository';
import { type CreateTokenDeps, createToken } from './create-token';
import { listTokenViews } from './list-tokens';
import { tokenView } from './token-view';

export interface TokensDeps extends CreateTokenDeps {
  db: Database;
  bus: LiveBus;
}

export interface TokensService {
  /** `token` is told here alone. @throws AppError invalid_input, idempotency_mismatch, gone */
  create(input: CreateToken, caller: Caller, idempotency: { key: string; bodyHash: string } | null): Promise<{ id: string; token: string }>;
  list(input: ListTokens): Promise<Page<TokenView>>;
  /** @throws AppError not_found */
  get(tokenId: string): Promise<TokenView>;
  /** Holds from the next request on, and drops its sockets. @throws AppError not_found */
  revoke(tokenId: string, caller: Caller): Promise<TokenView>;
}

const noSuchToken = () => new AppError('not_found', 'There is no such token');

export function createTokensService(deps: TokensDeps): TokensService {
  return {
    create: (input, caller, idempotency) => createToken(deps, input, caller, idempotency),
    list: (input) => listTokenViews(deps.db, input),
    async get(tokenId) {
      const row = await findToken(deps.db, tokenId);
      if (!row) throw noSuchToken();
      return tokenView(row);
    },
    async revoke(tokenId, caller) {
      const row = await deps.db.transaction(async (tx) => {
        const before = await findToken(tx, tokenId);
        const revoked = await revokeToken(tx, tokenId);
        if (!before || !revoked) throw noSuchToken();
        if (before.revokedAt === null) {
          const target = { kind: 'token', id: tokenId, name: revoked.name };
          await appendAudit(tx, auditActorOf(caller), { action: 'token.revoke', target, before: { role: revoked.role } });
        }
        return revoked;
      });
      deps.bus.publish({ kind: 'revoked', principalId: tokenId });
      return tokenView(row);
    },
  };
}
