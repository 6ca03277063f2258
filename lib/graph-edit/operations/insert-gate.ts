import { taskOfDraft, withDefaults } from '../task-of-draft';
import type { Workspace } from '../workspace';
import { type Handler, keysAt, type OperationOf } from './handler';

export const insertGate: Handler<'insertGate'> = (work, operation, path) => {
  const { key, gateType, criteria, condition, title, role, tier } = operation;
  const { keys, pathOf } = keysAt(operation.after, `${path}.after`);
  const from = work.issues.length;
  work.isFree(key, `${path}.key`);
  checkGate(work, operation, path);
  if (work.allKnown(keys, pathOf)) {
    for (const [index, one] of keys.entries()) {
      if (work.tasks.get(one)?.kind !== 'branch') continue;
      work.refuse(pathOf(index), `"${one}" is a branch; insert the gate after a task on its way`);
    }
  }
  const dependents = behind(work, keys);
  for (const one of dependents) work.mayRewire(one, pathOf(keys.findIndex((key) => work.tasks.get(one)?.dependsOn.includes(key))));
  if (work.issues.length > from) return;
  const gate = { type: gateType, ...(criteria === undefined ? {} : { criteria }), ...(condition === undefined ? {} : { condition }) };
  work.add(taskOfDraft(withDefaults({ key, kind: 'gate', title, role, tier, gate }), work.options.tierOf));
  work.linkFirst(keys, key, pathOf);
  for (const one of dependents) {
    const waits = work.tasks.get(one)?.dependsOn ?? [];
    const place = waits.findIndex((name) => keys.includes(name));
    for (const name of keys) if (waits.includes(name)) work.unlink(name, one, `${path}.after`);
    work.linkSurely(key, one, place);
  }
};

function checkGate(work: Workspace, { gateType, criteria, condition }: OperationOf<'insertGate'>, path: string): void {
  if (gateType === 'expression' && !condition) work.refuse(`${path}.condition`, 'a gate of type "expression" needs one');
  if (gateType === 'custom' && !criteria) work.refuse(`${path}.criteria`, 'a gate of type "custom" needs them, in words');
  if (condition) work.refuse(`${path}.condition`, work.options.checks?.condition?.(condition) ?? null);
}

/** What waits for one of the tasks, but for those that another of them waits for in turn: the gate cannot come before them. */
function behind(work: Workspace, keys: readonly string[]): string[] {
  const above = new Set<string>();
  const open = [...keys];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (above.has(key)) continue;
    above.add(key);
    open.push(...(work.tasks.get(key)?.dependsOn ?? []));
  }
  return [...new Set(keys.flatMap((key) => work.dependents(key)))].filter((key) => !above.has(key));
}
