import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tick } from '@/server/engine/tick';
import { Dispatcher } from '@/server/worker/dispatcher';
import { stillClock } from '@/test/engine/clocks';
import { type Engine, openEngine, operator, quietLog, task } from '@/test/engine/open-engine';
import { heldRunner, type RecordingRunner, recordingRunner } from '@/test/engine/runners';
import { until } from '@/test/engine/until';

let engine: Engine;
beforeEach(async () => {
  engine = await openEngine();
});
afterEach(() => engine.close());

/** Every slot is empty; what is still being written changes nothing that a test looks at. */
const idle = (dispatcher: Dispatcher) => until('empty slots', () => dispatcher.executions.size === 0);

/** A worker without beats, on a bus that says nothing: whatever starts, its own stream of ticks has started. */
function lonelyDispatcher(runner: RecordingRunner, slots: number): Dispatcher {
  engine.bus.deaf = true;
  const { db, bus, ladder } = engine;
  const voice = { speak: () => undefined, endTurn: () => undefined };
  return new Dispatcher({ db, bus, ladder, clock: stillClock, log: quietLog, runner, workerId: randomUUID(), slots, voice });
}

async function ended(runId: string): Promise<boolean> {
  const [head] = await engine.db.query<{ status: string }>({ text: 'SELECT status FROM run_heads WHERE run_id = $1', values: [runId] });
  return head?.status === 'SUCCEEDED';
}

const setVirtualTime = (runId: string, virtualTime: number) =>
  engine.db.query({ text: 'UPDATE run_heads SET virtual_time = $2 WHERE run_id = $1', values: [runId, virtualTime] });

async function virtualTimeOf(runId: string): Promise<number> {
  const [head] = await engine.db.query<{ virtual_time: number }>({
    text: 'SELECT virtual_time FROM run_heads WHERE run_id = $1',
    values: [runId],
  });
  return head?.virtual_time ?? Number.NaN;
}

const many = (count: number, dependsOn: string[] = []) => Array.from({ length: count }, (_, index) => task(`m${index}`, dependsOn));

it.each([
  ['that all wait in the queue', many(5_000)],
  ['that one task releases at once', [task('root'), ...many(4_999, ['root'])]],
])('5,000 tasks %s do not starve a run of 5 on 4 slots', async (_name, tasks) => {
  const big = await engine.create(tasks);
  let small: Promise<string> | null = null;
  let smallId = '';
  const runner = recordingRunner(async () => {
    if (runner.started.length >= 300 && small === null) {
      small = engine.create(many(5));
      smallId = await small;
      dispatcher.wake();
    }
    return { kind: 'succeeded' };
  });
  const dispatcher = lonelyDispatcher(runner, 4);
  dispatcher.wake();
  await until('the small run to end', () => smallId !== '' && ended(smallId));
  const order = runner.started.map(({ runId }) => runId);
  const first = order.indexOf(smallId);
  const between = order.slice(first, order.lastIndexOf(smallId)).filter((runId) => runId === big).length;
  // Once a task of the small run has its turn, the others follow within a quantum and what the slots hold.
  expect(between).toBeLessThan(40);
  expect(first - 300).toBeLessThan(200);
  expect(order.length).toBeLessThan(2_000);
  await engine.runs.cancel(big, operator);
  await idle(dispatcher);
});

it('takes tasks of a run by priority, also over what a finish has just released', async () => {
  await engine.create([
    task('low', [], { priority: -5 }),
    task('first', [], { priority: 10 }),
    task('released', ['first'], { priority: -10 }),
    task('high', [], { priority: 5 }),
    task('plain'),
  ]);
  const runner = recordingRunner();
  const dispatcher = lonelyDispatcher(runner, 1);
  dispatcher.wake();
  await until('all five to run', () => runner.started.length === 5);
  expect(runner.started.map(({ node }) => node)).toEqual([1, 3, 4, 0, 2]);
  await idle(dispatcher);
});

it('takes runs by priority, then in turns', async () => {
  const plain = await engine.create(many(3));
  const other = await engine.create(many(3));
  const urgent = await engine.create(many(3), { priority: 5 });
  const runner = recordingRunner();
  const dispatcher = lonelyDispatcher(runner, 1);
  dispatcher.wake();
  await until('all nine to run', () => runner.started.length === 9);
  const name = new Map([
    [plain, 'plain'],
    [other, 'other'],
    [urgent, 'urgent'],
  ]);
  const order = runner.started.map(({ runId }) => name.get(runId));
  expect(order.slice(0, 3)).toEqual(['urgent', 'urgent', 'urgent']);
  expect([3, 5, 7].map((at) => order[at] !== order[at + 1])).toEqual([true, true, true]);
  await idle(dispatcher);
});

it('fills its slots from a run that has more than its share', async () => {
  for (let index = 0; index < 7; index += 1) await engine.create(many(1));
  await engine.create(many(40));
  const runner = heldRunner();
  const dispatcher = lonelyDispatcher(runner, 16);
  dispatcher.wake();
  await until('16 to run', () => runner.started.length === 16);
  runner.letGo();
  await until('all to run', () => runner.started.length === 47);
  await idle(dispatcher);
});

it('takes at once what a run ahead of its turn has released, when slots stay free', async () => {
  const ahead = await engine.create([task('root'), ...many(3, ['root'])]);
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const runner = recordingRunner(async ({ runId, node }) => {
    if (runId === ahead && node === 0) await gate;
    // Nothing else ends before all have started: no finish brings the next claim about.
    else await until('all five to have started', () => runner.started.length === 5);
    return { kind: 'succeeded' };
  });
  const dispatcher = lonelyDispatcher(runner, 8);
  dispatcher.wake();
  await until('the root to run', () => runner.started.length === 1);
  await setVirtualTime(ahead, 1_000);
  const behind = await engine.create(many(1));
  await setVirtualTime(behind, 0);
  letGo();
  await until('both runs to end', async () => (await ended(ahead)) && (await ended(behind)));
  await idle(dispatcher);
});

it('compares virtual times within a priority only', async () => {
  const plain = await engine.create(many(2));
  const other = await engine.create(many(2));
  const urgent = await engine.create(many(1), { priority: 5 });
  await setVirtualTime(urgent, 100_000);
  const { claimed } = await tick(engine.db, randomUUID(), [], 5);
  expect(claimed).toHaveLength(5);
  expect([await virtualTimeOf(plain), await virtualTimeOf(other), await virtualTimeOf(urgent)]).toEqual([2, 2, 100_001]);
});

it('lets a new run begin beside the one furthest behind of its priority', async () => {
  const old = await engine.create(many(2));
  await setVirtualTime(old, 500);
  const urgent = await engine.create(many(2), { priority: 5 });
  expect(await virtualTimeOf(urgent)).toBe(0);
  expect(await virtualTimeOf(await engine.create(many(2)))).toBe(500);
});

it('gives a resumed run no claim on the turns it missed', async () => {
  const paused = await engine.create(many(2));
  await engine.runs.pause(paused, operator);
  const busy = await engine.create(many(2));
  await setVirtualTime(busy, 500);
  await engine.runs.resume(paused, operator);
  expect(await virtualTimeOf(paused)).toBe(500);
});
