import type { Page } from '@/lib/contracts/common';
import type { CreateEscalation, DecideEscalation, EscalationDetail, EscalationView, ListEscalations } from '@/lib/contracts/escalation';
import type { WaitingEscalations } from '@/lib/contracts/escalation-waiting';
import type { Caller } from '@/server/core/access/caller';
import { countWaiting } from '@/server/repositories/escalation-counts-repository';
import { createEscalation } from './create-escalation';
import { type DecideDeps, decideEscalation } from './decide-escalation';
import { getEscalation } from './get-escalation';
import { pageEscalations } from './list-escalations';

export interface EscalationsService {
  /** Newest first. @throws AppError invalid_input (cursor) */
  list(input: ListEscalations): Promise<Page<EscalationView>>;
  /** What has come up to people and nobody has put off. */
  waiting(): Promise<WaitingEscalations>;
  /** @throws AppError not_found (run), conflict (it has ended), invalid_input (taskKey) */
  create(input: CreateEscalation, caller: Caller, idempotency?: { key: string; bodyHash: string } | null): Promise<EscalationView>;
  /** @throws AppError not_found */
  get(escalationId: string): Promise<EscalationDetail>;
  /** @throws AppError not_found, not_available (conditions), conflict (decided, void, or its run has ended) */
  decide(input: DecideEscalation, caller: Caller, idempotency?: { key: string; bodyHash: string } | null): Promise<EscalationView>;
}

/** What waits for a person's decision, and what was decided. */
export function createEscalationsService(deps: DecideDeps): EscalationsService {
  return {
    list: (input) => pageEscalations(deps.db, input),
    waiting: () => countWaiting(deps.db),
    get: (escalationId) => getEscalation(deps.db, escalationId),
    create: (input, caller, idempotency) => createEscalation(deps, input, caller, idempotency),
    decide: (input, caller, idempotency) => decideEscalation(deps, input, caller, idempotency),
  };
}
