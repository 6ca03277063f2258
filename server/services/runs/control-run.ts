import { toMicroUsd } from '@/lib/contracts/common';
import type { RunDetail } from '@/lib/contracts/run';
import { actorOf, type Caller } from '@/server/core/access/caller';
import { type ControlDecision, decideBudget, decideCancel, decidePause, decideResume } from '@/server/core/run/control-run';
import { mayClaim, type RunHead } from '@/server/core/run/head';
import { cancelTasks } from '@/server/engine/cancel-tasks';
import { catchUpVirtualTime } from '@/server/engine/catch-up';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import type { RunServiceDeps } from './deps';
import { getRun } from './read-runs';

/** Locks the run's gate, decides, saves, and tells the workers at once. A wish that is the state already changes nothing. */
async function control(
  deps: RunServiceDeps,
  runId: string,
  caller: Caller,
  decide: (head: RunHead) => ControlDecision,
): Promise<RunDetail> {
  const seq = await deps.db.transaction(async (tx) => {
    const { head, now } = await lockHead(tx, runId);
    const decision = decide(head);
    if (!decision) return null;
    if (decision.cancelTasks) await cancelTasks(tx, runId, now);
    const saved = await saveHead(tx, head, { ...decision, actor: actorOf(caller), now });
    if (!mayClaim(head.status) && mayClaim(saved.status)) await catchUpVirtualTime(tx, runId);
    return saved.lastSeq;
  });
  if (seq !== null) {
    deps.bus.publish({ kind: 'run', runId, seq, control: true });
    deps.bus.publish({ kind: 'ready' });
  }
  return getRun(deps.db, runId);
}

export function pauseRun(deps: RunServiceDeps, runId: string, caller: Caller): Promise<RunDetail> {
  return control(deps, runId, caller, decidePause);
}

/** @throws conflict where the run has ended, or is still over its budget. */
export function resumeRun(deps: RunServiceDeps, runId: string, caller: Caller): Promise<RunDetail> {
  return control(deps, runId, caller, (head) => decideResume(head, deps.blockThreshold));
}

export function cancelRun(deps: RunServiceDeps, runId: string, caller: Caller): Promise<RunDetail> {
  return control(deps, runId, caller, decideCancel);
}

export function setBudget(deps: RunServiceDeps, runId: string, budgetUsd: number | null, caller: Caller): Promise<RunDetail> {
  const budgetMicroUsd = budgetUsd === null ? null : toMicroUsd(budgetUsd);
  return control(deps, runId, caller, (head) => decideBudget(head, budgetMicroUsd, deps.blockThreshold));
}
