import { setMaxListeners } from 'node:events';
import type { Clock } from '@/server/core/ports/clock';
import type { Ladder } from '@/server/core/ports/ladder';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { ClaimedTask, TaskRunner } from '@/server/core/ports/task-runner';
import { hop } from '@/server/engine/hop';
import { readHopGraph } from '@/server/engine/hop-graph';
import { findOwnedTasks } from '@/server/engine/owned-tasks';
import { type Finish, type HeadFact, tick } from '@/server/engine/tick';
import type { Database } from '@/server/infra/db/tx';
import { type Execution, startExecution, type Voice } from './execution';
import { createHopGraphs } from './hop-graphs';
import { settleOutcome } from './settle-outcome';

/** More finishes than this wait for the next commit: batches beyond it bring nothing and hold their heads longer. */
const MAX_BATCH = 400;
const HOP_BATCH = 2;
const HOP_MAX_TASKS = 1_000;
const PASSED_OVER_MS = 5;
/** A look just before a retry is due would find nothing. */
const DUE_MARGIN_MS = 20;
/** A claim whose answer was lost may still commit while its session waits for a lock: orphans are looked for so often, a beat apart. */
const ORPHAN_ROUNDS = 15;
const MAX_BACKOFF_MS = 1_000;

export interface DispatcherDeps {
  db: Database;
  bus: LiveBus;
  clock: Clock;
  log: Log;
  ladder: Ladder;
  runner: TaskRunner;
  workerId: string;
  slots: number;
  voice: Voice;
}

const keyOf = (task: { runId: string; node: number; epoch: number }): string => `${task.runId}:${task.node}:${task.epoch}`;

/**
 * A worker's slots and the one stream of ticks that fills and empties them. Group commit without timers: a tick starts at once
 * when none is in flight; what finishes meanwhile goes with the next.
 */
export class Dispatcher {
  readonly #deps: DispatcherDeps;
  readonly #running = new Map<string, Execution>();
  readonly #graphs;
  #finishes: Finish[] = [];
  #flushing: Promise<void> | null = null;
  #claimWanted = true;
  /** The last claim left slots empty, so nothing waits that a fast hop would pass over. */
  #drained = false;
  #stopping = false;
  readonly #ended = new AbortController();
  #failures = 0;
  #orphanRounds = 0;
  #adoptWanted = false;

  constructor(deps: DispatcherDeps) {
    this.#deps = deps;
    // One for each task that waits to be taken again.
    setMaxListeners(0, this.#ended.signal);
    this.#graphs = createHopGraphs((runId) => readHopGraph(deps.db, runId, HOP_MAX_TASKS));
  }

  get executions(): ReadonlyMap<string, Execution> {
    return this.#running;
  }

  /** Work may be waiting: take it if a slot is free. */
  wake(): void {
    this.#claimWanted = true;
    this.#flush();
  }

  /** Once a beat: tasks that are ours without our knowing (the answer to a claim was lost) are carried out after all. */
  adoptOrphans(): void {
    if (this.#orphanRounds === 0 || this.#stopping) return;
    this.#adoptWanted = true;
    this.#flush();
  }

  /** Takes nothing new; resolves when every slot is empty and every finish is written. */
  async drain(): Promise<void> {
    this.#stopping = true;
    for (const execution of this.#running.values()) execution.stop('shutdown');
    while (this.#running.size > 0 || this.#finishes.length > 0 || this.#flushing) {
      this.#flush();
      await this.#deps.clock.sleep(10);
    }
    this.#ended.abort();
  }

  #start(task: ClaimedTask): void {
    const { runner, voice } = this.#deps;
    const execution = startExecution(task, runner, voice, (ended, outcome) => {
      if (outcome.kind === 'succeeded') {
        this.#running.delete(keyOf(ended.task));
        this.#finishes.push({ runId: task.runId, node: task.node, epoch: task.epoch, deferrals: 0 });
        this.#flush();
        return;
      }
      settleOutcome(this.#deps, task, outcome, this.#stopping).then((retryMs) => {
        this.#running.delete(keyOf(ended.task));
        this.wake();
        if (retryMs !== null) this.#wakeAfter(retryMs + DUE_MARGIN_MS);
      });
    });
    this.#running.set(keyOf(task), execution);
    if (this.#stopping) execution.stop('shutdown');
  }

  #flush(): void {
    if (this.#flushing) return;
    const free = this.#stopping ? 0 : this.#deps.slots - this.#running.size;
    if (this.#finishes.length === 0 && !(this.#claimWanted && free > 0) && !this.#adoptWanted) return;
    const work = this.#adoptWanted ? this.#adopt() : this.#commitBatch(free);
    this.#flushing = work.finally(() => {
      this.#flushing = null;
      this.#flush();
    });
  }

  /** In the stream of ticks, so that nothing is claimed or finished meanwhile; what was known before and ended since is no orphan. */
  async #adopt(): Promise<void> {
    this.#adoptWanted = false;
    const known = new Set([...this.#running.keys(), ...this.#finishes.map(keyOf)]);
    try {
      const owned = await findOwnedTasks(this.#deps.db, this.#deps.workerId);
      for (const task of owned) if (!known.has(keyOf(task))) this.#start(task);
      this.#orphanRounds -= 1;
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'could not look for orphans; the next beat does');
    }
  }

  async #commitBatch(free: number): Promise<void> {
    const batch = this.#finishes.splice(0, MAX_BATCH);
    try {
      const rest = batch.length > 0 && batch.length <= HOP_BATCH && this.#drained && !this.#claimWanted ? await this.#hopAll(batch) : batch;
      if (rest.length === 0 && batch.length > 0) return;
      this.#claimWanted = false;
      const result = await tick(this.#deps.db, this.#deps.workerId, rest, free);
      const room = result.claimed.length < free;
      const left = result.more || result.released > 0;
      this.#drained = room && !left && result.passedOver === 0;
      this.#failures = 0;
      const deferred = new Set(result.deferred.map(keyOf));
      for (const finish of rest) if (deferred.has(keyOf(finish))) this.#finishes.push({ ...finish, deferrals: finish.deferrals + 1 });
      for (const task of result.claimed) this.#start(task);
      this.#publish(result.heads, result.released > 0);
      if (free > 0 && (left || !room)) this.#claimWanted = true;
      else if (result.passedOver > 0 && room) this.#wakeAfter(PASSED_OVER_MS);
    } catch (error) {
      this.#finishes.unshift(...batch);
      this.#claimWanted = true;
      this.#failures += 1;
      this.#orphanRounds = ORPHAN_ROUNDS;
      this.#deps.log.error({ err: error, finishes: batch.length }, 'the database did not take a batch; it is tried again');
      await this.#deps.clock.sleep(Math.min(MAX_BACKOFF_MS, 50 * 2 ** Math.min(this.#failures, 10)));
    }
  }

  /** One or two finishes of a simple shape, each by one scalar statement. Returns those that need the tick. */
  async #hopAll(batch: Finish[]): Promise<Finish[]> {
    const rest: Finish[] = [];
    for (const finish of batch) {
      const graph = this.#graphs.get(finish.runId);
      const next = graph?.nextOf.get(finish.node);
      const room = this.#deps.slots - this.#running.size;
      const hopped = graph && next && next.length <= room ? await this.#hopOne(finish, graph.graphVersion, next) : null;
      if (!hopped) rest.push(finish);
    }
    return rest;
  }

  async #hopOne(finish: Finish, graphVersion: number, next: readonly number[]): Promise<boolean> {
    const hopped = await hop(this.#deps.db, this.#deps.workerId, { ...finish, graphVersion, next });
    if (!hopped) {
      this.#graphs.forget(finish.runId);
      return false;
    }
    for (const task of hopped.claimed) this.#start(task);
    this.#publish([hopped.head], false);
    return true;
  }

  #publish(heads: readonly HeadFact[], othersMayTake: boolean): void {
    for (const head of heads) {
      this.#deps.bus.publish({ kind: 'run', runId: head.runId, seq: head.seq });
      if (head.status !== 'RUNNING') this.#graphs.forget(head.runId);
    }
    if (othersMayTake) this.#deps.bus.publish({ kind: 'ready' });
  }

  /** A wake that is missed (the worker ends) costs a beat: every worker looks once a second. */
  #wakeAfter(ms: number): void {
    this.#deps.clock.sleep(ms, this.#ended.signal).then(
      () => this.wake(),
      () => undefined,
    );
  }
}
