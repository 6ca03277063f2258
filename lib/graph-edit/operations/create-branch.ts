import { taskOfDraft, withDefaults } from '../task-of-draft';
import { checkWays, linkWays } from '../ways';
import { type Handler, keysAt } from './handler';

export const createBranch: Handler<'createBranch'> = (work, operation, path) => {
  const { key, condition, ifTrue, ifFalse, title } = operation;
  const { keys, pathOf } = keysAt(operation.after, `${path}.after`);
  const branch = { condition, ifTrue, ifFalse };
  const from = work.issues.length;
  work.isFree(key, `${path}.key`);
  work.refuse(`${path}.condition`, work.options.checks?.condition?.(condition) ?? null);
  work.allKnown(keys, pathOf);
  checkWays(work, key, branch, path);
  if (work.issues.length > from) return;
  work.add(taskOfDraft(withDefaults({ key, kind: 'branch', title, branch }), work.options.tierOf));
  work.linkFirst(keys, key, pathOf);
  linkWays(work, key, branch, path);
};
