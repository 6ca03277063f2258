import type { RunDetail, TaskCounts } from '@/lib/contracts/run';
import type { TaskStatus, TaskView } from '@/lib/contracts/task';

/** A copy of a run that changes while a batch of events is folded: tasks are copied only where they change. */
export class RunDraft {
  readonly run: RunDetail;
  readonly #tasks: TaskView[];
  readonly #indexOf: Map<string, number>;
  /** Who waits for a task; built at the first release of a batch. */
  #below: Map<string, string[]> | undefined;

  constructor(run: RunDetail) {
    this.run = { ...run, counts: { ...run.counts } };
    this.#tasks = [...run.tasks];
    this.#indexOf = new Map(run.tasks.map((task, index) => [task.key, index]));
  }

  tasks(): readonly TaskView[] {
    return this.#tasks;
  }

  task(key: string): TaskView | undefined {
    return this.#tasks[this.#indexOf.get(key) ?? -1];
  }

  move(key: string, change: Partial<TaskView>): void {
    const index = this.#indexOf.get(key);
    const task = this.task(key);
    if (index === undefined || !task) return;
    const next = { ...task, ...change };
    this.#tasks[index] = next;
    if (next.status === task.status) return;
    this.run.counts[countOf(task.status)]--;
    this.run.counts[countOf(next.status)]++;
  }

  /** READY is no event: a PENDING task becomes it when all it waits for is done. */
  release(key: string): void {
    this.#below ??= dependents(this.#tasks);
    for (const waiting of this.#below.get(key) ?? []) {
      const task = this.task(waiting);
      if (task?.status === 'PENDING' && !this.mustWait(task)) this.move(waiting, { status: 'READY' });
    }
  }

  /** Something that it waits for is not done, or somebody is still to decide about it. */
  mustWait({ dependsOn }: TaskView): boolean {
    return dependsOn.some((dependency) => !isDone(this.task(dependency)) || this.task(dependency)?.held);
  }

  spend(key: string, costUsd: number, priced: boolean): void {
    const task = this.task(key);
    if (!task) return;
    this.move(key, { costUsd: addUsd(task.costUsd, costUsd), turns: task.turns + 1 });
    this.pay(costUsd, priced);
  }

  /** A call that is no task's. */
  pay(costUsd: number, priced: boolean): void {
    this.run.spentUsd = addUsd(this.run.spentUsd, costUsd);
    if (!priced) this.run.unpricedCalls++;
  }

  finish(): RunDetail {
    return { ...this.run, tasks: this.#tasks };
  }
}

/** By name rather than by the contract's table: that would bring the validator into the page's first script. */
function countOf(status: TaskStatus): keyof TaskCounts {
  return status.toLowerCase() as Lowercase<TaskStatus>;
}

function dependents(tasks: readonly TaskView[]): Map<string, string[]> {
  const below = new Map<string, string[]>();
  for (const task of tasks) {
    for (const key of task.dependsOn) {
      const list = below.get(key);
      if (list) list.push(task.key);
      else below.set(key, [task.key]);
    }
  }
  return below;
}

function isDone(task: TaskView | undefined): boolean {
  return task?.status === 'SUCCEEDED' || task?.status === 'SKIPPED';
}

const MICRO = 1_000_000;

/** Through whole micro-dollars, as the server adds, so that a thousand small turns do not drift. */
function addUsd(a: number, b: number): number {
  return (Math.round(a * MICRO) + Math.round(b * MICRO)) / MICRO;
}
