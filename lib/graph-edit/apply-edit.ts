import type { EditOperationInput } from '@/lib/contracts/edit';
import { diffOf, touchedTasks } from './diff-of';
import { addDependency } from './operations/add-dependency';
import { addParallelPath } from './operations/add-parallel-path';
import { addTask } from './operations/add-task';
import { createBranch } from './operations/create-branch';
import type { Handler } from './operations/handler';
import { insertGate } from './operations/insert-gate';
import { removeDependency } from './operations/remove-dependency';
import { removeTask } from './operations/remove-task';
import { updateTask } from './operations/update-task';
import { settle } from './settle';
import type { ApplyEdit, EditOutcome } from './types';
import { warningsOf } from './warnings-of';
import { wholeGraphIssues } from './whole-graph-issues';
import { Workspace } from './workspace';

const HANDLERS: { [Op in EditOperationInput['op']]: Handler<Op> } = {
  addTask,
  updateTask,
  removeTask,
  addDependency,
  removeDependency,
  createBranch,
  insertGate,
  addParallelPath,
};

/** All operations or none; each sees what those before it made of the graph. Stops at the first that cannot be carried out, with all its faults. */
export const applyEdit: ApplyEdit = (graph, operations, options) => {
  const work = new Workspace(graph, options);
  for (const [index, key] of options.cancelRunning.entries()) work.known(key, `cancelRunning.${index}`);
  for (const [index, operation] of operations.entries()) {
    if (work.issues.length > 0) break;
    carryOut(work, operation, `operations.${index}`);
  }
  if (work.issues.length > 0) return { ok: false, issues: work.issues };
  return outcomeOf(work, operations.length === 0, graph.version);
};

function carryOut<Op extends EditOperationInput['op']>(work: Workspace, operation: EditOperationInput & { op: Op }, path: string): void {
  HANDLERS[operation.op](work, operation as Parameters<Handler<Op>>[1], path);
}

/** What becomes of the tasks, once all that is to be done to the graph was done. */
export function outcomeOf(work: Workspace, isEmpty: boolean, version: number): EditOutcome {
  const settled = settle(work);
  const changed = work.changed();
  const touched = touchedTasks(work, changed);
  const issues = wholeGraphIssues(work, touched);
  if (isEmpty && work.options.rerunInvalidated && settled.rerun.size + settled.aborted.size === 0) {
    issues.push({ path: 'rerunInvalidated', message: 'there is nothing to run again' });
  }
  if (issues.length > 0) return { ok: false, issues };
  return {
    ok: true,
    result: {
      graph: { version, tasks: [...work.tasks.values()] },
      diff: diffOf(work, changed, touched, settled),
      touched,
      invalidated: changed.filter((key) => settled.invalidated.has(key)),
      restarted: changed.filter((key) => settled.aborted.has(key) || settled.rerun.has(key) || settled.putBack.has(key)),
      cancelled: [...work.cancelled],
      skipped: changed.filter((key) => work.tasks.get(key)?.status === 'SKIPPED' && work.before.get(key)?.status !== 'SKIPPED'),
      warnings: warningsOf(work, changed, touched, settled),
    },
  };
}
