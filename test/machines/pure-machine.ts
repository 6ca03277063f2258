import type { RunEvent } from '@/lib/contracts/event';
import type { TaskStatus } from '@/lib/contracts/task';
import { edgeVerdict } from '@/lib/graph/edges';
import { decideSpend } from '@/server/core/budget/budget';
import { type ControlDecision, decideBudget, decideCancel, decidePause, decideResume } from '@/server/core/run/control-run';
import { afterCounts, type HeadPatch, moveCount, type NewEvent, type RunHead } from '@/server/core/run/head';
import { stateAt } from '@/server/core/state-at';
import { decideSettlement, type Settlement } from '@/server/core/task/settle-task';
import { MAX_ATTEMPTS, type Snapshot } from './run-model';

interface MachineTask {
  deps: number[];
  status: TaskStatus;
  attempt: number;
  epoch: number;
  lost: number;
}

const NOW = new Date('2030-01-01T00:00:00Z');
const BLOCK_THRESHOLD = 1;

/** The pure decisions put together as the engine does it under a run's gate, with memory in place of rows. */
export class PureMachine {
  head: RunHead;
  readonly events: RunEvent[] = [];
  readonly tasks: MachineTask[];

  constructor(dependencies: readonly (readonly number[])[]) {
    this.tasks = dependencies.map((deps) => ({ deps: [...deps], status: 'PENDING', attempt: 0, epoch: 0, lost: 0 }));
    for (const task of this.tasks) task.status = this.#verdict(task.deps);
    const ready = this.tasks.filter((task) => task.status === 'READY').length;
    const total = this.tasks.length;
    const counts = { total, pending: total - ready, ready, running: 0, waiting: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
    this.head = {
      ...{ runId: 'run', status: 'RUNNING', statusReason: null, planned: true, graphVersion: 1, lastSeq: 0, counts },
      ...{ spentMicroUsd: 0, budgetMicroUsd: null, unpricedCalls: 0 },
    };
    const nodes = this.tasks.map(({ deps }, node) => ({ node, key: `t${node}`, dependsOn: deps }));
    this.#save({}, [{ type: 'run.created', data: { goal: 'g', planner: false, version: 1, tasks: nodes, inputs: 0 } }]);
  }

  #verdict(deps: readonly number[]): TaskStatus {
    return edgeVerdict(
      deps.map((dep) => ({ state: this.tasks[dep]?.status === 'SUCCEEDED' ? ('TAKEN' as const) : ('OPEN' as const), branch: false })),
    );
  }

  #task(node: number): MachineTask {
    const task = this.tasks[node];
    if (!task) throw new Error(`The machine has no task ${node}`);
    return task;
  }

  #save(patch: HeadPatch, events: readonly NewEvent[]): void {
    for (const event of events) {
      this.events.push({ ...event, seq: this.events.length + 1, at: NOW.toISOString(), actor: 'test' } as RunEvent);
    }
    this.head = { ...this.head, ...patch, lastSeq: this.events.length };
  }

  start(node: number): void {
    const task = this.#task(node);
    const counts = moveCount(this.head.counts, task.status, 'RUNNING');
    Object.assign(task, { status: 'RUNNING', attempt: task.attempt + 1, epoch: task.epoch + 1 });
    this.#save({ counts }, [{ type: 'task.started', node, data: { attempt: task.attempt, epoch: task.epoch } }]);
  }

  succeed(node: number): void {
    const { attempt, epoch } = this.#task(node);
    this.#task(node).status = 'SUCCEEDED';
    let counts = moveCount(this.head.counts, 'RUNNING', 'SUCCEEDED');
    for (const task of this.tasks) {
      if (task.status !== 'PENDING' || this.#verdict(task.deps) !== 'READY') continue;
      task.status = 'READY';
      counts = moveCount(counts, 'PENDING', 'READY');
    }
    const after = afterCounts(this.head, counts);
    this.#save(after.patch, [{ type: 'task.succeeded', node, data: { attempt, epoch } }, ...after.events]);
  }

  settle(node: number, settlement: Settlement): void {
    const task = this.#task(node);
    const decision = decideSettlement(this.head, { ...task, node, maxAttempts: MAX_ATTEMPTS }, settlement, NOW);
    Object.assign(task, { status: decision.status, attempt: decision.attempt, lost: decision.lost });
    this.#save(decision.head, decision.events);
  }

  answer(node: number): void {
    const task = this.#task(node);
    const { attempt, epoch } = task;
    Object.assign(task, { status: 'READY', attempt: attempt - 1 });
    this.#save({ counts: moveCount(this.head.counts, 'WAITING', 'READY') }, [{ type: 'task.resumed', node, data: { attempt, epoch } }]);
  }

  add(deps: readonly number[]): void {
    const node = this.tasks.length;
    const status = this.#verdict(deps);
    this.tasks.push({ deps: [...deps], status, attempt: 0, epoch: 0, lost: 0 });
    const { counts, graphVersion } = this.head;
    const version = graphVersion + 1;
    const one = status === 'READY' ? { ready: counts.ready + 1 } : { pending: counts.pending + 1 };
    this.#save({ graphVersion: version, counts: { ...counts, ...one, total: counts.total + 1 } }, [
      { type: 'run.planned', data: { version, tasks: [{ node, key: `t${node}`, dependsOn: [...deps] }] } },
    ]);
  }

  spend(node: number, costMicroUsd: number): void {
    const { attempt, epoch } = this.#task(node);
    const { patch, events } = decideSpend(this.head, { costMicroUsd, priced: true }, BLOCK_THRESHOLD);
    const call = { conversation: 1, turn: 1, model: 'm', inputTokens: 1, outputTokens: 1, priced: true, toolCalls: [] };
    const data = { ...call, attempt, epoch, costUsd: costMicroUsd / 1_000_000 };
    this.#save(patch, [{ type: 'task.turn', node, data }, ...events]);
  }

  /** True where the decision was refused. */
  control(decide: (head: RunHead) => ControlDecision): boolean {
    let decision: ControlDecision;
    try {
      decision = decide(this.head);
    } catch {
      return true;
    }
    if (!decision) return false;
    if (decision.cancelTasks) {
      for (const task of this.tasks) {
        if (['PENDING', 'READY', 'RUNNING', 'WAITING'].includes(task.status))
          Object.assign(task, { status: 'CANCELLED', epoch: task.epoch + 1 });
      }
    }
    this.#save(decision.patch, decision.events);
    return false;
  }

  pause = (): boolean => this.control(decidePause);
  resume = (): boolean => this.control((head) => decideResume(head, BLOCK_THRESHOLD));
  cancel = (): boolean => this.control(decideCancel);
  setBudget = (budget: number | null): boolean => this.control((head) => decideBudget(head, budget, BLOCK_THRESHOLD));

  /** What the machine keeps. */
  snapshot(): Snapshot {
    const { status, statusReason, graphVersion: version } = this.head;
    return { status, statusReason, version, tasks: this.tasks.map((task, node) => ({ ...pick(task), node })) };
  }
}

const pick = ({ status, attempt, epoch }: MachineTask) => ({ status, attempt, epoch });

/** What the events alone say of a run at `seq`. */
export function foldedSnapshot(events: readonly RunEvent[], seq?: number): Snapshot {
  const { status, statusReason, graphVersion: version, tasks } = stateAt(events, seq);
  const rows = [...tasks].map(([node, { status: itsStatus, attempt, epoch }]) => ({ node, status: itsStatus, attempt, epoch }));
  return { status, statusReason, version, tasks: rows.sort((a, b) => a.node - b.node) };
}
