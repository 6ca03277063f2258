import type { Comparison } from '@/lib/contracts/checkpoint';
import { AppError } from '@/lib/errors';
import { type ComparedSide, compareManifests } from '@/server/core/checkpoint/compare';
import type { Tx } from '@/server/infra/db/tx';
import { readCheckpoint, readStoredManifest } from '@/server/repositories/checkpoint-repository';
import { inSnapshot } from '@/server/repositories/in-snapshot';
import { readManifest } from '@/server/repositories/manifest-repository';
import { readRun } from '@/server/repositories/run-view-repository';
import type { CheckpointDeps } from './deps';

/** A checkpoint's side, or null where there is none of this id. @throws AppError conflict (damaged) */
async function checkpointSide(tx: Tx, id: string): Promise<ComparedSide | null> {
  const row = await readCheckpoint(tx, id);
  const stored = row && (await readStoredManifest(tx, id));
  if (!row || !stored) return null;
  if (stored.fault !== null) throw new AppError('conflict', `The checkpoint "${row.label}" is damaged: ${stored.fault}`);
  return { checkpointId: row.id, label: row.label, manifest: stored.manifest };
}

/** A run's side as it is now, or null. */
async function runSide(tx: Tx, id: string): Promise<ComparedSide | null> {
  const run = await readRun(tx, id);
  return run && { checkpointId: null, label: run.goal.slice(0, 200), manifest: await readManifest(tx, id) };
}

/** Two checkpoints, or a checkpoint (left) and a run as it is now. @throws AppError not_found, conflict */
export function compareCheckpoints(deps: CheckpointDeps, checkpointId: string, otherId: string): Promise<Comparison> {
  return inSnapshot(deps.db, async (tx) => {
    const left = await checkpointSide(tx, checkpointId);
    if (!left) throw new AppError('not_found', 'There is no such checkpoint.');
    const right = (await checkpointSide(tx, otherId)) ?? (await runSide(tx, otherId));
    if (!right) throw new AppError('not_found', 'There is no such checkpoint, or run, to compare with.');
    return compareManifests(left, right);
  });
}

/** Two runs as they are now, or a run (left) and a checkpoint. @throws AppError not_found, conflict */
export function compareRuns(deps: CheckpointDeps, runId: string, otherId: string): Promise<Comparison> {
  return inSnapshot(deps.db, async (tx) => {
    const left = await runSide(tx, runId);
    if (!left) throw new AppError('not_found', 'There is no such run.');
    const right = (await runSide(tx, otherId)) ?? (await checkpointSide(tx, otherId));
    if (!right) throw new AppError('not_found', 'There is no such run, or checkpoint, to compare with.');
    return compareManifests(left, right);
  });
}
