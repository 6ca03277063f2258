import type { EditableTask, EditDiff } from '@/lib/contracts/edit';
import type { Settled } from './settle';
import { changedFields, sameValue } from './spec-fields';
import type { TouchedTask } from './types';
import type { Workspace } from './workspace';

/** Of what is another now: what is asked to do something else, waits for others, is new or gone. The rest has another status. */
export function touchedTasks(work: Workspace, changed: readonly string[]): TouchedTask[] {
  return changed.flatMap((key) => {
    const [before, after] = [work.before.get(key) ?? null, work.tasks.get(key) ?? null];
    const isSame = before && after && sameValue(before.dependsOn, after.dependsOn) && changedFields(before, after).length === 0;
    return isSame ? [] : [{ key, before, after }];
  });
}

export function diffOf(work: Workspace, changed: readonly string[], touched: readonly TouchedTask[], settled: Settled): EditDiff {
  const diff: EditDiff = { added: [], removed: [], changed: [], edges: { added: [], removed: [] }, aborted: [], rerun: [], withdrawn: [] };
  for (const { key, before, after } of touched) {
    if (!before) diff.added.push(key);
    if (!after) diff.removed.push(key);
    const fields = before && after ? changedFields(before, after) : [];
    if (before && after && fields.length > 0) {
      const pick = (task: EditableTask) => Object.fromEntries(fields.map((name) => [name, task[name]]));
      diff.changed.push({ key, before: pick(before), after: pick(after) });
    }
    const [had, has] = [new Set(before?.dependsOn), new Set(after?.dependsOn)];
    for (const from of has) if (!had.has(from)) diff.edges.added.push({ from, to: key });
    for (const from of had) if (!has.has(from)) diff.edges.removed.push({ from, to: key });
  }
  for (const key of changed) {
    const before = work.before.get(key)?.status;
    const after = work.tasks.get(key);
    if (before === 'RUNNING' && (!after || settled.aborted.has(key))) diff.aborted.push(key);
    if (settled.rerun.has(key)) diff.rerun.push(key);
    if (before === 'READY' && after?.status === 'PENDING') diff.withdrawn.push(key);
  }
  return diff;
}
