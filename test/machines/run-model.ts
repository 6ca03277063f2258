import { COUNT_OF, type RunStatus, type TaskCounts } from '@/lib/contracts/run';
import { TASK_STATUSES, type TaskStatus } from '@/lib/contracts/task';

interface ModelTask {
  deps: number[];
  /** PENDING and READY are not kept: IDLE is READY once all that it waits for has succeeded. */
  state: 'IDLE' | 'RUNNING' | 'WAITING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  waitsFor: 'time' | 'person' | null;
  attempt: number;
  epoch: number;
  lost: number;
}

/** What of a run a comparison looks at; the fold of its events and its rows have to say the same. */
export interface Snapshot {
  status: RunStatus;
  statusReason: string | null;
  version: number;
  tasks: { node: number; status: TaskStatus; attempt: number; epoch: number }[];
}

export const MAX_ATTEMPTS = 3;
const MAX_LOST = 5;
const ENDED: readonly ModelTask['state'][] = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

/**
 * A run by the rules alone, as slowly as can be: it keeps what each task is and counts everything else anew each time. A new
 * operation of the engine is a method here, and a line in the tables of operations of the tests that use this.
 */
export class RunModel {
  readonly tasks: ModelTask[] = [];
  status: RunStatus = 'RUNNING';
  statusReason: string | null = null;
  version = 1;
  spent = 0;
  budget: number | null = null;

  constructor(dependencies: readonly (readonly number[])[]) {
    for (const deps of dependencies) this.#push(deps);
  }

  #push(deps: readonly number[]): void {
    this.tasks.push({ deps: [...deps], state: 'IDLE', waitsFor: null, attempt: 0, epoch: 0, lost: 0 });
  }

  task(node: number): ModelTask {
    const task = this.tasks[node];
    if (!task) throw new Error(`The model has no task ${node}`);
    return task;
  }

  get active(): boolean {
    return this.status === 'RUNNING' || this.status === 'PAUSED';
  }

  get overBudget(): boolean {
    return this.budget !== null && this.spent >= this.budget;
  }

  statusOf(node: number): TaskStatus {
    const { state, deps } = this.task(node);
    if (state !== 'IDLE') return state;
    return deps.every((dep) => this.task(dep).state === 'SUCCEEDED') ? 'READY' : 'PENDING';
  }

  nodesThatAre(...statuses: TaskStatus[]): number[] {
    return this.tasks.flatMap((_, node) => (statuses.includes(this.statusOf(node)) ? [node] : []));
  }

  /** What a worker may take, if every time that something waits for has come. */
  claimable(): number[] {
    if (this.status !== 'RUNNING') return [];
    return this.nodesThatAre('READY', 'WAITING').filter((node) => this.task(node).waitsFor !== 'person');
  }

  counts(): TaskCounts {
    const counts = { total: this.tasks.length } as TaskCounts;
    for (const status of TASK_STATUSES) counts[COUNT_OF[status]] = this.nodesThatAre(status).length;
    return counts;
  }

  snapshot(): Snapshot {
    return {
      status: this.status,
      statusReason: this.statusReason,
      version: this.version,
      tasks: this.tasks.map(({ attempt, epoch }, node) => ({ node, status: this.statusOf(node), attempt, epoch })),
    };
  }

  start(node: number): void {
    const task = this.task(node);
    Object.assign(task, { state: 'RUNNING', waitsFor: null, attempt: task.attempt + 1, epoch: task.epoch + 1 });
  }

  succeed(node: number): void {
    this.task(node).state = 'SUCCEEDED';
    this.#endIfNothingMoves();
  }

  fail(node: number, permanent: boolean): void {
    const task = this.task(node);
    if (permanent || task.attempt >= MAX_ATTEMPTS) {
      task.state = 'FAILED';
      this.#endIfNothingMoves();
    } else Object.assign(task, { state: 'WAITING', waitsFor: 'time' });
  }

  /** Given back, by its worker or by whoever found its worker dead: not the task's fault, until it has cost too many workers. */
  release(node: number, lost: boolean): void {
    const task = this.task(node);
    if (lost) task.lost += 1;
    if (lost && task.lost >= MAX_LOST) {
      task.state = 'FAILED';
      this.#endIfNothingMoves();
    } else Object.assign(task, { state: 'IDLE', attempt: task.attempt - 1 });
  }

  postpone(node: number): void {
    const task = this.task(node);
    Object.assign(task, { state: 'WAITING', waitsFor: 'time', attempt: task.attempt - 1 });
  }

  askPerson(node: number): void {
    Object.assign(this.task(node), { state: 'WAITING', waitsFor: 'person' });
  }

  answer(node: number): void {
    const task = this.task(node);
    Object.assign(task, { state: 'IDLE', waitsFor: null, attempt: task.attempt - 1 });
  }

  add(deps: readonly number[]): void {
    this.#push(deps);
    this.version += 1;
  }

  spend(cost: number): void {
    this.spent += cost;
    this.#pauseIfOverBudget();
  }

  setBudget(budget: number | null): void {
    this.budget = budget;
    this.#pauseIfOverBudget();
  }

  pause(): void {
    if (this.status === 'RUNNING') Object.assign(this, { status: 'PAUSED', statusReason: null });
  }

  resume(): void {
    if (this.status === 'PAUSED') Object.assign(this, { status: 'RUNNING', statusReason: null });
  }

  cancel(): void {
    if (!this.active) return;
    Object.assign(this, { status: 'CANCELLED', statusReason: null });
    for (const task of this.tasks) {
      if (!ENDED.includes(task.state)) Object.assign(task, { state: 'CANCELLED', waitsFor: null, epoch: task.epoch + 1 });
    }
  }

  #pauseIfOverBudget(): void {
    if (this.status === 'RUNNING' && this.overBudget) Object.assign(this, { status: 'PAUSED', statusReason: 'budget' });
  }

  #endIfNothingMoves(): void {
    if (!this.active || this.nodesThatAre('READY', 'RUNNING', 'WAITING').length > 0) return;
    const good = this.tasks.every((task) => task.state === 'SUCCEEDED');
    Object.assign(this, { status: good ? 'SUCCEEDED' : 'FAILED', statusReason: good ? null : 'tasks_failed' });
  }
}
