import type { EditableTask } from '@/lib/contracts/edit';
import { changeWays } from '../ways';
import { whyNotChanged } from '../why-not';
import type { Workspace } from '../workspace';
import type { Handler, OperationOf } from './handler';

type Changes = OperationOf<'updateTask'>['changes'];

export const updateTask: Handler<'updateTask'> = (work, { key, changes }, path) => {
  const task = work.known(key, `${path}.key`);
  if (!task || work.refuse(`${path}.key`, whyNotChanged(task, work.leave))) return;
  if (refusesParts(work, task, changes, `${path}.changes`)) return;
  if (changes.branch) changeWays(work, key, changes.branch, `${path}.changes.branch`);
  const given = Object.entries(changes).filter(([name, value]) => value !== undefined && name !== 'branch');
  work.patch(key, Object.fromEntries(given));
  work.updated.add(key);
  if (changes.prompt !== undefined) work.blame.prompt.set(key, `${path}.changes.prompt`);
  if (changes.outputs !== undefined) work.blame.outputs.set(key, `${path}.changes.outputs`);
};

function refusesParts(work: Workspace, task: EditableTask, { gate, branch, outputs }: Changes, path: string): boolean {
  const { checks = {} } = work.options;
  const from = work.issues.length;
  if (gate && task.kind !== 'gate') work.refuse(`${path}.gate`, `"${task.key}" is no gate; insert one with insertGate`);
  if (branch && task.kind !== 'branch') work.refuse(`${path}.branch`, `"${task.key}" is no branch; create one with createBranch`);
  if (gate?.type === 'expression' && !gate.condition) work.refuse(`${path}.gate.condition`, 'a gate of type "expression" needs one');
  if (gate?.condition) work.refuse(`${path}.gate.condition`, checks.condition?.(gate.condition) ?? null);
  if (branch) work.refuse(`${path}.branch.condition`, checks.condition?.(branch.condition) ?? null);
  if (outputs && checks.outputs) work.issues.push(...checks.outputs(outputs, `${path}.outputs`));
  return work.issues.length > from;
}
