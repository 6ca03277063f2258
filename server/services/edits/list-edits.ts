import { z } from 'zod';
import type { Page } from '@/lib/contracts/common';
import type { EditView, ListEdits } from '@/lib/contracts/edit';
import { AppError, invalidInput } from '@/lib/errors';
import { listEditRows } from '@/server/repositories/graph-edit-repository';
import { inSnapshot } from '@/server/repositories/in-snapshot';
import { readRun } from '@/server/repositories/run-view-repository';
import type { EditsDeps } from './deps';
import { viewOf } from './edit-view';
import { readUndoBlocks } from './undo-blocks';

const placeSchema = z.tuple([z.int().min(1).max(1_000_000_000)]);

function readCursor(cursor: string): number {
  try {
    return placeSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))[0];
  } catch {
    throw invalidInput('cursor', 'is not a cursor of this list');
  }
}

/** The edits of a run, newest first. @throws AppError not_found, invalid_input (cursor) */
export function listEdits({ db }: EditsDeps, { runId, cursor, limit }: ListEdits): Promise<Page<EditView>> {
  const below = cursor === undefined ? null : readCursor(cursor);
  return inSnapshot(db, async (tx) => {
    const run = await readRun(tx, runId);
    if (!run) throw new AppError('not_found', 'There is no such run.');
    const rows = await listEditRows(tx, runId, { below, limit: limit + 1 });
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const nextCursor = last && rows.length > limit ? Buffer.from(JSON.stringify([last.version])).toString('base64url') : null;
    const blockOf = await readUndoBlocks(tx, run);
    return { items: shown.map((row) => viewOf(row, blockOf(row))), nextCursor };
  });
}
