import type { EditOperationInput } from '@/lib/contracts/edit';
import type { Issue } from '@/lib/errors';
import type { EditResult } from './types';

const message = 'change nothing';

/**
 * What of an edit would make a version, and the edits of others stale, for nothing: changes that name no field, or a graph that is as it was.
 * What begins anew by it is something.
 */
export function nothingIssues(operations: readonly EditOperationInput[], result: EditResult): Issue[] {
  const isNothing = !doesAnything(result);
  const issues = operations.flatMap((operation, index): Issue[] => {
    if (operation.op !== 'updateTask') return [];
    const isEmpty = Object.values(operation.changes).every((value) => value === undefined) && !result.restarted.includes(operation.key);
    return isEmpty || isNothing ? [{ path: `operations.${index}.changes`, message }] : [];
  });
  return issues.length > 0 || !isNothing ? issues : [{ path: 'operations', message }];
}

function doesAnything({ touched, restarted, cancelled, invalidated, skipped, diff }: EditResult): boolean {
  return [touched, restarted, cancelled, invalidated, skipped, diff.aborted, diff.rerun, diff.withdrawn].some((some) => some.length > 0);
}
