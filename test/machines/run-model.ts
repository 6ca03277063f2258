import { COUNT_OF, type RunStatus, type TaskCounts } from '@/lib/contracts/run';
import { TASK_STATUSES, type TaskStatus } from '@/lib/contracts/task';

interface ModelTask {
  deps: number[];
  /** PENDING and READY are not kept: IDLE is READY once all that it waits for has succeeded. */
  state: 'IDLE' | 'RUNNING' | 'WAITING' | 'SUCCEEDED' | 'FAILED' | 'SKIPPED' | 'CANCELLED';
  waitsFor: 'time' | 'person' | null;
  attempt: number;
  epoch: number;
  lost: number;
  /** A rewind went back before it; its number is never another's. */
  gone: boolean;
}

/** A model as it stood once. */
interface Past {
  tasks: ModelTask[];
  status: RunStatus;
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
const ENDED: readonly ModelTask['state'][] = ['SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED'];
/** What waits for it goes on; a person has set the one that is SKIPPED aside. */
const isDone = ({ state }: ModelTask): boolean => state === 'SUCCEEDED' || state === 'SKIPPED';

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
  readonly #past = new Map<number, Past>();

  constructor(dependencies: readonly (readonly number[])[]) {
    for (const deps of dependencies) this.#push(deps);
  }

  #epochBase = 0;
  #push(deps: readonly number[]): void {
    this.tasks.push({ deps: [...deps], state: 'IDLE', waitsFor: null, attempt: 0, epoch: this.#epochBase, lost: 0, gone: false });
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
    return deps.every((dep) => isDone(this.task(dep))) ? 'READY' : 'PENDING';
  }

  nodesThatAre(...statuses: TaskStatus[]): number[] {
    return this.tasks.flatMap(({ gone }, node) => (!gone && statuses.includes(this.statusOf(node)) ? [node] : []));
  }

  /** What a worker may take, if every time that something waits for has come. */
  claimable(): number[] {
    if (this.status !== 'RUNNING') return [];
    return this.nodesThatAre('READY', 'WAITING').filter((node) => this.task(node).waitsFor !== 'person');
  }

  counts(): TaskCounts {
    const counts = { total: this.tasks.filter(({ gone }) => !gone).length } as TaskCounts;
    for (const status of TASK_STATUSES) counts[COUNT_OF[status]] = this.nodesThatAre(status).length;
    return counts;
  }

  snapshot(): Snapshot {
    return {
      status: this.status,
      statusReason: this.statusReason,
      version: this.version,
      tasks: this.tasks.flatMap(({ attempt, epoch, gone }, node) => (gone ? [] : [{ node, status: this.statusOf(node), attempt, epoch }])),
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

  /** Out of its dead letter: all its attempts again, and a run that had failed goes on. */
  replay(node: number): void {
    Object.assign(this.task(node), { state: 'IDLE', attempt: 0, lost: 0 });
    this.#revive();
  }

  /** Set aside: a run that had failed goes on, if anything can move by that. */
  resolve(node: number): void {
    this.task(node).state = 'SKIPPED';
    this.#revive();
    this.#endIfNothingMoves();
  }

  #revive(): void {
    if (this.status !== 'FAILED') return;
    Object.assign(this, { status: 'RUNNING', statusReason: null });
    this.#pauseIfOverBudget();
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

  /** Keeps how it stands behind a seq, to go back to. */
  remember(seq: number): void {
    this.#past.set(seq, { status: this.status, tasks: this.tasks.map((task) => ({ ...task, deps: [...task.deps] })) });
  }

  get remembered(): number[] {
    return [...this.#past.keys()];
  }

  /** Whether something is left to do behind a seq. */
  leftAt(seq: number): boolean {
    return this.#at(seq).tasks.some((task) => !task.gone && !isDone(task));
  }

  #at(seq: number): Past {
    const past = this.#past.get(seq);
    if (!past) throw new Error(`The model does not remember seq ${seq}`);
    return past;
  }

  rewind(seq: number, start: boolean): void {
    const past = this.#at(seq);
    const epoch =
      1 +
      Math.max(
        this.#epochBase,
        ...this.tasks.filter(({ gone }) => !gone).map((task) => task.epoch),
        ...past.tasks.map((task) => task.epoch),
      );
    this.#epochBase = epoch;
    this.version += 1;
    for (const [node, task] of this.tasks.entries()) Object.assign(task, goOn(past.tasks[node], epoch));
    this.#begin(start);
  }

  fork(seq: number, start: boolean): RunModel {
    const forked = new RunModel([]);
    for (const task of this.#at(seq).tasks) forked.tasks.push(goOn(task, 1));
    forked.budget = this.budget;
    forked.#begin(start);
    return forked;
  }

  #begin(start: boolean): void {
    Object.assign(this, { status: 'RUNNING', statusReason: null });
    this.#endIfNothingMoves();
    if (!start) this.pause();
  }

  #pauseIfOverBudget(): void {
    if (this.status === 'RUNNING' && this.overBudget) Object.assign(this, { status: 'PAUSED', statusReason: 'budget' });
  }

  #endIfNothingMoves(): void {
    if (!this.active || this.nodesThatAre('READY', 'RUNNING', 'WAITING').length > 0) return;
    const good = this.tasks.every((task) => task.gone || isDone(task));
    Object.assign(this, { status: good ? 'SUCCEEDED' : 'FAILED', statusReason: good ? null : 'tasks_failed' });
  }
}

/** What had not ended well goes on: what was interrupted has its attempt back, what failed has all of them. */
function goOn(task: ModelTask | undefined, epoch: number): ModelTask {
  if (!task || task.gone) return { deps: [], state: 'IDLE', waitsFor: null, attempt: 0, epoch: 0, lost: 0, gone: true };
  if (isDone(task)) return { ...task, epoch, lost: 0 };
  const interrupted = task.state === 'RUNNING' || task.state === 'CANCELLED' || task.waitsFor === 'person';
  const attempt = task.state === 'FAILED' ? 0 : Math.max(0, task.attempt - (interrupted ? 1 : 0));
  return { ...task, state: 'IDLE', waitsFor: null, attempt, epoch, lost: 0 };
}
