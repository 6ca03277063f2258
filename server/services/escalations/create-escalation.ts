import type { CreateEscalation, EscalationView } from '@/lib/contracts/escalation';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import type { LadderPolicy } from '@/server/core/escalation/policy';
import { subjectOf } from '@/server/core/escalation/raise-escalation';
import type { Ladder } from '@/server/core/ports/ladder';
import type { LiveBus } from '@/server/core/ports/live-bus';
import { openHolding } from '@/server/engine/hold-dependents';
import { openEscalation } from '@/server/engine/open-escalation';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import type { Database, Tx } from '@/server/infra/db/tx';
import { findAskedTask } from '@/server/repositories/asked-task-repository';
import { appendAudit } from '@/server/repositories/audit-repository';
import { claimKey, completeKey, type IdempotentCall } from '@/server/repositories/idempotency-repository';
import { getEscalation } from './get-escalation';

interface CreateDeps {
  db: Database;
  bus: LiveBus;
  ladder: Ladder;
}

/**
 * Asks about a run, or about one of its tasks: what waits for that task does not begin until somebody has decided, everything else goes on.
 * @throws not_found (run), conflict (nothing waits for the task), invalid_input (taskKey, context.requestedAmount)
 */
export async function createEscalation(
  deps: CreateDeps,
  input: CreateEscalation,
  caller: Caller,
  idempotency: { key: string; bodyHash: string } | null = null,
): Promise<EscalationView> {
  const call = idempotency && { principal: `${caller.kind}:${caller.id}`, route: 'POST /api/v1/escalations', ...idempotency };
  const policy = deps.ladder.current();
  const { id, seq } = await deps.db.transaction((tx) => create(tx, input, caller, { policy, call }));
  if (seq !== null) deps.bus.publish({ kind: 'run', runId: input.runId, seq });
  const { entries: _, ...view } = await getEscalation(deps.db, id);
  return view;
}

/** `seq` null: a repeat, which changed nothing. */
async function create(
  tx: Tx,
  input: CreateEscalation,
  caller: Caller,
  { policy, call }: { policy: LadderPolicy; call: IdempotentCall | null },
): Promise<{ id: string; seq: number | null }> {
  const claim = call ? await claimKey(tx, call) : null;
  if (claim && !claim.fresh) return { id: (claim.response as { id: string }).id, seq: null };
  const { runId, type, title, description, priority, context = {} } = input;
  const { head, now } = await lockHead(tx, runId);
  const task = input.taskKey === undefined ? null : await findAskedTask(tx, runId, input.taskKey);
  const { subject, action } = subjectOf(input, head.status, task);
  const askedBy = task ? `agent:${task.key}` : actorOf(caller);
  const asked = {
    ...{ runId, node: task?.node ?? null, taskKey: task?.key ?? null, epoch: null },
    ...{ type, subject, priority, title, description, context, action, askedBy },
  };
  const place = { seq: head.lastSeq + 1, now, policy };
  const unheld = async () => ({ ...(await openEscalation(tx, asked, place)), patch: {} });
  const {
    escalationId: id,
    event,
    patch,
  } = await (task && subject === 'hold' ? openHolding(tx, head, asked, [task.node], place) : unheld());
  const saved = await saveHead(tx, head, { patch, events: [event], actor: actorOf(caller), now });
  await appendAudit(tx, auditActorOf(caller), {
    action: 'escalation.create',
    target: { kind: 'escalation', id, name: title },
    after: { runId, taskKey: task?.key ?? null, type, priority },
  });
  if (call) await completeKey(tx, { ...call, status: 201, response: { id } });
  return { id, seq: saved.lastSeq };
}
