import { type CheckpointView, type CreateCheckpoint, checkpointViewSchema } from '@/lib/contracts/checkpoint';
import { actorOf, auditActorOf, type Starter } from '@/server/core/access/caller';
import type { Manifest } from '@/server/core/checkpoint/manifest';
import type { Database } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { keepCheckpoint } from '@/server/repositories/checkpoint-repository';
import { claimKey, completeKey, findAnswer } from '@/server/repositories/idempotency-repository';
import { inSnapshot } from '@/server/repositories/in-snapshot';
import { manifestAt, readManifest } from '@/server/repositories/manifest-repository';
import type { CheckpointDeps } from './deps';

/** A run as it stands, or as it stood behind `seq`. @throws AppError not_found, invalid_input (seq) */
export function captureRun(db: Database, runId: string, seq?: number): Promise<Manifest> {
  return inSnapshot(db, (tx) => (seq === undefined ? readManifest(tx, runId) : manifestAt(tx, runId, seq)));
}

/**
 * Keeps a run under a label, as it is now or as it was behind a past event. The run does not notice: no lock of it is taken.
 * @throws AppError not_found, invalid_input (seq)
 */
export async function createCheckpoint(
  deps: CheckpointDeps,
  { runId, label, seq }: CreateCheckpoint,
  caller: Starter,
  idempotency: { key: string; bodyHash: string } | null,
): Promise<CheckpointView> {
  const call = idempotency && { principal: `${caller.kind}:${caller.id}`, route: 'POST /api/v1/runs/{runId}/checkpoints', ...idempotency };
  const repeated = call && (await findAnswer(deps.db, call));
  if (repeated) return checkpointViewSchema.parse(repeated.response);
  const manifest = await captureRun(deps.db, runId, seq);
  return deps.db.transaction(async (tx) => {
    const claim = call ? await claimKey(tx, call) : null;
    if (claim && !claim.fresh) return checkpointViewSchema.parse(claim.response);
    const view = await keepCheckpoint(tx, manifest, { label, kind: 'manual', createdBy: actorOf(caller), compress: deps.compress });
    await appendAudit(tx, auditActorOf(caller), {
      action: 'checkpoint.create',
      target: { kind: 'checkpoint', id: view.id, name: label },
      after: { runId, seq: view.seq },
    });
    if (call) await completeKey(tx, { ...call, status: 201, response: view });
    return view;
  });
}
