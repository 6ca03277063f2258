import type { Log } from '@/server/core/ports/log';
import type { ModelLimits } from '@/server/core/ports/model-endpoints';
import type { Tx } from '@/server/infra/db/tx';
import { reserveModel, settleModel } from '@/server/repositories/model-limit-repository';

/** Without its answer no call may start; a task comes again when the database does. */
const DATABASE_AWAY_MS = 1_000;
const UNLIMITED = { granted: true as const, settle: () => undefined };

/** Limits over all workers, kept by the database in its own time. */
export function createModelLimits({ db, log }: { db: Tx; log: Log }): ModelLimits {
  return {
    async reserve(endpoint, tokens) {
      if (endpoint.requestsPerMinute === null && endpoint.tokensPerMinute === null) return UNLIMITED;
      try {
        const { second, waitMs } = await reserveModel(db, endpoint, tokens);
        if (second === null) return { granted: false, waitMs };
        // What was booked is never more than the limit itself, so that one large request can pass at all.
        const booked = Math.min(tokens, endpoint.tokensPerMinute ?? tokens);
        return { granted: true, settle: (usedTokens) => settle(endpoint.name, second, usedTokens - booked) };
      } catch (error) {
        log.warn({ err: error, endpoint: endpoint.name }, 'the limits of an endpoint could not be asked');
        return { granted: false, waitMs: DATABASE_AWAY_MS };
      }
    },
  };

  function settle(endpoint: string, second: number, delta: number): void {
    if (delta === 0) return;
    settleModel(db, endpoint, second, delta).catch((error: unknown) =>
      log.warn({ err: error, endpoint }, 'the use of an endpoint was not settled: its minute counts the estimate'),
    );
  }
}
