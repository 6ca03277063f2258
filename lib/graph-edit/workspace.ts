import type { EditableGraph, EditableTask } from '@/lib/contracts/edit';
import type { Issue } from '@/lib/errors';
import { TopologicalOrder } from './topological-order';
import type { EditOptions } from './types';
import { type Leave, whyNotRewired } from './why-not';

/** A graph being edited. What is not touched stays the same object. */
export class Workspace {
  readonly before: ReadonlyMap<string, EditableTask>;
  readonly options: EditOptions;
  readonly leave: Leave;
  readonly issues: Issue[] = [];
  /** Keys of tasks that an operation changed in what they are asked to do. */
  readonly updated = new Set<string>();
  /** Removed although they had started. */
  readonly cancelled = new Set<string>();
  /** Path of the operation that wrote the prompt, took the task away, changed its outputs, or took a dependency from it. */
  readonly blame = {
    prompt: new Map<string, string>(),
    gone: new Map<string, string>(),
    outputs: new Map<string, string>(),
    cut: new Map<string, string>(),
  };
  readonly #tasks: Map<string, EditableTask>;
  #dependents: Map<string, string[]> | null = null;
  readonly #added = new Set<string>();
  readonly #order: TopologicalOrder;

  constructor(graph: EditableGraph, options: EditOptions) {
    this.options = options;
    this.leave = { rerunInvalidated: options.rerunInvalidated, cancelRunning: new Set(options.cancelRunning) };
    this.before = new Map(graph.tasks.map((task) => [task.key, task]));
    this.#tasks = new Map(this.before);
    this.#order = new TopologicalOrder(this);
  }

  get tasks(): ReadonlyMap<string, EditableTask> {
    return this.#tasks;
  }

  dependents(key: string): readonly string[] {
    return this.#next().get(key) ?? [];
  }

  /** Made when somebody asks: what a task is asked to do has nothing to do with it. */
  #next(): Map<string, string[]> {
    if (this.#dependents) return this.#dependents;
    const next = new Map<string, string[]>();
    for (const key of this.#tasks.keys()) next.set(key, []);
    for (const [key, { dependsOn }] of this.#tasks) for (const from of dependsOn) next.get(from)?.push(key);
    this.#dependents = next;
    return next;
  }

  /** In the order of the graph: tasks that are others now, or gone; new ones last. */
  changed(): string[] {
    const before = [...this.before.keys()].filter((key) => this.before.get(key) !== this.#tasks.get(key));
    const added: string[] = [];
    for (const key of this.#added) if (this.#tasks.has(key) && !this.before.has(key)) added.push(key);
    return [...before, ...added];
  }

  isAbove(key: string, of: string): boolean {
    return this.#order.isAbove(key, of);
  }

  refuse(path: string, message: string | null): boolean {
    if (message !== null) this.issues.push({ path, message });
    return message !== null;
  }

  /** The task; where there is none, an issue. */
  known(key: string, path: string): EditableTask | null {
    const task = this.#tasks.get(key);
    if (!task)
      this.refuse(
        path,
        this.cancelled.has(key) || this.blame.gone.has(key) ? `"${key}" is removed by this edit` : `there is no task "${key}"`,
      );
    return task ?? null;
  }

  /** Several keys, each known and named once. */
  allKnown(keys: readonly string[], pathOf: (index: number) => string): boolean {
    const seen = new Set<string>();
    return keys
      .map((key, index) => {
        const isTwice = seen.has(key);
        seen.add(key);
        return this.known(key, pathOf(index)) !== null && !(isTwice && this.refuse(pathOf(index), `"${key}" is named twice`));
      })
      .every(Boolean);
  }

  /** The key of a task to be: nobody's. */
  isFree(key: string, path: string): boolean {
    if (this.#tasks.has(key)) return !this.refuse(path, `the key "${key}" is used already`);
    const isTaken = this.cancelled.has(key) || this.options.takenKeys?.has(key);
    return !(isTaken && this.refuse(path, `the key "${key}" is that of a task that was removed; take another`));
  }

  mayRewire(key: string, path: string): boolean {
    const task = this.#tasks.get(key);
    return task !== undefined && !this.refuse(path, whyNotRewired(task, this.leave));
  }

  /** Without dependencies; link them. */
  add(task: EditableTask): void {
    this.#tasks.set(task.key, task);
    this.#added.add(task.key);
    this.#dependents?.set(task.key, []);
    this.#order.append(task.key);
  }

  patch(key: string, fields: Partial<Omit<EditableTask, 'key' | 'dependsOn'>>): void {
    const task = this.#tasks.get(key);
    if (task) this.#tasks.set(key, { ...task, ...fields });
  }

  /** `to` waits for `from` from now on, at that place among its dependencies (or last); a cycle is an issue. */
  link(from: string, to: string, path: string, place?: number): void {
    const task = this.#tasks.get(to);
    if (!task || task.dependsOn.includes(from)) return;
    const cycle = this.#order.admit(from, to);
    if (this.refuse(path, cycle && `these tasks would wait for each other: ${cycle.join(' → ')}`)) return;
    this.#join(from, to, task.dependsOn, place);
  }

  /** The same where no cycle can come of it, which is dear to find out. */
  linkSurely(from: string, to: string, place: number): void {
    const task = this.#tasks.get(to);
    if (!task || task.dependsOn.includes(from)) return;
    this.#order.trust(from, to);
    this.#join(from, to, task.dependsOn, place);
  }

  #join(from: string, to: string, waits: readonly string[], place = waits.length): void {
    const task = this.#tasks.get(to);
    if (task) this.#tasks.set(to, { ...task, dependsOn: waits.toSpliced(place, 0, from) });
    this.#dependents?.get(from)?.push(to);
  }

  /** `to` waits for all of them, in that order, before what it waited for already. */
  linkFirst(keys: readonly string[], to: string, pathOf: (index: number) => string): void {
    for (const [index, from] of keys.entries()) this.link(from, to, pathOf(index), index);
  }

  /** `to` waits for `from` no longer, and stands on none of its ways. */
  unlink(from: string, to: string, path: string): void {
    const task = this.#tasks.get(to);
    if (!task) return;
    this.blame.cut.set(to, path);
    this.#tasks.set(to, { ...task, dependsOn: task.dependsOn.filter((key) => key !== from) });
    this.#forget(from, to);
    this.leaveWays(from, to);
  }

  #forget(from: string, to: string): void {
    const dependents = this.#dependents?.get(from);
    const place = dependents?.indexOf(to) ?? -1;
    if (place >= 0) dependents?.splice(place, 1);
  }

  leaveWays(from: string, to: string): void {
    const branch = this.#tasks.get(from)?.branch;
    if (!branch || !(branch.ifTrue.includes(to) || branch.ifFalse.includes(to))) return;
    const without = (keys: readonly string[]) => keys.filter((key) => key !== to);
    this.patch(from, { branch: { ...branch, ifTrue: without(branch.ifTrue), ifFalse: without(branch.ifFalse) } });
  }

  /** Nothing may wait for it any more. */
  drop(key: string, path: string): void {
    const task = this.#tasks.get(key);
    if (!task) return;
    for (const from of task.dependsOn) {
      this.#forget(from, key);
      this.leaveWays(from, key);
    }
    if (task.started || task.status === 'RUNNING') this.cancelled.add(key);
    this.blame.gone.set(key, path);
    this.#tasks.delete(key);
    this.#dependents?.delete(key);
  }
}
