import type { BranchDraft } from '@/lib/contracts/task';
import type { Workspace } from './workspace';

const WAYS = ['ifTrue', 'ifFalse'] as const;
type Ways = Pick<BranchDraft, 'ifTrue' | 'ifFalse'>;

/** Whether tasks can stand on the ways of a branch: known, named once, on one way, and free to wait for it. */
export function checkWays(work: Workspace, branchKey: string, ways: Ways, path: string): boolean {
  const faults = WAYS.flatMap((way) =>
    ways[way].map((key, index) => {
      const at = `${path}.${way}.${index}`;
      if (key === branchKey) return work.refuse(at, 'a branch cannot lead to itself');
      const task = work.known(key, at);
      if (!task) return true;
      if (ways[way].indexOf(key) < index) return work.refuse(at, `"${key}" is named twice`);
      if (way === 'ifFalse' && ways.ifTrue.includes(key)) return work.refuse(at, `"${key}" is on both ways`);
      return !task.dependsOn.includes(branchKey) && !work.mayRewire(key, at);
    }),
  );
  return !faults.includes(true);
}

/** The tasks on the ways wait for the branch. */
export function linkWays(work: Workspace, branchKey: string, ways: Ways, path: string): void {
  for (const way of WAYS) for (const [index, key] of ways[way].entries()) work.link(branchKey, key, `${path}.${way}.${index}`);
}

/** The branch's ways become others: who stands on none any more waits for it no longer. */
export function changeWays(work: Workspace, branchKey: string, branch: BranchDraft, path: string): void {
  const before = work.tasks.get(branchKey)?.branch;
  if (!before || !checkWays(work, branchKey, branch, path)) return;
  for (const way of WAYS) {
    for (const key of before[way]) {
      if (branch.ifTrue.includes(key) || branch.ifFalse.includes(key)) continue;
      if (work.mayRewire(key, `${path}.${way}`)) work.unlink(branchKey, key, `${path}.${way}`);
    }
  }
  work.patch(branchKey, { branch });
  linkWays(work, branchKey, branch, path);
}
