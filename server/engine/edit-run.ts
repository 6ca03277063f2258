import type { EditOperation } from '@/lib/contracts/edit';
import type { EditPlan } from '@/server/core/edit/edit-plan';
import { nodesToCheck, type StandingTask, settlePlan } from '@/server/core/edit/settle-plan';
import { afterCounts, mayClaim, type NewEvent, type RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { catchUpVirtualTime } from './catch-up';
import { readStanding, writeEdit } from './edit-rows';
import { voidHolds } from './hold-dependents';
import { SETTLE_MS } from './rewind';
import { saveHead } from './run-gate';

export interface RunEdit {
  plan: EditPlan;
  operations: readonly EditOperation[];
  reason: string | null;
  checkpointId: string | null;
  undoOf: number | null;
  actor: string;
  /** What the plan touches, as read behind the lock already. */
  standing?: readonly StandingTask[];
}

export interface EditedRun {
  head: RunHead;
  /** Seq of `run.edited`. */
  seq: number;
  /** Calls that are aborted: their workers have to hear of it. */
  aborted: number;
}

/**
 * Writes a planned edit of a run whose head is locked and at the version that the plan was made on. Null: something that it touches has
 * moved since; nothing was written.
 */
export async function editRun(tx: Tx, head: RunHead, now: Date, edit: RunEdit): Promise<EditedRun | null> {
  const { runId, lastSeq } = head;
  const standing = edit.standing ?? (await readStanding(tx, runId, nodesToCheck(edit.plan)));
  const writes = settlePlan(edit.plan, standing, { counts: head.counts, now, settleMs: SETTLE_MS });
  if (!writes) return null;
  const written = writeEdit(tx, { runId, lastSeq, now, actor: edit.actor }, edit.plan, writes);
  const version = head.graphVersion + 1;
  const { reason, operations, undoOf, checkpointId } = edit;
  const edited: NewEvent = {
    type: 'run.edited',
    data: { version, baseVersion: head.graphVersion, reason, operations: [...operations], undoOf, checkpointId, ...edit.plan.event },
  };
  const { removed, cancelled, restarted, skipped } = edit.plan.event;
  const anew = [...removed, ...skipped, ...[...cancelled, ...restarted].map(({ node }) => node)];
  const counted = { ...head, counts: writes.counts };
  // Where nothing is held the head is sent behind the rows without waiting for them.
  if (head.holds > 0) await written;
  const held = head.holds > 0 ? await voidHolds(tx, counted, anew, { seq: lastSeq + 1, now }) : { counts: writes.counts, holds: 0 };
  const after = afterCounts({ ...head, ...held }, held.counts);
  const patch = { ...held, ...after.patch, graphVersion: version };
  const [, saved] = await Promise.all([written, saveHead(tx, head, { patch, events: [edited, ...after.events], actor: edit.actor, now })]);
  const stoodStill = head.counts.ready + head.counts.running === 0;
  if (stoodStill && held.counts.ready > 0 && mayClaim(saved.status)) await catchUpVirtualTime(tx, runId);
  return { head: saved, seq: lastSeq + 1, aborted: writes.aborted };
}
