import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ModelSpec, specsOf } from '@/test/machines/model-spec';
import { foldedSnapshot, PureMachine } from '@/test/machines/pure-machine';
import { RunModel, type Snapshot } from '@/test/machines/run-model';

/** A busy machine tries fewer graphs rather than failing. */
const BOUNDED = { interruptAfterTimeLimit: 4_000 };

const failure = { code: 'x', message: 'x', httpStatus: null, place: 'model' as const, stack: null };

/** One random step: what, and two numbers to choose by. */
interface Step {
  name: keyof typeof OPERATIONS;
  a: number;
  b: number;
}

interface World {
  model: RunModel;
  machine: PureMachine;
}

type Operation = (world: World, a: number, b: number) => void;

const oneOf = (nodes: readonly number[], a: number): number | undefined => nodes[a % nodes.length];
/** An operation on one of the tasks that are RUNNING; nothing where none is. */
const onRunning =
  (work: (world: World, node: number, b: number) => void): Operation =>
  (world, a, b) => {
    const node = oneOf(world.model.nodesThatAre('RUNNING'), a);
    if (node !== undefined) work(world, node, b);
  };

// Each does the same to both; an operation that the engine learns later gets a line here and a method in the model.
const OPERATIONS = {
  start({ model, machine }, a) {
    const node = oneOf(model.claimable(), a);
    if (node === undefined) return;
    model.start(node);
    machine.start(node);
  },
  succeed: onRunning(({ model, machine }, node, b) => {
    if (model.judges(node)) {
      model.rule(node, b % 2 === 0);
      machine.rule(node, b % 2 === 0);
    } else {
      model.succeed(node);
      machine.succeed(node);
    }
  }),
  ask: onRunning(({ model, machine }, node) => {
    if (!model.judges(node)) return;
    model.rule(node, null);
    machine.rule(node, null);
  }),
  decide({ model, machine }, a, b) {
    const node = oneOf(
      model.nodesThatAre('WAITING').filter((waiting) => model.task(waiting).waitsFor === 'decision'),
      a,
    );
    if (node === undefined) return;
    model.decide(node, b % 2 === 0);
    machine.decide(node, b % 2 === 0);
  },
  fail: onRunning(({ model, machine }, node, b) => {
    const permanent = b % 4 === 0;
    model.fail(node, permanent);
    machine.settle(node, { kind: 'failed', failure: { ...failure, permanent }, retryDelayMs: 5 });
  }),
  release: onRunning(({ model, machine }, node, b) => {
    const lost = b % 2 === 0;
    model.release(node, lost);
    machine.settle(node, { kind: 'released', reason: lost ? 'worker_lost' : 'shutdown' });
  }),
  postpone: onRunning(({ model, machine }, node) => {
    model.postpone(node);
    machine.settle(node, { kind: 'postponed', reason: 'rate_limit', delayMs: 5 });
  }),
  askPerson: onRunning(({ model, machine }, node) => {
    model.askPerson(node);
    machine.settle(node, { kind: 'waiting', for: 'approval', asks: [] });
  }),
  answer({ model, machine }, a) {
    const node = oneOf(
      model.nodesThatAre('WAITING').filter((waiting) => model.task(waiting).waitsFor === 'person'),
      a,
    );
    if (node === undefined) return;
    model.answer(node);
    machine.answer(node);
  },
  spend: onRunning(({ model, machine }, node, b) => {
    model.spend(b % 50);
    machine.spend(node, b % 50);
  }),
  setBudget({ model, machine }, a) {
    const budget = a % 3 === 0 ? null : a % 200;
    model.setBudget(budget);
    expect(machine.setBudget(budget)).toBe(false);
  },
  add({ model, machine }, a, b) {
    if (!model.active || model.tasks.length > 12) return;
    const deps = model.tasks.flatMap(({ state }, node) => (state !== 'SKIPPED' && ((a >> (node % 16)) + b) % 3 === 0 ? [node] : []));
    model.add(deps);
    machine.add(deps);
  },
  pause({ model, machine }) {
    expect(machine.pause()).toBe(!model.active);
    model.pause();
  },
  resume({ model, machine }) {
    const refused = !model.active || model.overBudget;
    expect(machine.resume()).toBe(refused);
    if (!refused) model.resume();
  },
  cancel({ model, machine }, a) {
    // Rarely: it ends everything.
    if (a % 8 !== 0) return;
    expect(machine.cancel()).toBe(!model.active && model.status !== 'CANCELLED');
    model.cancel();
  },
} satisfies Record<string, Operation>;

const weights: Partial<Record<keyof typeof OPERATIONS, number>> = { start: 6, succeed: 5, resume: 3 };
const stepOf = (name: keyof typeof OPERATIONS) => ({
  weight: weights[name] ?? 1,
  arbitrary: fc.record({ name: fc.constant(name), a: fc.nat(0xffff), b: fc.nat(0xffff) }),
});
const steps = fc.array(fc.oneof(...(Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[]).map(stepOf)), { maxLength: 60, size: 'max' });
/** Graphs without cycles: each task waits for some of those before it. Some judge: gates, and branches with those that wait for them on their ways. */
const graph = fc.array(fc.tuple(fc.nat(0xffff), fc.nat(0xffff)), { minLength: 1, maxLength: 8 }).map((masks) =>
  specsOf(
    masks.map(([mask], node) => Array.from({ length: node }, (_, dep) => dep).filter((dep) => (mask >> dep) % 2 === 1)),
    (node, of) => ((masks[node]?.[1] ?? 0) >> (of * 2)) % 4,
  ),
);

function play(dependencies: ModelSpec[], all: readonly Step[]): World & { history: Map<number, Snapshot> } {
  const world = { model: new RunModel(dependencies), machine: new PureMachine(dependencies) };
  const history = new Map<number, Snapshot>();
  const compare = () => {
    const expected = world.model.snapshot();
    expect(world.machine.snapshot()).toEqual(expected);
    expect(world.machine.head.counts).toEqual(world.model.counts());
    expect(world.machine.head.spentMicroUsd).toBe(world.model.spent);
    expect(foldedSnapshot(world.machine.events)).toEqual(expected);
    history.set(world.machine.head.lastSeq, expected);
  };
  compare();
  for (const step of all) {
    OPERATIONS[step.name](world, step.a, step.b);
    compare();
  }
  return { ...world, history };
}

/** Everything that can go well does. */
function finish({ model, machine }: World): void {
  model.setBudget(null);
  machine.setBudget(null);
  if (model.active) {
    model.resume();
    machine.resume();
  }
  const world = { model, machine };
  while (model.active) {
    const before = machine.head.lastSeq;
    for (const name of ['answer', 'decide', 'start', 'succeed'] as const) OPERATIONS[name](world, 0, 0);
    // A run that has not ended can always move.
    expect(machine.head.lastSeq).toBeGreaterThan(before);
  }
}

describe('the machines of task, graph and run', { timeout: 60_000 }, () => {
  it('agree with a slow model of them after every operation, and so does the fold of the events, also at any event of the past', () => {
    fc.assert(
      fc.property(graph, steps, (dependencies, all) => {
        const { machine, history } = play(dependencies, all);
        for (const [seq, snapshot] of history) expect(foldedSnapshot(machine.events, seq)).toEqual(snapshot);
      }),
      { numRuns: 400, ...BOUNDED },
    );
  });

  it('never strand a run: once everything goes well it ends, and nothing of it moves any more', () => {
    fc.assert(
      fc.property(graph, steps, (dependencies, all) => {
        const world = play(dependencies, all);
        finish(world);
        const { ready, running, waiting } = world.machine.head.counts;
        expect({ ready, running, waiting }).toEqual({ ready: 0, running: 0, waiting: 0 });
        expect(world.machine.snapshot()).toEqual(world.model.snapshot());
      }),
      { numRuns: 200, ...BOUNDED },
    );
  });

  it('only ever raise an epoch, and end a task at most once under each', () => {
    fc.assert(
      fc.property(graph, steps, (dependencies, all) => {
        const { machine } = play(dependencies, all);
        const ends = new Set<string>();
        const epochs = new Map<number, number>();
        for (const event of machine.events) {
          if (event.node === undefined || !event.type.startsWith('task.')) continue;
          const { epoch } = event.data as { epoch: number };
          expect(epoch).toBeGreaterThanOrEqual(epochs.get(event.node) ?? 0);
          epochs.set(event.node, epoch);
          if (!['task.succeeded', 'task.failed'].includes(event.type)) continue;
          const key = `${event.node}:${epoch}`;
          expect(ends.has(key)).toBe(false);
          ends.add(key);
        }
      }),
      { numRuns: 100, ...BOUNDED },
    );
  });
});
