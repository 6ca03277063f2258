import type { EditableGraph, EditableTask, EditDiff } from '@/lib/contracts/edit';
import { outcomeOf } from './apply-edit';
import { judge } from './settle';
import { changedFields, SPEC_FIELDS } from './spec-fields';
import type { EditResult, TouchedTask } from './types';
import { Workspace } from './workspace';

/** An edit as it is kept. */
export interface PastEdit {
  touched: readonly TouchedTask[];
  skipped: readonly string[];
  diff: Pick<EditDiff, 'rerun'>;
  undoneBy: number | null;
}

/** What the graph does not tell of the time since the edit. */
export interface SinceThen {
  /** These began another time. */
  begunAnew: ReadonlySet<string>;
  /** Keys of removed tasks that are not those which this edit removed. */
  takenKeys: ReadonlySet<string>;
}

/** `cleared`: flagged by the edit, and no longer. */
export type Undone = { ok: true; result: EditResult & { cleared: string[] } } | { ok: false; reason: string };

/**
 * Takes an edit back: what it touched is specified and connected as it was before, whatever else was edited since. Refused, with the
 * reason, where something of that was edited since or has begun.
 */
export function undoEdit(graph: EditableGraph, edit: PastEdit, since: SinceThen): Undone {
  const reason = whyNotUndone(graph, edit, since);
  if (reason !== null) return { ok: false, reason };
  const work = new Workspace(graph, { cancelRunning: [], rerunInvalidated: false });
  takeBack(work, edit.touched);
  const revived = edit.skipped.filter((key) => isSkipped(work.tasks.get(key)));
  for (const key of revived) work.patch(key, { status: 'PENDING' });
  judge(work, revived);
  const [fault] = work.issues;
  if (fault) return { ok: false, reason: `${fault.message}.` };
  const outcome = outcomeOf(work, false, graph.version);
  if (!outcome.ok) return { ok: false, reason: `${outcome.issues[0]?.message ?? 'The graph would not hold together'}.` };
  return { ok: true, result: withOldFlags(outcome.result, graph, edit.touched, revived) };
}

const isSkipped = (task: EditableTask | undefined): boolean => task?.status === 'SKIPPED' && !task.resolved;

/** Null: it can be undone. */
function whyNotUndone(graph: EditableGraph, edit: PastEdit, since: SinceThen): string | null {
  if (edit.undoneBy !== null) return `Edit ${edit.undoneBy} has undone it.`;
  const [again] = edit.diff.rerun;
  if (again !== undefined) return `"${again}" ran again because of it; what it had come to before is not brought back.`;
  const now = new Map(graph.tasks.map((task) => [task.key, task]));
  const touched = new Map(edit.touched.map((one) => [one.key, one]));
  const skipped = new Set(edit.skipped);
  for (const one of edit.touched) {
    const reason = one.after ? whyNotBack(one.after, now.get(one.key), since, skipped) : whyNotReturned(one.key, now, since);
    const missing = one.before && reason === null ? missingFor(one.before, now, touched) : null;
    if (reason !== null || missing !== null) return reason ?? missing;
  }
  for (const { key, dependsOn } of graph.tasks) {
    const from = touched.has(key) ? undefined : dependsOn.find((dep) => touched.get(dep)?.before === null);
    if (from !== undefined) return `"${key}" waits for "${from}", which it added.`;
  }
  return null;
}

/** Of a task that was there behind the edit. */
function whyNotBack(then: EditableTask, now: EditableTask | undefined, since: SinceThen, skipped: ReadonlySet<string>): string | null {
  const { key } = then;
  if (!now) return `"${key}" was removed since.`;
  const isRewired = now.dependsOn.length !== then.dependsOn.length || now.dependsOn.some((from) => !then.dependsOn.includes(from));
  const [field] = changedFields(then, now);
  if (field !== undefined || isRewired) return `"${key}" was changed since (${field ?? 'what it waits for'}).`;
  if (!then.started && now.started) return `"${key}" has started since.`;
  if (then.started && since.begunAnew.has(key)) return `"${key}" began anew since.`;
  if (then.status !== 'SKIPPED' && now.status === 'SKIPPED' && !skipped.has(key)) return `"${key}" was skipped since.`;
  return null;
}

function whyNotReturned(key: string, now: ReadonlyMap<string, EditableTask>, { takenKeys }: SinceThen): string | null {
  return now.has(key) || takenKeys.has(key) ? `The key "${key}" is another task's now.` : null;
}

/** What the task waited for, or led to, has to be there. */
function missingFor(
  before: EditableTask,
  now: ReadonlyMap<string, EditableTask>,
  touched: ReadonlyMap<string, TouchedTask>,
): string | null {
  const isThere = (key: string) => (touched.has(key) ? touched.get(key)?.before !== null : now.has(key));
  const gone = [...before.dependsOn, ...(before.branch?.ifTrue ?? []), ...(before.branch?.ifFalse ?? [])].find((key) => !isThere(key));
  return gone === undefined ? null : `"${before.key}" was connected with "${gone}", which is there no more.`;
}

function takeBack(work: Workspace, touched: readonly TouchedTask[]): void {
  for (const { key, before } of touched) {
    for (const from of work.tasks.get(key)?.dependsOn ?? []) if (!before?.dependsOn.includes(from)) work.unlink(from, key, 'undo');
  }
  for (const { key, before, after } of touched) {
    if (before === null) work.drop(key, 'undo');
    else if (after === null) work.add({ ...before, dependsOn: [], status: 'PENDING', waitingFor: null, resolved: false, chosen: null });
  }
  for (const { key, before } of touched) before?.dependsOn.forEach((from, place) => void work.link(from, key, 'undo', place));
  // Last: to unlink a task takes it off the ways of a branch.
  for (const { key, before } of touched) {
    if (before) work.patch(key, Object.fromEntries(SPEC_FIELDS.map((name) => [name, before[name]])));
  }
}

/** What the edit had flagged stands on what it was made of again. */
function withOldFlags(
  result: EditResult,
  graph: EditableGraph,
  touched: readonly TouchedTask[],
  revived: readonly string[],
): EditResult & { cleared: string[] } {
  const flag = new Map(touched.flatMap(({ key, before }) => (before ? [[key, before.invalidated] as const] : [])));
  const now = new Map(graph.tasks.map((task) => [task.key, task]));
  const tasks = result.graph.tasks.map((task) => {
    const invalidated = now.has(task.key) ? (flag.get(task.key) ?? task.invalidated) : false;
    return invalidated === task.invalidated ? task : { ...task, invalidated };
  });
  const back = revived.filter((key) => !isSkipped(result.graph.tasks.find((task) => task.key === key)));
  return {
    ...result,
    graph: { ...result.graph, tasks },
    invalidated: result.invalidated.filter((key) => !flag.has(key)),
    cleared: [...flag].flatMap(([key, before]) => (!before && now.get(key)?.invalidated ? [key] : [])),
    restarted: [...new Set([...result.restarted, ...back])],
  };
}
