import type { DecidedMany, DecideMany } from '@/lib/contracts/escalation-inbox';
import { AppError } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import { decideEscalation } from './decide-escalation';
import type { EscalationsDeps } from './deps';

/** One word about several: each is decided by itself, and whatever refuses one of them is told with it. */
export async function decideMany(deps: EscalationsDeps, { ids, status, note }: DecideMany, caller: Caller): Promise<DecidedMany> {
  const results: DecidedMany['results'] = [];
  for (const id of new Set(ids)) {
    try {
      const decided = await decideEscalation(deps, { escalationId: id, status, note }, caller);
      results.push({ id, ok: true, status: decided.status });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { decision } = error.more as { decision?: Extract<DecidedMany['results'][number], { ok: false }>['decision'] };
      results.push({ id, ok: false, code: error.code, message: error.message, decision: decision ?? null });
    }
  }
  return { results };
}
