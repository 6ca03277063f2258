import { addDrafts } from '../add-drafts';
import { type Handler, keysAt } from './handler';

export const addParallelPath: Handler<'addParallelPath'> = (work, operation, path) => {
  const { tasks } = operation;
  const after = keysAt(operation.after, `${path}.after`);
  const before = keysAt(operation.before ?? [], `${path}.before`);
  const from = work.issues.length;
  work.allKnown(after.keys, after.pathOf);
  if (work.allKnown(before.keys, before.pathOf)) {
    for (const [index, key] of before.keys.entries()) work.mayRewire(key, before.pathOf(index));
  }
  if (work.issues.length > from) return;
  const drafts = tasks.map((draft, index) => ({ draft, path: `${path}.tasks.${index}` }));
  if (!addDrafts(work, drafts)) return;
  const own = new Set(tasks.map(({ key }) => key));
  for (const { key, dependsOn = [] } of tasks) {
    if (!dependsOn.some((one) => own.has(one))) work.linkFirst(after.keys, key, after.pathOf);
    for (const [index, one] of before.keys.entries()) work.link(key, one, before.pathOf(index));
  }
};
