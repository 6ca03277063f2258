import type { BranchWays, RunEvent } from '@/lib/contracts/event';
import type { TaskStatus } from '@/lib/contracts/task';
import { decideSpend } from '@/server/core/budget/budget';
import { type CascadeTask, cascadeFrom } from '@/server/core/graph/cascade';
import { type ControlDecision, decideBudget, decideCancel, decidePause, decideResume } from '@/server/core/run/control-run';
import { afterCounts, type HeadPatch, moveCount, type NewEvent, type RunHead } from '@/server/core/run/head';
import { stateAt } from '@/server/core/state-at';
import { decideSettlement, type Settlement } from '@/server/core/task/settle-task';
import { judgementOf } from './judgement-of';
import type { ModelSpec } from './model-spec';
import { MAX_ATTEMPTS, type Snapshot } from './run-model';

interface MachineTask {
  deps: readonly number[];
  branch: BranchWays | null;
  chosen: boolean | null;
  status: TaskStatus;
  attempt: number;
  epoch: number;
  lost: number;
}

const NOW = new Date('2030-01-01T00:00:00Z');
const BLOCK_THRESHOLD = 1;
const REJECTED = { code: 'gate_rejected', message: 'no', httpStatus: null, place: 'gate', permanent: true, stack: null } as const;

/** The pure decisions put together as the engine does it under a run's gate, with memory in place of rows. */
export class PureMachine {
  head: RunHead;
  readonly events: RunEvent[] = [];
  readonly tasks: MachineTask[];

  constructor(specs: readonly ModelSpec[]) {
    this.tasks = specs.map((spec) => ({ ...blank(spec), status: 'PENDING' }));
    for (const task of this.tasks) if (task.deps.length === 0) task.status = 'READY';
    const ready = this.tasks.filter((task) => task.status === 'READY').length;
    const total = this.tasks.length;
    const counts = { total, pending: total - ready, ready, running: 0, waiting: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
    this.head = {
      ...{ runId: 'run', status: 'RUNNING', statusReason: null, planned: true, graphVersion: 1, lastSeq: 0, counts },
      ...{ spentMicroUsd: 0, budgetMicroUsd: null, unpricedCalls: 0, holds: 0 },
    };
    const nodes = this.tasks.map(({ deps, branch }, node) => ({
      node,
      key: `t${node}`,
      dependsOn: [...deps],
      ...(branch ? { branch } : {}),
    }));
    this.#save({}, [{ type: 'run.created', data: { goal: 'g', planner: false, version: 1, tasks: nodes, inputs: 0 } }]);
  }

  /** As a cascade reads them: rows by number, each with what it leads to. */
  #rows(): Map<number, CascadeTask> {
    return new Map(
      this.tasks.map((task, node) => {
        const next = this.tasks.flatMap(({ deps }, other) => (deps.includes(node) ? [other] : []));
        return [node, { ...task, dependsOn: task.deps, next, resolved: false, waitingFor: null }] as const;
      }),
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

  succeed(node: number, result?: boolean): void {
    const task = this.#task(node);
    const { attempt, epoch } = task;
    let counts = moveCount(this.head.counts, task.status, 'SUCCEEDED');
    task.status = 'SUCCEEDED';
    if (task.branch) task.chosen = result ?? null;
    const { moves } = cascadeFrom(this.#rows(), [node]);
    for (const { node: moved, from, to } of moves) {
      this.#task(moved).status = to;
      counts = moveCount(counts, from, to);
    }
    const skipped = moves.flatMap((move) => (move.to === 'SKIPPED' ? [move.node] : []));
    const after = afterCounts(this.head, counts);
    const told = result === undefined ? {} : { judgement: judgementOf(result), ...(skipped.length > 0 ? { skipped } : {}) };
    this.#save(after.patch, [{ type: 'task.succeeded', node, data: { attempt, epoch, ...told } }, ...after.events]);
  }

  /** What a gate or branch has said; a gate that says no, and either that cannot say anything, asks a person. */
  rule(node: number, result: boolean | null): void {
    const task = this.#task(node);
    if (result !== null && (task.branch || result)) this.succeed(node, result);
    else {
      const { attempt, epoch } = task;
      const counts = moveCount(this.head.counts, task.status, 'WAITING');
      task.status = 'WAITING';
      this.#save({ counts }, [{ type: 'task.waiting', node, data: { attempt, epoch, for: 'decision', tools: [] } }]);
    }
  }

  decide(node: number, approved: boolean): void {
    const task = this.#task(node);
    if (task.branch || approved) this.succeed(node, approved);
    else {
      const { attempt, epoch } = task;
      const after = afterCounts(this.head, moveCount(this.head.counts, task.status, 'FAILED'));
      task.status = 'FAILED';
      this.#save(after.patch, [{ type: 'task.failed', node, data: { attempt, epoch, failure: REJECTED } }, ...after.events]);
    }
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
    const status = deps.every((dep) => this.tasks[dep]?.status === 'SUCCEEDED') ? 'READY' : 'PENDING';
    this.tasks.push({ ...blank({ deps }), status });
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

const blank = ({ deps, ways }: ModelSpec) => ({
  deps,
  branch: ways ? { ifTrue: [...ways.yes], ifFalse: [...ways.no] } : null,
  ...{ chosen: null, attempt: 0, epoch: 0, lost: 0 },
});

const pick = ({ status, attempt, epoch }: MachineTask) => ({ status, attempt, epoch });

/** What the events alone say of a run at `seq`. */
export function foldedSnapshot(events: readonly RunEvent[], seq?: number): Snapshot {
  const { status, statusReason, graphVersion: version, tasks } = stateAt(events, seq);
  const rows = [...tasks].map(([node, { status: itsStatus, attempt, epoch }]) => ({ node, status: itsStatus, attempt, epoch }));
  return { status, statusReason, version, tasks: rows.sort((a, b) => a.node - b.node) };
}
