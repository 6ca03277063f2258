import {
  type CreateEscalation,
  createEscalationSchema,
  type DecideEscalation,
  decideEscalationSchema,
  type EscalationPriority,
  type EscalationView,
} from '@/lib/contracts/escalation';
import type { GateType } from '@/lib/contracts/task';
import { AppError } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import type { Database } from '@/server/infra/db/tx';
import { findTaskById } from '@/server/repositories/dead-letter-repository';
import type { EscalationsService } from '@/server/services/escalations/escalations-service';

/** A task of the run, by its id or its key. */
type OfTask = { taskId: string } | { taskKey: string };

/**
 * Questions to people in charge, for programs that hold an orchestrator.
 * @throws AppError not_found, conflict, invalid_input; ZodError where the input is no such thing
 */
export interface EscalationManager {
  createEscalation(input: Omit<CreateEscalation, 'taskKey'> & Partial<Record<'taskId' | 'taskKey', string>>): Promise<EscalationView>;
  /** Something that a gate of one's own has found: what waits for the task waits for the answer. */
  requestGateApproval(
    input: OfTask & { runId: string; gateType: GateType; gateResult: Record<string, unknown>; priority?: EscalationPriority },
  ): Promise<EscalationView>;
  /** Approved, the budget is raised by the amount. */
  requestBudgetOverride(input: {
    runId: string;
    currentSpend: number;
    requestedAmount: number;
    budgetLimit: number;
    reason: string;
    priority?: EscalationPriority;
  }): Promise<EscalationView>;
  /** `decidedBy`: who has decided, where the program speaks for a person. */
  decideEscalation(input: DecideEscalation & { decidedBy?: string }): Promise<EscalationView>;
}

const PROGRAM: Caller = { kind: 'token', id: 'program', name: 'program', role: 'operator' };
/** Where the program says nothing else. */
const PRIORITY: EscalationPriority = 'MEDIUM';

const deciderOf = (name: string | undefined): Caller => ({
  kind: name?.includes('@') ? 'user' : 'token',
  ...{ id: name ?? PROGRAM.id, name: name ?? PROGRAM.name, role: 'approver' },
});

export function escalationManager(service: Pick<EscalationsService, 'create' | 'decide'>, db: Database): EscalationManager {
  async function keyOf(runId: string, of: Partial<Record<'taskId' | 'taskKey', string>>): Promise<string | undefined> {
    if (of.taskId === undefined) return of.taskKey;
    const task = await findTaskById(db, of.taskId);
    if (task?.runId !== runId) throw new AppError('not_found', 'There is no such task in this run.');
    return task.key;
  }
  async function createEscalation({ taskId, taskKey, ...asked }: Parameters<EscalationManager['createEscalation']>[0]) {
    const key = await keyOf(asked.runId, { taskId, taskKey });
    return service.create(createEscalationSchema.parse({ ...asked, ...(key === undefined ? {} : { taskKey: key }) }), PROGRAM);
  }
  return {
    createEscalation,
    requestGateApproval: ({ gateType, gateResult, priority = PRIORITY, ...of }) => {
      const words = gateType.replaceAll('_', ' ');
      return createEscalation({
        ...{ ...of, priority, type: gateType === 'security_review' ? 'security_review' : 'gate_approval' },
        title: `The gate "${words}" did not open`,
        description: `Approve: what waits for the task goes on. Reject: the task fails.`,
        context: { gateType, gateResult: { type: gateType, ...gateResult } },
      });
    },
    requestBudgetOverride: ({ runId, reason, priority = PRIORITY, ...amounts }) =>
      createEscalation({
        ...{ runId, priority, type: 'budget_override', context: amounts, description: reason },
        title: `$${amounts.requestedAmount} more are asked for: $${amounts.currentSpend} of $${amounts.budgetLimit} are spent`,
      }),
    decideEscalation: ({ decidedBy, ...input }) => service.decide(decideEscalationSchema.parse(input), deciderOf(decidedBy)),
  };
}
