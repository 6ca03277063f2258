import type { Page } from '@/lib/contracts/common';
import type { EscalationView, ListEscalations } from '@/lib/contracts/escalation';
import type { Database } from '@/server/infra/db/tx';
import { getEscalation } from './get-escalation';
import { pageEscalations } from './list-escalations';

export interface EscalationsDeps {
  db: Database;
}

export interface EscalationsService {
  /** Newest first. @throws AppError invalid_input (cursor) */
  list(input: ListEscalations): Promise<Page<EscalationView>>;
  /** @throws AppError not_found */
  get(escalationId: string): Promise<EscalationView>;
}

/** What waits for a person's decision, and what was decided. */
export function createEscalationsService(deps: EscalationsDeps): EscalationsService {
  return {
    list: (input) => pageEscalations(deps.db, input),
    get: (escalationId) => getEscalation(deps.db, escalationId),
  };
}
