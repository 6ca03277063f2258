import { z } from 'zod';
import type { CheckpointDetail, CheckpointView, ListCheckpoints } from '@/lib/contracts/checkpoint';
import { idSchema, type Page } from '@/lib/contracts/common';
import { AppError, invalidInput } from '@/lib/errors';
import { contentsOf, EMPTY_CONTENTS } from '@/server/core/checkpoint/contents';
import type { Manifest } from '@/server/core/checkpoint/manifest';
import { findHappened } from '@/server/engine/rewind';
import { listCheckpoints } from '@/server/repositories/checkpoint-repository';
import { inSnapshot } from '@/server/repositories/in-snapshot';
import { readRun } from '@/server/repositories/run-view-repository';
import { loadManifest } from '@/server/repositories/verify-repository';
import type { CheckpointDeps } from './deps';

const placeSchema = z.tuple([z.int().min(0), idSchema]);

function readCursor(cursor: string): { seq: number; id: string } {
  try {
    const [seq, id] = placeSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { seq, id };
  } catch {
    throw invalidInput('cursor', 'is not a cursor of this list');
  }
}

/** Newest state first. @throws AppError not_found, invalid_input (cursor) */
export async function listRunCheckpoints(deps: CheckpointDeps, input: ListCheckpoints): Promise<Page<CheckpointView>> {
  const { runId, cursor, limit } = input;
  const after = cursor === undefined ? null : readCursor(cursor);
  if (!(await readRun(deps.db, runId))) throw new AppError('not_found', 'There is no such run.');
  const rows = await listCheckpoints(deps.db, runId, { after, limit: limit + 1 });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = last && rows.length > limit ? Buffer.from(JSON.stringify([last.seq, last.id])).toString('base64url') : null;
  return { items, nextCursor };
}

/** With everything that it holds, verified: a damaged one says where. @throws AppError not_found */
export function getCheckpoint(deps: CheckpointDeps, checkpointId: string): Promise<CheckpointDetail> {
  return inSnapshot(deps.db, async (tx) => {
    const loaded = await loadManifest(tx, checkpointId);
    if (!loaded) throw new AppError('not_found', 'There is no such checkpoint.');
    const { row, manifest, fault } = loaded;
    const contents = manifest ? contentsOf(manifest, await findHappened(tx, row.runId, irreversibleOf(manifest))) : EMPTY_CONTENTS;
    return { ...row, verified: fault === null, fault, ...contents };
  });
}

const irreversibleOf = ({ tasks }: Manifest) =>
  tasks.flatMap(({ node, spec }) => (spec.sideEffects === 'irreversible' ? [{ node, key: spec.key }] : []));
