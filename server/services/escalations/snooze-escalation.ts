import type { EscalationView, SnoozeEscalation } from '@/lib/contracts/escalation';
import type { Caller } from '@/server/core/access/caller';
import { checkSnooze } from '@/server/core/escalation/assign';
import { snoozeUntil } from '@/server/repositories/escalation-care-repository';
import { appendEntry } from '@/server/repositories/escalation-repository';
import { changeOpen, type Idempotency } from './change-open';
import type { EscalationsDeps } from './deps';

/** Out of the list for a while, or (null) back into it; its clock goes on. @throws not_found, conflict, invalid_input (until) */
export function snoozeEscalation(
  deps: EscalationsDeps,
  { escalationId, until }: SnoozeEscalation,
  caller: Caller,
  idempotency: Idempotency = null,
): Promise<EscalationView> {
  return changeOpen(deps, {
    ...{ escalationId, verb: 'snooze', caller, idempotency },
    async write(tx, asked, { now, by }) {
      const at = until === null ? null : new Date(until);
      if (at) checkSnooze(at, asked, now);
      await snoozeUntil(tx, escalationId, at);
      const kind = at ? 'snoozed' : 'woken';
      await appendEntry(tx, { escalationId, runId: asked.runId, kind, by, data: at ? { until: at.toISOString() } : {}, now });
      return { after: { snoozedUntil: at?.toISOString() ?? null } };
    },
  });
}
