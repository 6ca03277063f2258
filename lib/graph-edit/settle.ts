import type { EditableTask } from '@/lib/contracts/edit';
import type { BranchDraft } from '@/lib/contracts/task';
import { edgeVerdict } from '@/lib/graph/edges';
import { edgesInto } from '@/lib/graph/edges-into';
import { sameValue } from './spec-fields';
import { isFinished, isHeld } from './why-not';
import type { Workspace } from './workspace';

export interface Settled {
  /** Running ones that begin anew. */
  aborted: Set<string>;
  /** Run again because something above them does, or is another. */
  rerun: Set<string>;
  /** Wait for others now, or for another decision: what they waited for in the middle of their work is void. */
  putBack: Set<string>;
  invalidated: Set<string>;
  /** Run no second time, since what they did cannot be undone. */
  irreversible: Set<string>;
}

/** What becomes of the tasks once all operations have been carried out. */
export function settle(work: Workspace): Settled {
  const changed = work.changed();
  const rewired = rewiredTasks(work, changed);
  const settled: Settled = { aborted: new Set(), rerun: new Set(), putBack: new Set(), invalidated: new Set(), irreversible: new Set() };
  for (const key of work.leave.cancelRunning) if (work.tasks.get(key)?.status === 'RUNNING') settled.aborted.add(key);
  for (const key of changed) {
    const task = work.tasks.get(key);
    if (task?.status === 'WAITING' && isVoid(work, task, rewired)) settled.putBack.add(key);
  }
  if (work.options.rerunInvalidated) rerunBelow(work, rewired, settled);
  const anew = [...settled.aborted, ...settled.putBack, ...settled.rerun];
  for (const key of anew) work.patch(key, { status: 'PENDING', waitingFor: null, invalidated: false, resolved: false, chosen: null });
  const added = changed.filter((key) => !work.before.has(key));
  const ways = [...work.updated].flatMap((key) => (work.tasks.get(key)?.kind === 'branch' ? work.dependents(key) : []));
  judge(work, [...added, ...rewired, ...anew, ...anew.flatMap((key) => work.dependents(key)), ...ways]);
  for (const key of rewired) if (isOfOld(work, key)) settled.invalidated.add(key);
  for (const key of settled.invalidated) work.patch(key, { invalidated: true });
  // Back where it was: nothing leads there this time either.
  for (const key of settled.rerun) {
    const [before, after] = [work.before.get(key), work.tasks.get(key)];
    if (before?.status === 'SKIPPED' && !before.resolved && after?.status === 'SKIPPED') settled.rerun.delete(key);
  }
  return settled;
}

/** Their edges are others than before the edit: they wait for others, or stand on another way of a branch. */
function rewiredTasks(work: Workspace, changed: readonly string[]): Set<string> {
  const rewired = new Set<string>();
  for (const key of changed) {
    const [before, after] = [work.before.get(key), work.tasks.get(key)];
    if (waitsForOthers(before, after)) rewired.add(key);
    if (!before?.branch || !after?.branch || before.branch === after.branch) continue;
    const [was, is] = [wayOfEach(before.branch), wayOfEach(after.branch)];
    for (const way of [...was.keys(), ...is.keys()]) {
      if (was.get(way) !== is.get(way) && work.before.has(way) && work.tasks.has(way)) rewired.add(way);
    }
  }
  return rewired;
}

const wayOfEach = ({ ifTrue, ifFalse }: BranchDraft): Map<string, boolean> =>
  new Map([...ifTrue.map((key) => [key, true] as const), ...ifFalse.map((key) => [key, false] as const)]);

function waitsForOthers(before: EditableTask | undefined, after: EditableTask | undefined): boolean {
  if (!before || !after || before.dependsOn === after.dependsOn) return false;
  const waits = new Set(after.dependsOn);
  return before.dependsOn.length !== waits.size || !before.dependsOn.every((key) => waits.has(key));
}

/** A gate or a branch that waits for a decision on what is another now. */
function isVoid(work: Workspace, task: EditableTask, rewired: ReadonlySet<string>): boolean {
  if (rewired.has(task.key)) return true;
  const before = work.before.get(task.key);
  const isOther = !sameValue(before?.gate, task.gate) || before?.branch?.condition !== task.branch?.condition;
  return task.kind !== 'agent' && work.updated.has(task.key) && isOther;
}

/** Finished, and made of what no longer leads to it. What was skipped is only where something could lead there now. */
function isOfOld(work: Workspace, key: string): boolean {
  const task = work.tasks.get(key);
  if (!task || !isFinished(task)) return false;
  return task.status === 'SUCCEEDED' || task.resolved || edgeVerdict(edgesInto(work.tasks, key, task)) !== 'SKIPPED';
}

/** All that is invalidated, now or from before, and everything below it that has begun. */
function rerunBelow(work: Workspace, rewired: ReadonlySet<string>, settled: Settled): void {
  const found = new Set<string>();
  const open: string[] = [];
  for (const [key, task] of work.tasks) {
    const isOther = rewired.has(key) || work.updated.has(key);
    if (task.invalidated || (isOther && (isFinished(task) || task.status === 'FAILED'))) open.push(key);
  }
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    const task = work.tasks.get(key);
    if (!task || found.has(key)) continue;
    found.add(key);
    if (begins(task, settled)) open.push(...work.dependents(key));
  }
}

/** Takes up a task below what runs again; false: nothing below it changes. */
function begins(task: EditableTask, settled: Settled): boolean {
  const { key, status } = task;
  if (status === 'PENDING' || status === 'READY' || settled.aborted.has(key) || settled.putBack.has(key)) return true;
  if (status === 'CANCELLED' || task.role === 'planner' || isHeld(task)) return false;
  if (status !== 'RUNNING' && task.sideEffects === 'irreversible' && task.started) {
    settled.irreversible.add(key);
    settled.invalidated.add(key);
    return false;
  }
  if (status === 'RUNNING') settled.invalidated.add(key);
  else settled.rerun.add(key);
  return true;
}

/** What has not begun starts, waits or falls away, as its edges say; what falls away takes along what waits for it alone. */
export function judge(work: Workspace, keys: readonly string[]): void {
  const open = [...keys];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    const task = work.tasks.get(key);
    if (!task || (task.status !== 'PENDING' && task.status !== 'READY')) continue;
    const status = edgeVerdict(edgesInto(work.tasks, key, task));
    if (status === task.status) continue;
    work.patch(key, { status });
    if (status === 'SKIPPED') open.push(...work.dependents(key));
  }
}
