import type { EditDetail } from '@/lib/contracts/edit';
import { AppError } from '@/lib/errors';
import { readEdit } from '@/server/repositories/graph-edit-repository';
import { inSnapshot } from '@/server/repositories/in-snapshot';
import { readPictures } from '@/server/repositories/picture-repository';
import { readRun } from '@/server/repositories/run-view-repository';
import type { EditsDeps } from './deps';
import { viewOf } from './edit-view';
import { readUndoBlocks } from './undo-blocks';

/** An edit with the graph before and behind it. @throws AppError not_found */
export function getEdit({ db }: EditsDeps, { runId, version }: { runId: string; version: number }): Promise<EditDetail> {
  return inSnapshot(db, async (tx) => {
    const run = await readRun(tx, runId);
    const edit = run && (await readEdit(tx, runId, version));
    if (!edit) throw new AppError('not_found', 'There is no such edit.');
    return { ...viewOf(edit, (await readUndoBlocks(tx, run))(edit)), ...(await readPictures(tx, runId, edit.seq)) };
  });
}
