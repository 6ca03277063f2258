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
  { escalationId, until: wanted }: SnoozeEscalation,
  caller: Caller,
  idempotency: Idempotency = null,
): Promise<EscalationView> {
  return changeOpen(deps, {
    ...{ escalationId, verb: 'snooze', caller, idempotency },
    async write(tx, asked, { now, by }) {
      const at = wanted === null ? null : new Date(wanted);
      if (at) checkSnooze(at, asked, now);
      await snoozeUntil(tx, escalationId, at);
      const { runId, node } = asked;
      const kind = at ? 'snoozed' : 'woken';
      const until = at?.toISOString() ?? null;
      await appendEntry(tx, { escalationId, runId, kind, by, data: until ? { until } : {}, now });
      return {
        events: [{ type: 'escalation.snoozed', ...(node === null ? {} : { node }), data: { escalationId, by, until } }],
        after: { snoozedUntil: until },
      };
    },
  });
}
