import type { EditableGraph } from '@/lib/contracts/edit';
import { AppError } from '@/lib/errors';
import { graphOfTasks } from '@/server/core/edit/graph-of-tasks';
import { readEditHead } from '@/server/repositories/graph-edit-repository';
import { readHeldTasks } from '@/server/repositories/held-task-repository';
import { inSnapshot } from '@/server/repositories/in-snapshot';
import type { EditsDeps } from './deps';

/** The graph of a run as an editor opens it, in every status of the run. @throws AppError not_found */
export function readGraph({ db, memory }: EditsDeps, runId: string): Promise<EditableGraph> {
  return inSnapshot(db, async (tx) => {
    const [run, tasks] = await Promise.all([readEditHead(tx, runId), readHeldTasks(tx, runId, { memory })]);
    if (!run) throw new AppError('not_found', 'There is no such run.');
    return graphOfTasks(run.version, tasks);
  });
}
