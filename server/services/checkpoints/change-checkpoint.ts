import type { CheckpointView } from '@/lib/contracts/checkpoint';
import { AppError } from '@/lib/errors';
import { auditActorOf, type Caller } from '@/server/core/access/caller';
import type { Tx } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { deleteCheckpoints, lockChunks, pinCheckpoint, readCheckpoint } from '@/server/repositories/checkpoint-repository';
import type { CheckpointDeps } from './deps';

async function known(tx: Tx, checkpointId: string): Promise<CheckpointView> {
  const view = await readCheckpoint(tx, checkpointId);
  if (!view) throw new AppError('not_found', 'There is no such checkpoint.');
  return view;
}

/** Behind the lock of whoever deletes: what is pinned then stays. */
async function knownLocked(tx: Tx, checkpointId: string): Promise<CheckpointView> {
  await lockChunks(tx, (await known(tx, checkpointId)).runId);
  return known(tx, checkpointId);
}

/** Keeps it from retention, or gives it to it again; a label may come with it. @throws AppError not_found */
export function setPinned(
  { db }: CheckpointDeps,
  { checkpointId, pinned, label }: { checkpointId: string; pinned: boolean; label?: string },
  caller: Caller,
): Promise<CheckpointView> {
  return db.transaction(async (tx) => {
    const before = await knownLocked(tx, checkpointId);
    await pinCheckpoint(tx, checkpointId, { pinned, label: label ?? null });
    const after = await known(tx, checkpointId);
    await appendAudit(tx, auditActorOf(caller), {
      action: 'checkpoint.pin',
      target: { kind: 'checkpoint', id: checkpointId, name: after.label },
      before: { pinned: before.pinned, label: before.label },
      after: { pinned: after.pinned, label: after.label },
    });
    return after;
  });
}

/** @throws AppError not_found, conflict (pinned, or a run was forked from it) */
export function removeCheckpoint({ db }: CheckpointDeps, checkpointId: string, caller: Caller): Promise<void> {
  return db.transaction(async (tx) => {
    const view = await knownLocked(tx, checkpointId);
    if (view.pinned) throw new AppError('conflict', 'It is pinned. Unpin it first.');
    if (view.forks > 0) throw new AppError('conflict', 'A run was forked from it: it stays as long as that run.');
    await deleteCheckpoints(tx, view.runId, [checkpointId]);
    await appendAudit(tx, auditActorOf(caller), {
      action: 'checkpoint.delete',
      target: { kind: 'checkpoint', id: checkpointId, name: view.label },
      before: { runId: view.runId, seq: view.seq, kind: view.kind },
    });
  });
}
