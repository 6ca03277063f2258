import type { EditDetail } from '@/lib/contracts/edit';
import { AppError } from '@/lib/errors';
import { readEdit } from '@/server/repositories/graph-edit-repository';
import { inSnapshot } from '@/server/repositories/in-snapshot';
import { readPictures } from '@/server/repositories/picture-repository';
import type { EditsDeps } from './deps';
import { viewOf } from './edit-view';

/** An edit with the graph before and behind it. @throws AppError not_found */
export function getEdit({ db }: EditsDeps, { runId, version }: { runId: string; version: number }): Promise<EditDetail> {
  return inSnapshot(db, async (tx) => {
    const edit = await readEdit(tx, runId, version);
    if (!edit) throw new AppError('not_found', 'There is no such edit.');
    return { ...viewOf(edit, null), ...(await readPictures(tx, runId, edit.seq)) };
  });
}
