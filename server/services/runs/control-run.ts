import { fromMicroUsd, toMicroUsd } from '@/lib/contracts/common';
import type { RunDetail } from '@/lib/contracts/run';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import { type ControlDecision, decideBudget, decideCancel, decidePause, decideResume } from '@/server/core/run/control-run';
import { mayClaim, type RunHead } from '@/server/core/run/head';
import { askAgain } from '@/server/engine/ask-again';
import { askForBudget } from '@/server/engine/ask-for-budget';
import { cancelTasks } from '@/server/engine/cancel-tasks';
import { catchUpVirtualTime } from '@/server/engine/catch-up';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import { appendAudit } from '@/server/repositories/audit-repository';
import type { RunServiceDeps } from './deps';
import { getRun } from './read-runs';

/** What the audit log keeps of a run's head. */
const auditView = ({ status, statusReason, budgetMicroUsd }: RunHead) => ({
  status,
  statusReason,
  budgetUsd: budgetMicroUsd === null ? null : fromMicroUsd(budgetMicroUsd),
});

/** Locks the run's gate, decides, saves, and tells the workers at once. A wish that is the state already changes nothing. */
async function control(
  deps: RunServiceDeps,
  runId: string,
  caller: Caller,
  action: `run.${string}`,
  decide: (head: RunHead) => ControlDecision,
): Promise<RunDetail> {
  const seq = await deps.db.transaction(async (tx) => {
    const policy = deps.ladder.current();
    const { head, now } = await lockHead(tx, runId);
    const decision = decide(head);
    if (!decision) return null;
    if (decision.cancelTasks) await cancelTasks(tx, runId, now);
    const change = await askForBudget(tx, head, decision, { now, policy });
    const changed = await saveHead(tx, head, { ...change, actor: actorOf(caller), now });
    const goesOn = !mayClaim(head.status) && mayClaim(changed.status);
    const saved = goesOn ? await askAgain(tx, changed, { actor: actorOf(caller), now, policy }) : changed;
    if (goesOn) await catchUpVirtualTime(tx, runId);
    await appendAudit(tx, auditActorOf(caller), {
      action,
      target: { kind: 'run', id: runId },
      before: auditView(head),
      after: auditView(saved),
    });
    return saved.lastSeq;
  });
  if (seq !== null) {
    deps.bus.publish({ kind: 'run', runId, seq, control: true });
    deps.bus.publish({ kind: 'ready' });
  }
  return getRun(deps.db, runId);
}

export function pauseRun(deps: RunServiceDeps, runId: string, caller: Caller): Promise<RunDetail> {
  return control(deps, runId, caller, 'run.pause', decidePause);
}

/** @throws conflict where the run has ended, or is still over its budget. */
export function resumeRun(deps: RunServiceDeps, runId: string, caller: Caller): Promise<RunDetail> {
  return control(deps, runId, caller, 'run.resume', (head) => decideResume(head, deps.blockThreshold));
}

export function cancelRun(deps: RunServiceDeps, runId: string, caller: Caller): Promise<RunDetail> {
  return control(deps, runId, caller, 'run.cancel', decideCancel);
}

export function setBudget(deps: RunServiceDeps, runId: string, budgetUsd: number | null, caller: Caller): Promise<RunDetail> {
  const budgetMicroUsd = budgetUsd === null ? null : toMicroUsd(budgetUsd);
  return control(deps, runId, caller, 'run.budget', (head) => decideBudget(head, budgetMicroUsd, deps.blockThreshold));
}
