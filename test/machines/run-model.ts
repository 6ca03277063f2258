import { COUNT_OF, type RunStatus, type TaskCounts } from '@/lib/contracts/run';
import { TASK_STATUSES, type TaskStatus } from '@/lib/contracts/task';
import type { ModelSpec } from './model-spec';

interface ModelTask {
  deps: readonly number[];
  ways: { yes: readonly number[]; no: readonly number[] } | null;
  gate: boolean;
  /** What a branch has said. */
  said: boolean | null;
  /** SKIPPED by a person's word. */
  aside: boolean;
  /** PENDING and READY are not kept: IDLE is READY once all that it waits for has succeeded. */
  state: 'IDLE' | 'RUNNING' | 'WAITING' | 'SUCCEEDED' | 'FAILED' | 'SKIPPED' | 'CANCELLED';
  waitsFor: 'time' | 'person' | 'decision' | null;
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
  holds: ReadonlyMap<string, ModelHold>;
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
/** Nothing of it is left to do. */
const isDone = ({ state }: ModelTask): boolean => state === 'SUCCEEDED' || state === 'SKIPPED';

const BLANK = { ways: null, gate: false, said: null, aside: false, waitsFor: null, attempt: 0, epoch: 0, lost: 0, gone: false } as const;

/** An open question about a task: what waits for that does not begin. `asked`: nobody has decided by its deadline; it goes on holding. */
export interface ModelHold {
  node: number;
  seq: number;
  asked: boolean;
}

type Edge = 'open' | 'taken' | 'dead';

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
  readonly holds = new Map<string, ModelHold>();
  readonly #past = new Map<number, Past>();
  /** What was approved, and what that asked again: of its work nobody is asked any more. */
  readonly #approved = new Set<string>();
  readonly #again = new Map<string, string>();

  constructor(specs: readonly ModelSpec[]) {
    for (const spec of specs) this.#push(spec);
  }

  #epochBase = 0;
  #push({ deps, ways = null, gate = false }: ModelSpec): void {
    this.tasks.push({ ...BLANK, deps, ways, gate, state: 'IDLE', epoch: this.#epochBase });
  }

  task(node: number): ModelTask {
    const task = this.tasks[node];
    if (!task) throw new Error(`The model has no task ${node}`);
    return task;
  }

  /** A gate or a branch: it ends by what it says. */
  judges(node: number): boolean {
    const { gate, ways } = this.task(node);
    return gate || ways !== null;
  }

  get active(): boolean {
    return this.status === 'RUNNING' || this.status === 'PAUSED';
  }

  get overBudget(): boolean {
    return this.budget !== null && this.spent >= this.budget;
  }

  statusOf(node: number): TaskStatus {
    const { state } = this.task(node);
    if (state !== 'IDLE') return state;
    const { plain, ways } = this.#edges(node);
    return [...plain, ...ways].includes('open') ? 'PENDING' : 'READY';
  }

  /** The edges that lead to a task: plain ones, and those of branches whose way it is. */
  #edges(node: number): { plain: Edge[]; ways: Edge[] } {
    const edges: { plain: Edge[]; ways: Edge[] } = { plain: [], ways: [] };
    for (const dep of this.task(node).deps) {
      const from = this.task(dep);
      const past: Edge = from.state === 'SUCCEEDED' || from.aside ? 'taken' : from.state === 'SKIPPED' ? 'dead' : 'open';
      const [onYes, onNo] = [from.ways?.yes.includes(node) ?? false, from.ways?.no.includes(node) ?? false];
      const isWay = onYes || onNo;
      const edge = !isWay || past !== 'taken' || from.said === null ? past : (from.said ? onYes : onNo) ? 'taken' : 'dead';
      edges[isWay ? 'ways' : 'plain'].push(edge);
      if (edge !== 'dead' && this.isHeld(dep)) edges.plain.push('open');
    }
    return edges;
  }

  isHeld(node: number): boolean {
    return [...this.holds.values()].some((hold) => hold.node === node);
  }

  /** Refused by every branch, or led to by nothing that was done: it will never run, and neither will what only it leads to. */
  #fall(): void {
    for (let fell = true; fell; ) {
      fell = false;
      for (const [node, task] of this.tasks.entries()) {
        if (task.gone || task.state !== 'IDLE') continue;
        const { plain, ways } = this.#edges(node);
        const refused = ways.length > 0 && ways.every((edge) => edge === 'dead');
        const closed = ways.length + plain.length > 0 && [...plain, ...ways].every((edge) => edge === 'dead');
        if (!refused && !closed) continue;
        task.state = 'SKIPPED';
        // What is asked about it is void.
        for (const [id, hold] of this.holds) if (hold.node === node) this.holds.delete(id);
        fell = true;
      }
    }
  }

  nodesThatAre(...statuses: TaskStatus[]): number[] {
    return this.tasks.flatMap(({ gone }, node) => (!gone && statuses.includes(this.statusOf(node)) ? [node] : []));
  }

  /** What a worker may take, if every time that something waits for has come. */
  claimable(): number[] {
    if (this.status !== 'RUNNING') return [];
    return this.nodesThatAre('READY', 'WAITING').filter((node) => !['person', 'decision'].includes(this.task(node).waitsFor ?? ''));
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

  /** What a gate or branch has said. A gate that says no asks a person. */
  rule(node: number, result: boolean | null): void {
    const task = this.task(node);
    if (result === null || (task.ways === null && !result)) {
      Object.assign(task, { state: 'WAITING', waitsFor: 'decision' });
      return;
    }
    Object.assign(task, { state: 'SUCCEEDED', waitsFor: null, said: task.ways === null ? null : result });
    this.#fall();
    this.#endIfNothingMoves();
  }

  /** A person's word about it: a gate that is kept shut has failed. */
  decide(node: number, approved: boolean): void {
    const task = this.task(node);
    if (task.ways !== null || approved) this.rule(node, approved);
    else {
      Object.assign(task, { state: 'FAILED', waitsFor: null });
      this.#endIfNothingMoves();
    }
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
    Object.assign(this.task(node), { state: 'SKIPPED', aside: true });
    this.#fall();
    this.#revive();
    this.#endIfNothingMoves();
  }

  ask(id: string, node: number, seq: number): void {
    this.holds.set(id, { node, seq, asked: true });
  }

  /** A word about a task that is held: refused, it has failed, whatever it was doing. */
  answerHold(id: string, word: 'approve' | 'reject' | 'retry' | 'pause'): void {
    const hold = this.holds.get(id);
    if (!hold) throw new Error(`The model knows no question ${id}`);
    if (word === 'pause') {
      hold.asked = false;
      if (this.status === 'RUNNING') Object.assign(this, { status: 'PAUSED', statusReason: 'escalation' });
      return;
    }
    if (word === 'approve') this.#approved.add(id);
    const task = this.task(hold.node);
    if (word === 'reject' && !['FAILED', 'SKIPPED', 'CANCELLED'].includes(task.state)) {
      const has = task.state === 'RUNNING' || task.state === 'SUCCEEDED';
      Object.assign(task, { state: 'FAILED', waitsFor: null, epoch: task.epoch + (has ? 0 : 1) });
    }
    if (word === 'retry' && task.state === 'FAILED') this.replay(hold.node);
    this.holds.delete(id);
    this.#endIfNothingMoves();
  }

  #revive(): void {
    if (this.status !== 'FAILED') return;
    Object.assign(this, { status: 'RUNNING', statusReason: null });
    this.#pauseIfOverBudget();
  }

  add(deps: readonly number[]): void {
    this.#push({ deps });
    this.#fall();
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
    this.holds.clear();
    for (const task of this.tasks) {
      if (!ENDED.includes(task.state)) Object.assign(task, { state: 'CANCELLED', waitsFor: null, epoch: task.epoch + 1 });
    }
  }

  /** Keeps how it stands behind a seq, to go back to. */
  remember(seq: number): void {
    const holds = new Map([...this.holds].map(([id, hold]) => [id, { ...hold }]));
    this.#past.set(seq, { status: this.status, tasks: this.tasks.map((task) => ({ ...task })), holds });
  }

  get remembered(): number[] {
    return [...this.#past.keys()];
  }

  /** Whether something is left to do behind a seq. */
  leftAt(seq: number): boolean {
    return this.#at(seq).tasks.some((task) => !task.gone && !isDone(task)) || [...this.holds.values()].some((hold) => hold.seq <= seq);
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
    for (const [id, hold] of this.holds) if (hold.seq > seq) this.holds.delete(id);
    this.#begin(start);
  }

  /** Asked again, by another question. */
  askAgain(old: string, id: string, node: number, seq: number): void {
    this.holds.delete(old);
    this.#again.set(old, id);
    this.ask(id, node, seq);
  }

  /** What was asked by then and nobody has approved since is asked of a fork too; the ids are of here. */
  askedInFork(seq: number): Map<string, ModelHold> {
    const isApproved = (id: string): boolean => {
      const next = this.#again.get(id);
      return this.#approved.has(id) || (next !== undefined && isApproved(next));
    };
    return new Map([...this.#at(seq).holds].filter(([id]) => !isApproved(id)));
  }

  fork(seq: number, start: boolean): RunModel {
    const forked = new RunModel([]);
    for (const [id, hold] of this.askedInFork(seq)) forked.holds.set(id, { ...hold, asked: true });
    for (const task of this.#at(seq).tasks) forked.tasks.push(goOn(task, 1));
    // A fork knows nothing of numbers that went before it began.
    while (forked.tasks.at(-1)?.gone) forked.tasks.pop();
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
    if (!this.active || this.holds.size > 0 || this.nodesThatAre('READY', 'RUNNING', 'WAITING').length > 0) return;
    const good = this.tasks.every((task) => task.gone || isDone(task));
    Object.assign(this, { status: good ? 'SUCCEEDED' : 'FAILED', statusReason: good ? null : 'tasks_failed' });
  }
}

/** What had not ended well goes on: what was interrupted has its attempt back, what failed has all of them. */
function goOn(task: ModelTask | undefined, epoch: number): ModelTask {
  if (!task || task.gone) return { ...BLANK, deps: [], state: 'IDLE', gone: true };
  if (isDone(task)) return { ...task, epoch, lost: 0 };
  const interrupted = task.state === 'RUNNING' || task.state === 'CANCELLED' || task.waitsFor === 'person';
  const attempt = task.state === 'FAILED' || task.waitsFor === 'decision' ? 0 : Math.max(0, task.attempt - (interrupted ? 1 : 0));
  return { ...task, state: 'IDLE', waitsFor: null, attempt, epoch, lost: 0 };
}
