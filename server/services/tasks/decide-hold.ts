import type { DecideHold } from '@/lib/contracts/checkpoint';
import { AppError } from '@/lib/errors';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import type { LiveBus } from '@/server/core/ports/live-bus';
import { isActive } from '@/server/core/run/head';
import { catchUpVirtualTime } from '@/server/engine/catch-up';
import { decideHeldBack, findHeldBack } from '@/server/engine/decide-hold';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import type { Database } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';

export interface HoldDeps {
  db: Database;
  bus: LiveBus;
}

/**
 * A person's word about a task that cannot be undone and has happened: it runs again, or it is left as it is and what waits for it goes on.
 * In a paused run it waits for the resume. @throws not_found, conflict (it does not wait for that, or its run has ended)
 */
export async function decideHold(deps: HoldDeps, { runId, key, decision, reason }: DecideHold, caller: Caller): Promise<void> {
  const seq = await deps.db.transaction(async (tx) => {
    const { head, now } = await lockHead(tx, runId);
    const task = isActive(head.status) ? await findHeldBack(tx, runId, key) : null;
    if (!task) throw new AppError('conflict', `The task "${key}" does not wait for a word whether it runs again.`);
    const { patch, events } = await decideHeldBack(tx, head, task, { decision, reason: reason ?? null, now });
    const saved = await saveHead(tx, head, { patch, events, actor: actorOf(caller), now });
    await catchUpVirtualTime(tx, runId);
    await appendAudit(tx, auditActorOf(caller), {
      action: 'task.decide_hold',
      target: { kind: 'task', id: `${runId}/${key}`, name: key },
      before: { status: 'WAITING', waitingFor: 'irreversible' },
      after: { decision, runId },
      reason,
    });
    return saved.lastSeq;
  });
  deps.bus.publish({ kind: 'run', runId, seq });
  deps.bus.publish({ kind: 'ready' });
}
