import type { EditableTask, EditDiff } from '@/lib/contracts/edit';
import type { Settled } from './settle';
import { changedFields, sameValue } from './spec-fields';
import type { TouchedTask } from './types';
import type { Workspace } from './workspace';

export function touchedTasks(work: Workspace): TouchedTask[] {
  const touched: TouchedTask[] = [];
  for (const [key, before] of work.before) {
    const after = work.tasks.get(key) ?? null;
    if (after === before) continue;
    const isSame = after && sameValue(before.dependsOn, after.dependsOn) && changedFields(before, after).length === 0;
    if (!isSame) touched.push({ key, before, after });
  }
  for (const [key, after] of work.tasks) if (!work.before.has(key)) touched.push({ key, before: null, after });
  return touched;
}

export function diffOf(work: Workspace, touched: readonly TouchedTask[], settled: Settled): EditDiff {
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
  for (const [key, { status }] of work.before) {
    const after = work.tasks.get(key);
    if (status === 'RUNNING' && (!after || settled.aborted.has(key))) diff.aborted.push(key);
    if (settled.rerun.has(key)) diff.rerun.push(key);
    if (status === 'READY' && after?.status === 'PENDING') diff.withdrawn.push(key);
  }
  return diff;
}
