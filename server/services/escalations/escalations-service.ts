import type { Page } from '@/lib/contracts/common';
import type { Deciders, ListDeciders } from '@/lib/contracts/decider';
import type {
  AnswerEscalation,
  AskEscalation,
  CreateEscalation,
  DecideEscalation,
  DelegateEscalation,
  EscalationDetail,
  EscalationView,
  ListEscalations,
  ReassignEscalation,
  RevokeEscalation,
  SnoozeEscalation,
} from '@/lib/contracts/escalation';
import type {
  DecidedMany,
  DecideMany,
  EscalationStats,
  FoundQuestion,
  InboxPage,
  ReadEscalationHistory,
  ReadInbox,
} from '@/lib/contracts/escalation-inbox';
import type { WaitingEscalations } from '@/lib/contracts/escalation-waiting';
import { AppError } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import { countWaiting } from '@/server/repositories/escalation-counts-repository';
import { readEscalationStats } from '@/server/repositories/escalation-stats-repository';
import type { EscalationRowView } from '@/server/repositories/escalation-view-repository';
import { findQuestion } from '@/server/repositories/inbox-ask-repository';
import { answerEscalation } from './answer-escalation';
import { askEscalation } from './ask-escalation';
import { delegateEscalation, reassignEscalation } from './assign-escalation';
import type { Idempotency } from './change-open';
import { createEscalation } from './create-escalation';
import { decideEscalation } from './decide-escalation';
import { decideMany } from './decide-many';
import type { EscalationsDeps } from './deps';
import { getEscalation } from './get-escalation';
import { offerDeciders } from './list-deciders';
import { pageEscalations } from './list-escalations';
import { readHistory } from './read-history';
import { readInbox } from './read-inbox';
import { revokeEscalation } from './revoke-escalation';
import { snoozeEscalation } from './snooze-escalation';

export interface EscalationsService {
  /** What has come up to people and nobody has put off. */
  waiting(caller: Caller): Promise<WaitingEscalations>;
  /** What sort of question stands behind an address of the inbox. @throws AppError not_found */
  find(id: string): Promise<FoundQuestion>;
  /** Newest first; `caller` is who `assignedTo=me` means. @throws AppError invalid_input (cursor) */
  list(input: ListEscalations, caller?: Caller): Promise<Page<EscalationView>>;
  /** @throws AppError not_found (run), conflict (it has ended), invalid_input (taskKey) */
  create(input: CreateEscalation, caller: Caller, idempotency?: Idempotency): Promise<EscalationView>;
  /** @throws AppError not_found */
  get(escalationId: string): Promise<EscalationDetail>;
  /** @throws AppError not_found, invalid_input (conditions, action), forbidden, conflict (decided, void, spoken already, or its run has ended) */
  decide(input: DecideEscalation, caller: Caller, idempotency?: Idempotency): Promise<EscalationView>;
  /** @throws AppError not_found, conflict (decided, its run has ended, or somebody waits for an answer already) */
  ask(input: AskEscalation, caller: Caller, idempotency?: Idempotency): Promise<EscalationView>;
  /** @throws AppError not_found, conflict (nobody waits for an answer), forbidden (their own question) */
  answer(input: AnswerEscalation, caller: Caller, idempotency?: Idempotency): Promise<EscalationView>;
  /** @throws AppError not_found, conflict, invalid_input (to) */
  reassign(input: ReassignEscalation, caller: Caller, idempotency?: Idempotency): Promise<EscalationView>;
  /** @throws AppError not_found, conflict, forbidden, invalid_input (to) */
  delegate(input: DelegateEscalation, caller: Caller, idempotency?: Idempotency): Promise<EscalationView>;
  /** @throws AppError not_found, conflict, invalid_input (until) */
  snooze(input: SnoozeEscalation, caller: Caller, idempotency?: Idempotency): Promise<EscalationView>;
  /** @throws AppError not_found, forbidden, conflict (no approval, too late, or its run has ended) */
  revoke(input: RevokeEscalation, caller: Caller, idempotency?: Idempotency): Promise<EscalationView>;
  decideMany(input: DecideMany, caller: Caller): Promise<DecidedMany>;
  inbox(input: ReadInbox, caller: Caller): Promise<InboxPage>;
  /** @throws AppError invalid_input (cursor) */
  history(input: ReadEscalationHistory): Promise<Page<EscalationRowView>>;
  stats(days: number): Promise<EscalationStats>;
  /** @throws AppError not_found (escalation) */
  deciders(input: ListDeciders): Promise<Deciders>;
}

/** What waits for a person's decision, and what was decided. */
export function createEscalationsService(deps: EscalationsDeps): EscalationsService {
  return {
    waiting: (caller) => countWaiting(deps.db, deps.editors.includes(caller.role)),
    async find(id) {
      const found = await findQuestion(deps.db, id);
      if (!found) throw new AppError('not_found', 'There is no such question.');
      return found;
    },
    list: (input, caller) => pageEscalations(deps.db, input, caller),
    get: (escalationId) => getEscalation(deps.db, escalationId),
    create: (input, caller, idempotency) => createEscalation(deps, input, caller, idempotency),
    decide: (input, caller, idempotency) => decideEscalation(deps, input, caller, idempotency),
    revoke: (input, caller, idempotency) => revokeEscalation(deps, input, caller, idempotency),
    ask: (input, caller, idempotency) => askEscalation(deps, input, caller, idempotency),
    answer: (input, caller, idempotency) => answerEscalation(deps, input, caller, idempotency),
    reassign: (input, caller, idempotency) => reassignEscalation(deps, input, caller, idempotency),
    delegate: (input, caller, idempotency) => delegateEscalation(deps, input, caller, idempotency),
    snooze: (input, caller, idempotency) => snoozeEscalation(deps, input, caller, idempotency),
    decideMany: (input, caller) => decideMany(deps, input, caller),
    inbox: (input, caller) => readInbox(deps, input, caller),
    history: (input) => readHistory(deps.db, input),
    stats: (days) => readEscalationStats(deps.db, days),
    deciders: (input) => offerDeciders(deps, input),
  };
}
