import { afterAll, beforeAll, expect, it } from 'vitest';
import { TASK_STATUSES } from '@/lib/contracts/task';
import { seeded } from '@/test/engine/clocks';
import { firstSeed } from '@/test/engine/first-seed';
import { type Engine, openEngine } from '@/test/engine/open-engine';
import { failure } from '@/test/engine/runners';
import { EngineMachine, type ModelledRun } from '@/test/machines/engine-machine';
import { type ModelSpec, specsOf } from '@/test/machines/model-spec';

const SECONDS = 8;
const RUNS_AT_ONCE = 6;
const { ENGINE_SECONDS: givenSeconds } = process.env;

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

interface Chance {
  /** A whole number below `below`. */
  below(limit: number): number;
  oneOf<T>(list: readonly T[]): T | undefined;
}

function chances(seed: number): Chance {
  const random = seeded(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  return { below, oneOf: (list) => list[below(list.length)] };
}

/** One random operation on engine and model; answers false where nothing of its kind was possible. */
type Operation = (machine: EngineMachine, chance: Chance, run: ModelledRun) => Promise<unknown> | false;

// An operation that the engine learns later: a method of the machine and of the model, and a line here.
const OPERATIONS: Record<string, { weight: number; run: Operation }> = {
  create: {
    weight: 3,
    run: (machine, chance) => machine.runs.filter(({ model }) => model.active).length < RUNS_AT_ONCE && machine.create(randomGraph(chance)),
  },
  claim: { weight: 8, run: (machine, chance) => machine.tick(worker(machine, chance), [], chance.below(4)) },
  finish: {
    weight: 12,
    run: (machine, chance) => {
      const id = worker(machine, chance);
      const batch = machine.held(id).filter((one) => !judges(machine, one) && chance.below(2) === 0);
      return machine.tick(id, batch, chance.below(4));
    },
  },
  hop: { weight: 8, run: onHeld((machine, _, held) => machine.hop(held)) },
  rule: {
    weight: 8,
    run: (machine, chance) => {
      const judging = [...machine.held(), ...(chance.below(6) === 0 ? machine.stale() : [])].filter((one) => judges(machine, one));
      const held = chance.oneOf(judging);
      return held !== undefined && machine.rule(held, chance.below(3) === 0 ? null : chance.below(3) > 0);
    },
  },
  decide: {
    weight: 4,
    run: (machine, chance, run) => {
      const asked = run.model.nodesThatAre('WAITING').filter((node) => run.model.task(node).waitsFor === 'decision');
      const node = chance.oneOf(asked);
      return node !== undefined && machine.decide(run, node, chance.below(3) > 0);
    },
  },
  fail: {
    weight: 2,
    run: onHeld(async (machine, chance, held) => {
      const permanent = chance.below(4) === 0;
      if (!(await machine.settle(held, { kind: 'failed', failure: failure({ permanent }), retryDelayMs: 0 }))) return;
      machine.runOf(held.runId).model.fail(held.node, permanent);
    }),
  },
  release: {
    weight: 2,
    run: onHeld(async (machine, _, held) => {
      if (await machine.settle(held, { kind: 'released', reason: 'shutdown' })) machine.runOf(held.runId).model.release(held.node, false);
    }),
  },
  postpone: {
    weight: 1,
    run: onHeld(async (machine, _, held) => {
      const took = await machine.settle(held, { kind: 'postponed', reason: 'rate_limit', delayMs: 0 });
      if (took) machine.runOf(held.runId).model.postpone(held.node);
    }),
  },
  askPerson: {
    weight: 1,
    run: onHeld(async (machine, _, held) => {
      const took = await machine.settle(held, { kind: 'waiting', for: 'approval', asks: [] });
      if (took) machine.runOf(held.runId).model.askPerson(held.node);
    }),
  },
  ask: {
    weight: 3,
    run: (machine, chance, run) => {
      const node = chance.oneOf(run.model.nodesThatAre('PENDING', 'READY', 'RUNNING', 'WAITING', 'SUCCEEDED', 'FAILED'));
      const may = run.model.active || run.model.status === 'FAILED';
      return node !== undefined && may && run.model.holds.size < 4 && machine.ask(run, node);
    },
  },
  answerHold: {
    weight: 6,
    run: (machine, chance) => {
      // Most of them may be in runs that wait for nothing else.
      const run = chance.oneOf(machine.runs.filter(({ model }) => model.holds.size > 0));
      const id = run && chance.oneOf([...run.model.holds.keys()]);
      const word = chance.oneOf(['approve', 'approve', 'approve', 'reject', 'retry', 'pause'] as const);
      if (run === undefined || id === undefined || word === undefined) return false;
      return machine.answerHold(run, id, word).then(() => machine.compare(run));
    },
  },
  answer: {
    weight: 2,
    run: (machine, chance, run) => {
      const asked = run.model.nodesThatAre('WAITING').filter((node) => run.model.task(node).waitsFor === 'person');
      const node = chance.oneOf(asked);
      return node !== undefined && machine.answer(run, node);
    },
  },
  replay: { weight: 2, run: onFailed('replay') },
  resolve: { weight: 1, run: onFailed('resolve') },
  turn: { weight: 4, run: onHeld((machine, _, held) => machine.turn(held)) },
  budget: { weight: 1, run: (machine, chance, run) => machine.setBudget(run, chance.below(2) === 0 ? null : 10 + chance.below(50)) },
  add: {
    weight: 1,
    run: (machine, chance, run) =>
      run.model.tasks.length < 20 &&
      machine.add(
        run,
        run.model.tasks.flatMap(({ gone, state }, node) => (!gone && state !== 'SKIPPED' && chance.below(4) === 0 ? [node] : [])),
      ),
  },
  pause: { weight: 2, run: (machine, _, run) => machine.control(run, 'pause', !run.model.active) },
  resume: { weight: 4, run: (machine, _, run) => machine.control(run, 'resume', !run.model.active || run.model.overBudget) },
  cancel: {
    weight: 1,
    run: (machine, chance, run) =>
      chance.below(3) === 0 && machine.control(run, 'cancel', !run.model.active && run.model.status !== 'CANCELLED'),
  },
  rewind: {
    weight: 2,
    run: (machine, chance, run) => {
      const seq = chance.oneOf(run.model.remembered);
      return seq !== undefined && machine.rewind(run, seq, chance.below(4) > 0);
    },
  },
  fork: {
    weight: 1,
    run: (machine, chance, run) => {
      const seq = chance.oneOf(run.model.remembered);
      if (machine.runs.filter(({ model }) => model.active).length >= RUNS_AT_ONCE) return false;
      return seq !== undefined && machine.fork(run, seq, chance.below(4) > 0);
    },
  },
  die: {
    weight: 2,
    run: async (machine, chance) => {
      await machine.die(worker(machine, chance));
      await machine.addWorker();
    },
  },
};

function onHeld(work: (machine: EngineMachine, chance: Chance, held: EngineMachine['claimed'][number]) => Promise<unknown>): Operation {
  return (machine, chance) => {
    // Now and then one who does not know yet that it was fenced: the engine has to refuse it.
    const held = chance.oneOf(chance.below(6) === 0 ? machine.stale() : machine.held());
    return held !== undefined && work(machine, chance, held);
  };
}

/** The dead letter of a task, now and then of one that has none any more: also in runs that have ended by it. */
function onFailed(wish: 'replay' | 'resolve'): Operation {
  return (machine, chance, asked) => {
    const failed = machine.runs.filter(({ model }) => model.status === 'FAILED');
    const run = chance.below(2) === 0 ? (chance.oneOf(failed) ?? asked) : asked;
    const nodes = run.model.nodesThatAre(...(chance.below(4) === 0 ? TASK_STATUSES : (['FAILED'] as const)));
    const node = chance.oneOf(nodes);
    return node !== undefined && machine.letter(run, node, wish).then(() => machine.compare(run));
  };
}

const judges = (machine: EngineMachine, { runId, node }: EngineMachine['claimed'][number]): boolean =>
  machine.runOf(runId).model.judges(node);

function worker(machine: EngineMachine, chance: Chance): string {
  const id = chance.oneOf(machine.workers);
  if (!id) throw new Error('There is no worker');
  return id;
}

function randomGraph(chance: Chance): ModelSpec[] {
  const width = 1 + chance.below(3);
  const dependencies = Array.from({ length: 1 + chance.below(9) }, (_, node) =>
    Array.from({ length: node }, (__, dep) => dep).filter((dep) => dep >= node - width && chance.below(2) === 0),
  );
  return specsOf(dependencies, (_node, of) => (of === 0 ? (chance.below(3) === 0 ? 3 : 0) : chance.below(3)));
}

const NAMES = Object.entries(OPERATIONS).flatMap(([name, { weight }]) => Array.from({ length: weight }, () => name));

it('agrees with the model after every one of thousands of random operations', { timeout: 120_000 }, async () => {
  const seed = firstSeed('ENGINE_SEED');
  const chance = chances(seed);
  const machine = new EngineMachine(engine);
  for (let count = 0; count < 3; count += 1) await machine.addWorker();
  await machine.create([{ deps: [] }, { deps: [0] }, { deps: [0] }, { deps: [1, 2] }]);
  const done: string[] = [];
  const seconds = Number(givenSeconds ?? SECONDS);
  const deadline = performance.now() + seconds * 1000;
  // On a slow machine on until every operation has had its turn.
  const goesOn = () =>
    performance.now() < deadline || (new Set(done).size < Object.keys(OPERATIONS).length && performance.now() < deadline + 60_000);
  try {
    while (goesOn()) {
      const active = machine.runs.filter(({ model }) => model.active);
      // One that has ended is asked now and then: it has to refuse.
      const run = chance.oneOf(active.length > 0 && chance.below(10) > 0 ? active : machine.runs) as ModelledRun;
      const name = chance.oneOf(NAMES) ?? 'create';
      const [touched, before] = [machine.runs.filter(({ model }) => model.active), machine.runs.length];
      const work = OPERATIONS[name]?.run(machine, chance, run);
      if (!work) continue;
      done.push(name);
      await work;
      for (const one of new Set([...touched, ...machine.runs.slice(before), run])) await machine.compare(one);
    }
  } catch (error) {
    throw new Error(`Repeat with ENGINE_SEED=${seed}: after ${done.length} operations (${done.slice(-8).join(', ')})`, { cause: error });
  }
  // So many operations never leave one out, unless it can never happen; a machine under load does fewer.
  if (done.length > 600) expect(new Set(done)).toEqual(new Set(Object.keys(OPERATIONS)));
  console.log(`${done.length} operations on ${machine.runs.length} runs, seed ${seed}`);
});
