import type { RunListItem } from '@/lib/contracts/run';
import { graphOfTasks } from '@/server/core/edit/graph-of-tasks';
import type { Tx } from '@/server/infra/db/tx';
import type { StoredEdit } from '@/server/repositories/graph-edit-repository';
import { readHeldTasks } from '@/server/repositories/held-task-repository';
import { uneditable } from './prepare-edit';
import { undoBlockOf } from './undo-edit';

/** Tells of each edit of a run why it cannot be undone. The graph is read once, and only where it is asked of. */
export async function readUndoBlocks(
  tx: Tx,
  run: Pick<RunListItem, 'id' | 'status' | 'graphVersion'>,
): Promise<(edit: StoredEdit) => string | null> {
  const blocked = uneditable({ status: run.status, planned: run.status !== 'PLANNING' });
  if (blocked) return ({ undoneBy }) => (undoneBy === null ? blocked : `Edit ${undoneBy} has undone it.`);
  const tasks = await readHeldTasks(tx, run.id);
  const graph = graphOfTasks(run.graphVersion, tasks);
  return (edit) => undoBlockOf(graph, tasks, edit);
}
