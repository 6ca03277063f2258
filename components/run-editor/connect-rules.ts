import type { EditableGraph } from '@/lib/contracts/edit';
import { type EdgeRef, indexOf } from './edit-state';
import { lockOf } from './locks';

export type Verdict = { ok: true; hint: string | null } | { ok: false; reason: string };

/** Judges each task as the other end of an edge from (or to) one task. Made once when a line is begun: then each answer is a look-up. */
export function connectRules(graph: EditableGraph, key: string, direction: 'from' | 'to'): (other: string) => Verdict {
  const tasks = indexOf(graph);
  const titleOf = (name: string) => tasks.get(name)?.title ?? name;
  // An edge from here closes a circle at whatever leads here; one to here at whatever this leads to.
  const nextTo = direction === 'from' ? stepsUp(graph, key) : stepsDown(graph, key);
  return (other) => {
    const { from, to }: EdgeRef = direction === 'from' ? { from: key, to: other } : { from: other, to: key };
    const source = tasks.get(from);
    const target = tasks.get(to);
    if (!source || !target) return { ok: false, reason: 'It is removed by this edit' };
    if (from === to) return { ok: false, reason: 'A task cannot wait for itself' };
    const planner = [source, target].find((task) => task.role === 'planner');
    if (planner) return { ok: false, reason: `${planner.title} is the planner: nothing can be tied to it` };
    if (target.dependsOn.includes(from)) return { ok: false, reason: `${target.title} waits for ${source.title} already` };
    if (nextTo.has(other)) {
      const way = wayBack(nextTo, other).map(titleOf);
      const circle = direction === 'from' ? way : way.toReversed();
      return { ok: false, reason: `That would be a circle: ${shorten([...circle, circle[0] ?? '']).join(' → ')}` };
    }
    const lock = lockOf(target);
    if (lock.level === 'running') return { ok: false, reason: `${target.title} is running: its call would have to be aborted first` };
    if (lock.level === 'closed') return { ok: false, reason: `${target.title}: ${lock.line ?? 'cannot change'}` };
    const ended = target.status === 'SKIPPED' ? 'was skipped' : 'has finished';
    const hint = lock.level === 'finished' ? `${target.title} ${ended}: it will be marked invalidated` : null;
    return { ok: true, hint };
  };
}

/** Whatever the task waits for, near and far, each with the next step towards it. */
function stepsUp(graph: EditableGraph, key: string): Map<string, string> {
  const tasks = indexOf(graph);
  return walk(key, (each) => tasks.get(each)?.dependsOn ?? []);
}

function stepsDown(graph: EditableGraph, key: string): Map<string, string> {
  const below = new Map<string, string[]>();
  for (const task of graph.tasks) {
    for (const from of task.dependsOn) {
      const list = below.get(from);
      if (list) list.push(task.key);
      else below.set(from, [task.key]);
    }
  }
  return walk(key, (each) => below.get(each) ?? []);
}

function walk(start: string, next: (key: string) => readonly string[]): Map<string, string> {
  const towards = new Map<string, string>();
  const queue = [start];
  for (let head = 0; head < queue.length; head++) {
    const here = queue[head] ?? '';
    for (const key of next(here)) {
      if (towards.has(key) || key === start) continue;
      towards.set(key, here);
      queue.push(key);
    }
  }
  return towards;
}

/** From a task to where the walk began, both with it. */
function wayBack(towards: ReadonlyMap<string, string>, key: string): string[] {
  const way = [key];
  for (let here = towards.get(key); here !== undefined; here = towards.get(here)) way.push(here);
  return way;
}

const shorten = (names: readonly string[]): readonly string[] =>
  names.length > 6 ? [...names.slice(0, 3), '…', ...names.slice(-2)] : names;
