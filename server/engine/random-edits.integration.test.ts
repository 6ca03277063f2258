import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listDeadLettersSchema, replayDeadLetterSchema } from '@/lib/contracts/dead-letter';
import { type EditOperationInput, editRunSchema } from '@/lib/contracts/edit';
import { AppError } from '@/lib/errors';
import type { ClaimedTask, Ruling } from '@/server/core/ports/task-runner';
import { takeOverLostTasks } from '@/server/engine/lease';
import { settleTask } from '@/server/engine/settle';
import { settleRuling } from '@/server/engine/settle-ruling';
import { tick } from '@/server/engine/tick';
import { createEscalationsService } from '@/server/services/escalations/escalations-service';
import { auditRun } from '@/test/engine/audit';
import { seeded } from '@/test/engine/clocks';
import { openDeadLetters } from '@/test/engine/dead-letters';
import { firstSeed } from '@/test/engine/first-seed';
import { createWitness, turnRecord } from '@/test/engine/manifests';
import { type EditedEngine, openEdits } from '@/test/engine/open-edits';
import { operator, task } from '@/test/engine/open-engine';
import { resumeFrom } from '@/test/engine/resume-from';
import { failure } from '@/test/engine/runners';
import { judgementOf } from '@/test/machines/judgement-of';
import { specsOf } from '@/test/machines/model-spec';

const MOVES = 110;
const { EDIT_RUNS: givenRuns } = process.env;

let stage: EditedEngine;
/** Of all runs of the file: the database's time never goes back. */
let skewedSeconds = 0;
beforeAll(async () => {
  stage = await openEdits();
});
afterAll(() => stage.close());

/** An edit that is wrong, or a word that comes too late, is refused: with a code, and with nothing written. */
async function perhaps(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    (error: unknown) => {
      if (error instanceof AppError && error.code !== 'internal') return false;
      throw error;
    },
  );
}

/** One run under everything that moves a run, edits and undos among it: what must always hold is looked at behind each move. */
class Life {
  readonly #random: () => number;
  readonly #held: ClaimedTask[] = [];
  readonly done = new Map<string, number>();
  #worker = '';
  #fresh = 0;
  #runId = '';

  constructor(seed: number) {
    this.#random = seeded(seed);
  }

  below = (limit: number): number => Math.floor(this.#random() * limit);
  #oneOf = <T>(list: readonly T[]): T | undefined => list[this.below(list.length)];

  async begin(): Promise<string> {
    const dependencies = Array.from({ length: 9 }, (_, node) =>
      Array.from({ length: node }, (__, dep) => dep).filter((dep) => dep >= node - 3 && this.below(2) === 0),
    );
    const specs = specsOf(dependencies, (_node, of) => (of === 0 ? ([0, 0, 0, 2, 3][this.below(5)] ?? 0) : this.below(3)));
    const keys = (nodes: readonly number[]) => nodes.map((node) => `t${node}`);
    this.#runId = await stage.create(
      specs.map(({ deps, ways, gate }, node) =>
        task(`t${node}`, keys(deps), {
          maxAttempts: 2,
          ...(ways ? { kind: 'branch', branch: { condition: 'true', ifTrue: keys(ways.yes), ifFalse: keys(ways.no) } } : {}),
          ...(gate ? { kind: 'gate', gate: { type: 'expression', condition: 'true' } } : {}),
        }),
      ),
      { budgetUsd: 50 },
    );
    await this.#hire();
    return this.#runId;
  }

  async #hire(): Promise<void> {
    this.#worker = randomUUID();
    await stage.db.query({
      text: `INSERT INTO workers (id, lock_key, hostname, pid, slots, started_at, heartbeat_at, session_started_at)
        SELECT $1, 1, 'test', 1, 4, n, n + interval '1 hour', n FROM signalbox_now() n`,
      values: [this.#worker],
    });
  }

  async #claim(slots: number): Promise<void> {
    const { claimed } = await tick(stage.db, this.#worker, [], slots);
    this.#held.push(...claimed);
  }

  async #kindOf({ node }: ClaimedTask): Promise<string | undefined> {
    const [row] = await stage.db.query<{ kind: string }>({
      text: 'SELECT kind FROM task_specs WHERE run_id = $1 AND node = $2',
      values: [this.#runId, node],
    });
    return row?.kind;
  }

  async #speak(one: ClaimedTask): Promise<void> {
    const store = stage.store(this.#worker);
    const talk = (await store.brief(one))?.conversation;
    const conversation = talk?.conversation ?? (await store.startConversation(one, { system: 's', user: `u${one.node}` })).conversation;
    const turn = (talk?.turns.length ?? 0) + 1;
    const toolCalls = [{ id: 'c', name: 'write_artifact', arguments: `{"at":${turn}}` }];
    await store.commitTurn(one, turnRecord({ conversation, turn, toolCalls, costMicroUsd: 1 + this.below(900) }));
    const artifact = { name: `${one.node}.md`, type: 'document', content: `${this.below(1_000)}`, metadata: {} };
    await store.commitTools(one, { conversation, turn }, [{ index: 0, ok: true, result: 'r' }], [artifact]);
  }

  /** Ends an execution as its kind does; one that was fenced meanwhile is refused without a word. */
  async #end(one: ClaimedTask, good: boolean): Promise<void> {
    const kind = await this.#kindOf(one);
    if (kind === 'agent') await tick(stage.db, this.#worker, [{ ...one, deferrals: 0 }], 0);
    if (kind === 'gate' || kind === 'branch') {
      const says = good || this.below(3) > 0;
      const ruling: Ruling =
        !good && this.below(4) === 0
          ? { kind: 'undecided', reason: 'nobody knows', missing: null, judgement: null }
          : { kind: 'decided', judgement: judgementOf(kind === 'gate' ? says : this.below(2) === 0) };
      await stage.db.transaction((tx) => settleRuling(tx, one, ruling, `worker:${this.#worker}`));
    }
    this.#held.splice(this.#held.indexOf(one), 1);
  }

  async #decide(approve: boolean): Promise<boolean> {
    const service = createEscalationsService(stage);
    const { items } = await service.list({ runId: this.#runId, status: 'OPEN', limit: 10 });
    const asked = this.#oneOf(items);
    if (!asked) return false;
    return perhaps(service.decide({ escalationId: asked.id, status: approve ? 'APPROVED' : 'REJECTED' }, operator));
  }

  /** About a task, whatever has become of it: what waits for it does not begin. */
  async #ask(): Promise<boolean> {
    const { tasks } = await stage.runs.get(this.#runId);
    const one = this.#oneOf(tasks);
    if (!one) return false;
    const asked = {
      runId: this.#runId,
      taskKey: one.key,
      type: 'quality_concern',
      title: 'Is it good?',
      description: 'x',
      priority: 'LOW',
    } as const;
    return perhaps(createEscalationsService(stage).create(asked, operator));
  }

  async #replay(): Promise<boolean> {
    const letters = openDeadLetters(stage, { replayLimit: 50, retentionDays: 30, autoReplay: false });
    const [letter] = (await letters.list(listDeadLettersSchema.parse({ runId: this.#runId, status: 'pending' }))).items;
    if (!letter) return false;
    const deadLetterId = letter.id;
    if (this.below(3) === 0) return perhaps(letters.resolve({ deadLetterId, resolutionNotes: 'aside' }, operator));
    return perhaps(letters.replay(replayDeadLetterSchema.parse({ deadLetterId, changes: { prompt: 'anew' } }), operator));
  }

  async #edit(): Promise<boolean> {
    const { version, tasks } = await stage.edits.graph(this.#runId);
    const keys = tasks.map(({ key }) => key);
    const operations = Array.from({ length: 1 + this.below(3) }, () => this.#operation(keys)).filter((one) => one !== null);
    const running = tasks.filter(({ status }) => status === 'RUNNING').map(({ key }) => key);
    const cancelRunning = running.filter(() => this.below(2) === 0);
    const rerunInvalidated = this.below(3) === 0;
    const input = {
      runId: this.#runId,
      baseVersion: version - (this.below(12) === 0 ? 1 : 0),
      operations,
      cancelRunning,
      rerunInvalidated,
    };
    const parsed = editRunSchema.safeParse(input);
    return parsed.success && perhaps(stage.edits.apply(parsed.data, operator, null));
  }

  #operation(keys: readonly string[]): EditOperationInput | null {
    const [one, other] = [this.#oneOf(keys), this.#oneOf(keys)];
    if (one === undefined || other === undefined) return null;
    this.#fresh += 1;
    const key = `n${this.#fresh}`;
    const draft = { key, role: 'tech_lead' as const, prompt: `do ${key}` };
    switch (this.below(keys.length > 16 ? 5 : 9)) {
      case 0:
      case 1:
        return { op: 'removeTask', key: one };
      case 2:
        return {
          op: 'updateTask',
          key: one,
          changes: this.below(2) === 0 ? { prompt: `better ${key}` } : { title: key, priority: this.below(3) },
        };
      case 3:
        return { op: 'addDependency', from: one, to: other };
      case 4:
        return { op: 'removeDependency', from: one, to: other };
      case 5:
        return { op: 'addTask', task: { ...draft, dependsOn: [...new Set([one, other])] } };
      case 6:
        return { op: 'createBranch', key, condition: 'true', after: one, ifTrue: [other], ifFalse: keys.filter(() => this.below(6) === 0) };
      case 7:
        return { op: 'insertGate', key, after: one, gateType: 'expression', condition: 'true' };
      default:
        return { op: 'addParallelPath', after: one, tasks: [draft], before: other };
    }
  }

  async #undo(): Promise<boolean> {
    const { items } = await stage.edits.list({ runId: this.#runId, limit: 5 });
    const edit = this.#oneOf(items);
    return edit !== undefined && perhaps(stage.edits.undo({ runId: this.#runId, version: edit.version }, operator, null));
  }

  async #rewind(start = this.below(4) > 0): Promise<boolean> {
    const { lastSeq } = await stage.runs.get(this.#runId);
    const tasks = (await stage.edits.graph(this.#runId)).tasks.map(({ key }) => key);
    const operation = this.below(3) === 0 ? this.#operation(tasks) : null;
    const went = await perhaps(
      resumeFrom(stage, this.#runId, 1 + this.below(lastSeq), { start, ...(operation ? { edits: [operation] } : {}) }),
    );
    // What was aborted has its moment to end.
    skewedSeconds += 2;
    await stage.skew(`${skewedSeconds} seconds`);
    return went;
  }

  async #die(): Promise<void> {
    await stage.db.query({
      text: `UPDATE workers SET heartbeat_at = signalbox_now() - interval '1 minute', session_started_at = pg_postmaster_start_time() + interval '1 ms' WHERE id = $1`,
      values: [this.#worker],
    });
    await this.#hire();
    await takeOverLostTasks(stage.db, this.#worker, 15_000);
  }

  async #settle(one: ClaimedTask): Promise<void> {
    const settlement = this.#oneOf([
      {
        kind: 'failed',
        failure: failure({ permanent: this.below(3) === 0 }),
        retryDelayMs: 0,
        freshConversation: this.below(2) === 0,
      } as const,
      { kind: 'released', reason: 'shutdown' } as const,
      { kind: 'postponed', reason: 'rate_limit', delayMs: 0 } as const,
    ]);
    if (settlement) await stage.db.transaction((tx) => settleTask(tx, one, settlement, `worker:${this.#worker}`));
    this.#held.splice(this.#held.indexOf(one), 1);
  }

  async move(): Promise<string> {
    const one = this.#oneOf(this.#held);
    const moves: [name: string, weight: number, run: () => Promise<unknown> | false][] = [
      ['claim', 6, () => this.#claim(1 + this.below(3))],
      ['speak', 3, () => one !== undefined && this.#speak(one)],
      ['end', 8, () => one !== undefined && this.#end(one, false)],
      ['settle', 2, () => one !== undefined && this.#settle(one)],
      ['edit', 7, () => this.#edit()],
      ['undo', 3, () => this.#undo()],
      ['ask', 3, () => this.#ask()],
      ['decide', 5, () => this.#decide(this.below(4) > 0)],
      ['replay', 3, () => this.#replay()],
      ['rewind', 2, () => this.#rewind()],
      ['die', 1, () => this.#die()],
      ['pause', 1, () => perhaps(stage.runs.pause(this.#runId, operator))],
      ['resume', 3, () => perhaps(stage.runs.resume(this.#runId, operator))],
    ];
    const all = moves.flatMap((entry) => Array.from({ length: entry[1] }, () => entry));
    const [name, , run] = this.#oneOf(all) ?? ['none', 0, () => false as const];
    const work = run();
    if (work !== false && (await work) !== false) this.done.set(name, (this.done.get(name) ?? 0) + 1);
    return name;
  }

  /** From here on everything goes well: the run has to come to its end. */
  async finish(): Promise<string> {
    skewedSeconds += 10;
    await stage.skew(`${skewedSeconds} seconds`);
    await perhaps(stage.runs.resume(this.#runId, operator));
    for (let round = 0; round < 400; round += 1) {
      const { status } = await stage.runs.get(this.#runId);
      if (status === 'SUCCEEDED' || status === 'CANCELLED') return status;
      await this.#claim(20);
      for (const one of [...this.#held]) await this.#end(one, true);
      while (await this.#decide(true));
      while (await this.#replay());
    }
    const { status, counts } = await stage.runs.get(this.#runId);
    const { tasks } = await stage.runs.get(this.#runId);
    return `${status}: ${JSON.stringify(counts)} ${tasks.map((one) => `${one.key} ${one.kind} ${one.status} ${one.waitingFor} <- ${one.dependsOn.join(' ')}`).join(', ')}`;
  }
}

async function live(seed: number): Promise<Map<string, number>> {
  const life = new Life(seed);
  const runId = await life.begin();
  const witness = createWitness(stage, runId);
  const names: string[] = [];
  try {
    for (let count = 0; count < MOVES; count += 1) {
      names.push(await life.move());
      await auditRun(stage.db, runId);
      if (count % 5 === 0) await witness.look();
    }
    expect(await life.finish()).toBe('SUCCEEDED');
    await auditRun(stage.db, runId);
    await witness.look();
    for (const { fromRows, fromLog } of await witness.compare()) expect(fromLog, `seq ${fromRows.seq}`).toEqual(fromRows);
  } catch (error) {
    throw new Error(`Repeat with EDIT_SEED=${seed}: run ${runId} after ${names.length} moves (${names.slice(-8).join(', ')})`, {
      cause: error,
    });
  }
  return life.done;
}

it('holds every rule of a run under random edits, undos, rulings, rewinds, replays, pauses and kills, and always comes to an end', {
  timeout: 180_000 * Number(givenRuns ?? 1),
}, async () => {
  const first = firstSeed('EDIT_SEED');
  const total = new Map<string, number>();
  for (let seed = first; seed < first + Number(givenRuns ?? 2); seed += 1) {
    for (const [name, count] of await live(seed)) total.set(name, (total.get(name) ?? 0) + count);
  }
  console.log(`seed ${first}: ${[...total].map(([name, count]) => `${name} ${count}`).join(', ')}`);
  expect(total.get('edit') ?? 0).toBeGreaterThan(0);
});
