import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { AppError } from '@/lib/errors';
import { DEFAULT_POLICY } from '@/server/core/escalation/policy';
import type { ClaimedTask, Ruling } from '@/server/core/ports/task-runner';
import type { Settlement } from '@/server/core/task/settle-task';
import { openHolding } from '@/server/engine/hold-dependents';
import { hop } from '@/server/engine/hop';
import { readHopGraph } from '@/server/engine/hop-graph';
import { takeOverLostTasks } from '@/server/engine/lease';
import type { AskedQuestion } from '@/server/engine/open-escalation';
import { findWaitingTask, resumeTask } from '@/server/engine/resume-task';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import { settleTask } from '@/server/engine/settle';
import { settleEscalation } from '@/server/engine/settle-escalation';
import { settleRuling } from '@/server/engine/settle-ruling';
import { type TickResult, tick } from '@/server/engine/tick';
import { findEscalation } from '@/server/repositories/escalation-repository';
import { createEscalationsService } from '@/server/services/escalations/escalations-service';
import { openDeadLetters } from '../engine/dead-letters';
import { editShaped } from '../engine/gate';
import { type Engine, operator, task } from '../engine/open-engine';
import { resumeFrom } from '../engine/resume-from';
import { readRunRows, runFaults } from '../engine/run-faults';
import { judgementOf } from './judgement-of';
import type { ModelSpec } from './model-spec';
import { RunModel, type Snapshot } from './run-model';

const LEASE_MS = 15_000;
const COST = 10;

/** A run of the real engine beside the model of it. */
export interface ModelledRun {
  id: string;
  model: RunModel;
}

/** One execution, as its worker sees it. */
export interface Held extends ClaimedTask {
  workerId: string;
}

/** The real engine on a database, driven an operation at a time. What a worker does is done in the name of one of `workers`. */
export class EngineMachine {
  readonly runs: ModelledRun[] = [];
  /** Everything that was ever claimed: most of it is stale, and must be refused. */
  readonly claimed: Held[] = [];
  readonly workers: string[] = [];
  readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  runOf(runId: string): ModelledRun {
    const run = this.runs.find((one) => one.id === runId);
    if (!run) throw new Error(`There is no run ${runId}`);
    return run;
  }

  async addWorker(): Promise<string> {
    const id = randomUUID();
    await this.engine.db.query({
      text: `INSERT INTO workers (id, lock_key, hostname, pid, slots, started_at, heartbeat_at, session_started_at)
        SELECT $1, 1, 'test', 1, 4, n, n + interval '1 hour', n FROM signalbox_now() n`,
      values: [id],
    });
    this.workers.push(id);
    return id;
  }

  async create(specs: readonly ModelSpec[]): Promise<void> {
    const tasks = specs.map(({ deps, ways, gate }, node) =>
      task(`t${node}`, keysOf(deps), {
        ...(ways ? { kind: 'branch', branch: { condition: 'true', ifTrue: keysOf(ways.yes), ifFalse: keysOf(ways.no) } } : {}),
        ...(gate ? { kind: 'gate', gate: { type: 'expression', condition: 'true' } } : {}),
      }),
    );
    this.runs.push({ id: await this.engine.create(tasks), model: new RunModel(specs) });
  }

  /** What stands as RUNNING in the models, with its worker. */
  held(workerId?: string): Held[] {
    return this.claimed.filter((one) => this.#owns(one) && (workerId === undefined || one.workerId === workerId));
  }

  stale(): Held[] {
    return this.claimed.filter((one) => !this.#owns(one));
  }

  #owns(one: Held): boolean {
    const known = this.runOf(one.runId).model.task(one.node);
    return known.state === 'RUNNING' && known.epoch === one.epoch;
  }

  async tick(workerId: string, finishes: readonly Held[], free: number): Promise<void> {
    const before = finishes.filter((one) => this.#owns(one));
    const result = await tick(
      this.engine.db,
      workerId,
      finishes.map(({ runId, node, epoch }) => ({ runId, node, epoch, deferrals: 0 })),
      free,
    );
    expect(keys(result.finished)).toEqual(keys(before));
    expect(result.deferred).toEqual([]);
    for (const { runId, node } of before) this.runOf(runId).model.succeed(node);
    this.#take(workerId, result.claimed);
    this.#checkSlots(result, free);
  }

  #take(workerId: string, claimed: readonly ClaimedTask[]): void {
    for (const one of claimed) {
      const { model } = this.runOf(one.runId);
      expect(model.claimable()).toContain(one.node);
      model.start(one.node);
      expect(one).toMatchObject({ epoch: model.task(one.node).epoch, attempt: model.task(one.node).attempt });
      this.claimed.push({ ...one, workerId });
    }
  }

  /** Slots stay empty only where nothing can be taken, or where the answer says that there is more. */
  #checkSlots(result: TickResult, free: number): void {
    expect(result.claimed.length).toBeLessThanOrEqual(free);
    const left = this.runs.flatMap(({ model }) => model.claimable()).length;
    if (result.claimed.length < free && left > 0) expect(result.more || result.released > 0).toBe(true);
  }

  /** The fast path, where the task's shape allows it. */
  async hop(one: Held): Promise<void> {
    const { model } = this.runOf(one.runId);
    if (model.judges(one.node)) return;
    const graph = await readHopGraph(this.engine.db, one.runId, 100);
    const next = graph.nextOf.get(one.node);
    if (!next) return;
    // What waits for a held task has one open edge more than the fast path allows.
    const isHeld = next.length > 0 && model.isHeld(one.node);
    // Nor is there anything to hand on where a person has refused what waits: it has FAILED before it began.
    const allWait = next.every((node) => model.task(node).state === 'IDLE');
    const may = this.#owns(one) && model.status === 'RUNNING' && !isHeld && allWait;
    const result = await hop(this.engine.db, one.workerId, { ...one, graphVersion: graph.graphVersion, next });
    expect(result !== null).toBe(may);
    if (!result) return;
    model.succeed(one.node);
    this.#take(one.workerId, result.claimed);
    expect(result.claimed).toHaveLength(next.length);
  }

  /** A gate or branch ends by what it says; null: it can say nothing. */
  async rule(one: Held, result: boolean | null): Promise<void> {
    const { model } = this.runOf(one.runId);
    if (!model.judges(one.node)) return;
    const may = this.#owns(one);
    const ruling: Ruling =
      result === null
        ? { kind: 'undecided', reason: 'nobody knows', missing: null, judgement: null }
        : { kind: 'decided', judgement: judgementOf(result) };
    const fact = await this.engine.db.transaction((tx) => settleRuling(tx, one, ruling, `worker:${one.workerId}`));
    expect(fact !== null).toBe(may);
    if (may) model.rule(one.node, result);
  }

  /** A person's word about a gate or branch that asked. */
  async decide(run: ModelledRun, node: number, approved: boolean): Promise<void> {
    const [asked] = await this.engine.db.query<{ id: string }>({
      text: "SELECT id FROM escalations WHERE run_id = $1 AND node = $2 AND status = 'OPEN' AND subject = 'ruling'",
      values: [run.id, node],
    });
    if (!asked) throw new Error('The task asks nothing');
    const decision = { escalationId: asked.id, status: approved ? ('APPROVED' as const) : ('REJECTED' as const) };
    await createEscalationsService(this.engine).decide(decision, operator);
    run.model.decide(node, approved);
  }

  /** Somebody asks about a task: what waits for it does not begin. Its task may have ended, its run may have failed. */
  async ask(run: ModelledRun, node: number): Promise<void> {
    const { id, seq } = await this.engine.db.transaction(async (tx) => {
      const { head, now } = await lockHead(tx, run.id);
      const question: AskedQuestion = {
        ...{ runId: run.id, node, taskKey: `t${node}`, epoch: null, askedBy: 'user:test' },
        ...{ type: 'quality_concern', subject: 'hold', priority: 'LOW', title: 'Is it good?', description: 'Nobody knows.', context: {} },
      };
      const place = { seq: head.lastSeq + 1, now, policy: DEFAULT_POLICY };
      const opened = await openHolding(tx, head, question, [node], place);
      await saveHead(tx, head, { patch: opened.patch, events: [opened.event], actor: 'user:test', now });
      return { id: opened.escalationId, seq: place.seq };
    });
    run.model.ask(id, node, seq);
  }

  /** A person's or the clock's word about such a question. Refused where it was given already, or is void. */
  async answerHold(run: ModelledRun, id: string, word: 'approve' | 'reject' | 'retry' | 'pause'): Promise<void> {
    const refused = run.model.status === 'CANCELLED' || !run.model.holds.get(id)?.asked;
    // People approve or reject; the other two are defaults.
    const clock = word === 'pause' || word === 'retry';
    const status = clock ? 'AUTO_DECIDED' : word === 'reject' ? 'REJECTED' : 'APPROVED';
    const answer = await this.engine.db
      .transaction(async (tx) => {
        const locked = await lockHead(tx, run.id);
        const asked = await findEscalation(tx, id);
        if (!asked) throw new Error('The question is gone');
        const by = clock ? 'clock' : 'user:test';
        const said = { status, decision: word, by, note: null, conditions: [], action: null } as const;
        await settleEscalation(tx, locked, asked, { ...said, conditions: [] }, DEFAULT_POLICY);
      })
      .catch((error: unknown) => error);
    if (refused) return expect(answer).toBeInstanceOf(AppError);
    expect(answer).toBeUndefined();
    run.model.answerHold(id, word);
  }

  /** True where the engine took it: the execution owns its task. */
  async settle(one: Held, settlement: Settlement): Promise<boolean> {
    const may = this.#owns(one);
    const head = await this.engine.db.transaction((tx) => settleTask(tx, one, settlement, `worker:${one.workerId}`));
    expect(head !== null).toBe(may);
    return may;
  }

  async turn(one: Held): Promise<void> {
    const may = this.#owns(one);
    const store = this.engine.store(one.workerId);
    const { conversation, turn } = (await this.#talk(one)) ?? {
      conversation: (await store.startConversation(one, { system: 's', user: 'u' })).conversation,
      turn: 1,
    };
    const verdict = await store.commitTurn(one, {
      ...{ conversation, turn, model: 'm', text: 'x', refusal: null, finishReason: 'stop', toolCalls: [], inputTokens: 1 },
      ...{ outputTokens: 1, costMicroUsd: COST, priced: true, durationMs: 1, feedback: null },
    });
    const { model } = this.runOf(one.runId);
    if (!may) return expect(['fenced', 'cancelled']).toContain(verdict);
    model.spend(COST);
    expect(verdict).toBe(model.status === 'PAUSED' ? 'paused' : 'go');
  }

  /** Where the task's conversation goes on; null: it has none. */
  async #talk({ runId, node }: Held): Promise<{ conversation: number; turn: number } | null> {
    const [row] = await this.engine.db.query<{ conversation: number; turn: number }>({
      text: `SELECT c.conversation, 1 + coalesce((SELECT max(u.turn) FROM turns u WHERE u.run_id = $1 AND u.node = $2 AND u.conversation = c.conversation), 0) AS turn
        FROM tasks t JOIN conversations c ON c.run_id = t.run_id AND c.node = t.node AND c.conversation = t.conversation WHERE t.run_id = $1 AND t.node = $2`,
      values: [runId, node],
    });
    return row ?? null;
  }

  /** Back to a seq that the model remembers; refused over the budget, unless the run is to wait. */
  async rewind(run: ModelledRun, seq: number, start: boolean): Promise<void> {
    const { model } = run;
    const refused = start && model.overBudget && model.leftAt(seq);
    const answer = await resumeFrom(this.engine, run.id, seq, { start }).catch((error: unknown) => error);
    if (refused) return expect(answer).toBeInstanceOf(AppError);
    model.rewind(seq, start);
    expect(answer).toMatchObject({ runId: run.id, status: model.status, held: [] });
    await this.#askedAgain(run);
    // Nobody is in the midst of a call here.
    await this.engine.db.query({
      text: 'UPDATE ready_tasks SET ready_at = signalbox_now() WHERE run_id = $1 AND ready_at > signalbox_now()',
      values: [run.id],
    });
  }

  async fork(run: ModelledRun, seq: number, start: boolean): Promise<void> {
    const model = run.model.fork(seq, start);
    const { runId, status } = await resumeFrom(this.engine, run.id, seq, { mode: 'fork', start });
    expect(status).toBe(model.status);
    // Its questions are its own.
    const rows = await this.engine.db.query<{ id: string; seq: number; before: string; node: number }>({
      text: `SELECT e.id, e.seq::float8 AS seq, n.data ->> 'escalationId' AS before, e.node FROM escalations e
        JOIN escalation_entries n ON n.escalation_id = e.id AND n.kind = 'note' WHERE e.run_id = $1`,
      values: [runId],
    });
    expect(rows.map(({ before, node }) => ({ before, node }))).toEqual(
      expect.arrayContaining([...model.holds].map(([before, { node }]) => ({ before, node }))),
    );
    for (const row of rows) model.askAgain(row.before, row.id, row.node, row.seq);
    this.runs.push({ id: runId, model });
  }

  async control(run: ModelledRun, wish: 'pause' | 'resume' | 'cancel', refused: boolean): Promise<void> {
    const answer = await this.engine.runs[wish](run.id, operator).then(
      () => null,
      (error: unknown) => error,
    );
    if (refused) return expect(answer).toBeInstanceOf(AppError);
    expect(answer).toBeNull();
    run.model[wish]();
    if (wish === 'resume') await this.#askedAgain(run);
  }

  /** A run that goes on asks again what nobody has decided: other questions hold from then on. */
  async #askedAgain({ id, model }: ModelledRun): Promise<void> {
    for (const [old, { node, asked }] of [...model.holds]) {
      const rows = asked
        ? []
        : await this.engine.db.query<{ id: string; seq: number }>({
            text: 'SELECT id, seq::float8 AS seq FROM escalations WHERE run_id = $1 AND retry_of = $2',
            values: [id, old],
          });
      for (const row of rows) {
        model.askAgain(old, row.id, node, row.seq);
      }
    }
  }

  async setBudget(run: ModelledRun, micro: number | null): Promise<void> {
    await this.engine.runs.setBudget(run.id, micro === null ? null : micro / 1_000_000, operator);
    run.model.setBudget(micro);
  }

  async add(run: ModelledRun, after: number[]): Promise<void> {
    const node = await this.engine.db.transaction((tx) => editShaped(tx, run.id, after));
    expect(node !== null).toBe(run.model.active);
    if (node !== null) run.model.add(after);
  }

  async answer(run: ModelledRun, node: number): Promise<void> {
    await this.engine.db.transaction(async (tx) => {
      const { head, now } = await lockHead(tx, run.id);
      const waiting = await findWaitingTask(tx, run.id, node, run.model.task(node).epoch);
      if (!waiting) throw new Error('The task does not wait');
      const counts = await resumeTask(tx, head, waiting, now);
      const data = { attempt: waiting.attempt, epoch: waiting.epoch };
      await saveHead(tx, head, { patch: { counts }, events: [{ type: 'task.resumed', node, data }], actor: 'user:test', now });
    });
    run.model.answer(node);
  }

  /** The newest dead letter of a task. Refused unless the task is FAILED by it in a run that was not cancelled. */
  async letter(run: ModelledRun, node: number, wish: 'replay' | 'resolve'): Promise<void> {
    const [letter] = await this.engine.db.query<{ id: string }>({
      text: 'SELECT id FROM dead_letters WHERE run_id = $1 AND node = $2 ORDER BY epoch DESC LIMIT 1',
      values: [run.id, node],
    });
    const refused = run.model.status === 'CANCELLED' || run.model.task(node).state !== 'FAILED';
    if (!letter) return expect(refused).toBe(true);
    const letters = openDeadLetters(this.engine);
    const deadLetterId = letter.id;
    const answer = await (wish === 'replay'
      ? letters.replay({ deadLetterId, overrideReason: 'random' }, operator)
      : letters.resolve({ deadLetterId, resolutionNotes: 'random' }, operator)
    ).catch((error: unknown) => error);
    if (refused) return expect(answer).toBeInstanceOf(AppError);
    run.model[wish](node);
    expect(answer).toMatchObject({ runId: run.id, runStatus: run.model.status, taskStatus: run.model.statusOf(node) });
  }

  /** A worker falls silent; the others take over what it had. */
  async die(workerId: string): Promise<void> {
    await this.engine.db.query({
      text: `UPDATE workers SET heartbeat_at = signalbox_now() - interval '1 minute', session_started_at = pg_postmaster_start_time() + interval '1 ms' WHERE id = $1`,
      values: [workerId],
    });
    this.workers.splice(this.workers.indexOf(workerId), 1);
    const lost = this.held(workerId);
    const heads = await takeOverLostTasks(this.engine.db, randomUUID(), LEASE_MS);
    expect(heads).toHaveLength(lost.length);
    for (const { runId, node } of lost) this.runOf(runId).model.release(node, true);
  }

  /** Rows, fold and model say the same. Returns the last seq. */
  async compare({ id, model }: ModelledRun): Promise<number> {
    const rows = await readRunRows(this.engine.db, id);
    expect(runFaults(rows)).toEqual([]);
    const { head } = rows;
    const found: Snapshot = {
      status: head.status as Snapshot['status'],
      statusReason: head.status_reason as string | null,
      version: head.graph_version as number,
      tasks: rows.tasks.map(({ node, status, attempt, epoch }) => ({ node, status, attempt, epoch })),
    };
    expect(found).toEqual(model.snapshot());
    expect(head.spent_micro).toBe(model.spent);
    const asked = await this.engine.db.query<{ id: string }>({
      text: "SELECT id FROM escalations WHERE run_id = $1 AND status = 'OPEN' AND subject = 'hold' ORDER BY id",
      values: [id],
    });
    expect(asked.map((row) => row.id)).toEqual([...model.holds].flatMap(([holdId, hold]) => (hold.asked ? [holdId] : [])).sort());
    model.remember(rows.events.length);
    return rows.events.length;
  }
}

const keysOf = (nodes: readonly number[]): string[] => nodes.map((node) => `t${node}`);
const keys = (tasks: readonly { runId: string; node: number; epoch: number }[]): string[] =>
  tasks.map((one) => `${one.runId}:${one.node}:${one.epoch}`).sort();
