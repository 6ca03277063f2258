import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditRun } from '@/test/engine/audit';
import { editShaped, holdGate, pauseShaped, resumeShaped, untilBlocked } from '@/test/engine/gate';
import { chain, type Engine, layers, openEngine, operator, task } from '@/test/engine/open-engine';
import { hop } from './hop';
import { lockHead, saveHead } from './run-gate';
import { MAX_DEFERRALS, tick } from './tick';

const worker = randomUUID();
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

/** A run whose root this worker has claimed. */
async function started(tasks: Parameters<Engine['create']>[0]) {
  const runId = await engine.create(tasks);
  const { claimed } = await tick(engine.db, worker, [], 1);
  expect(claimed).toEqual([{ runId, node: 0, epoch: 1, attempt: 1 }]);
  return runId;
}

async function statusesOf(runId: string): Promise<string[]> {
  const rows = await engine.db.query<{ status: string }>({
    text: 'SELECT status FROM tasks WHERE run_id = $1 ORDER BY node',
    values: [runId],
  });
  return rows.map((row) => row.status);
}

/** Ends what a test has left, so that the next one claims from an empty queue. */
async function cancel(runId: string): Promise<void> {
  await engine.runs.cancel(runId, operator);
}

const rootOf = (runId: string, deferrals = 0) => ({ runId, node: 0, epoch: 1, deferrals });

it('hop behind a pause writes nothing; the tick then finishes the task and leaves its dependent unclaimed', async () => {
  const runId = await started(chain(3));
  const pause = await holdGate(engine, (tx) => pauseShaped(tx, runId));
  const hopped = hop(engine.db, worker, { runId, node: 0, epoch: 1, graphVersion: 1, next: [1] });
  await untilBlocked(engine);
  await pause.commit();
  expect(await hopped).toBeNull();
  expect(await statusesOf(runId)).toEqual(['RUNNING', 'PENDING', 'PENDING']);
  const ticked = await tick(engine.db, worker, [rootOf(runId)], 4);
  expect(ticked).toMatchObject({ claimed: [], finished: [{ runId, node: 0, epoch: 1 }], released: 1 });
  expect(await statusesOf(runId)).toEqual(['SUCCEEDED', 'READY', 'PENDING']);
  await auditRun(engine.db, runId);
  await cancel(runId);
});

it('hop behind an edit writes nothing; the tick then releases what the edit added too', async () => {
  const runId = await started(chain(2));
  const edit = await holdGate(engine, async (tx) => void (await editShaped(tx, runId, [0])));
  const hopped = hop(engine.db, worker, { runId, node: 0, epoch: 1, graphVersion: 1, next: [1] });
  await untilBlocked(engine);
  await edit.commit();
  expect(await hopped).toBeNull();
  const { claimed } = await tick(engine.db, worker, [rootOf(runId)], 4);
  expect(claimed.map(({ node, epoch }) => [node, epoch])).toEqual([
    [1, 1],
    [2, 1],
  ]);
  await auditRun(engine.db, runId);
  await cancel(runId);
});

it('a tick that waits behind an edit releases what the edit added', async () => {
  const runId = await started(chain(2));
  const edit = await holdGate(engine, async (tx) => void (await editShaped(tx, runId, [0])));
  const ticking = tick(engine.db, worker, [rootOf(runId, MAX_DEFERRALS)], 4);
  await untilBlocked(engine);
  await edit.commit();
  const { claimed, finished, deferred } = await ticking;
  expect({ finished: finished.length, deferred: deferred.length, claimed: claimed.map(({ node }) => node).sort() }).toEqual({
    finished: 1,
    deferred: 0,
    claimed: [1, 2],
  });
  await auditRun(engine.db, runId);
  await cancel(runId);
});

it('puts a finish off while its head is held, and waits for it the third time', async () => {
  const runId = await started(layers(1, 3));
  const pause = await holdGate(engine, (tx) => pauseShaped(tx, runId));
  for (let deferrals = 0; deferrals < MAX_DEFERRALS; deferrals += 1) {
    const result = await tick(engine.db, worker, [rootOf(runId, deferrals)], 4);
    expect(result).toMatchObject({ finished: [], claimed: [], deferred: [{ runId, node: 0, epoch: 1 }] });
  }
  const last = tick(engine.db, worker, [rootOf(runId, MAX_DEFERRALS)], 4);
  await untilBlocked(engine);
  await pause.commit();
  expect(await last).toMatchObject({ finished: [{ runId, node: 0 }], deferred: [], claimed: [], released: 3 });
  await auditRun(engine.db, runId);
  await cancel(runId);
});

it('a claim that races a pause takes nothing, before its commit and after', async () => {
  const runId = await engine.create([task('a'), task('b')]);
  const pause = await holdGate(engine, (tx) => pauseShaped(tx, runId));
  expect(await tick(engine.db, worker, [], 4)).toMatchObject({ claimed: [], passedOver: 1 });
  await pause.commit();
  expect(await tick(engine.db, worker, [], 4)).toMatchObject({ claimed: [], passedOver: 0 });
  await engine.db.transaction((tx) => resumeShaped(tx, runId));
  expect((await tick(engine.db, worker, [], 4)).claimed).toHaveLength(2);
  await auditRun(engine.db, runId);
  await cancel(runId);
});

it('writes events in the order of their time, also when the tick has waited', async () => {
  const runId = await started(chain(2));
  const edit = await holdGate(engine, async (tx) => void (await editShaped(tx, runId, [0])));
  const ticking = tick(engine.db, worker, [rootOf(runId, MAX_DEFERRALS)], 4);
  await untilBlocked(engine);
  const [marked] = await engine.db.query<{ now: Date }>({ text: 'SELECT signalbox_now() AS now' });
  await edit.commit();
  await ticking;
  const events = await engine.db.query<{ type: string; at: Date }>({
    text: 'SELECT type, at FROM run_events WHERE run_id = $1 ORDER BY seq',
    values: [runId],
  });
  expect(events.map(({ type }) => type)).toEqual([
    'run.created',
    'task.started',
    'run.planned',
    'task.succeeded',
    'task.started',
    'task.started',
  ]);
  expect(events.map(({ at }) => Number(at))).toEqual(events.map(({ at }) => Number(at)).sort((a, b) => a - b));
  expect(Number(events[3]?.at)).toBeGreaterThanOrEqual(Number(marked?.now));
  await cancel(runId);
});

it('writes events in the order of their time, also when the hop has waited', async () => {
  const runId = await started(chain(2));
  const spent = await holdGate(engine, async (tx) => {
    const { head, now } = await lockHead(tx, runId);
    await saveHead(tx, head, { patch: {}, events: [{ type: 'run.budget_changed', data: { budgetUsd: null } }], actor: 'user:test', now });
  });
  const hopping = hop(engine.db, worker, { runId, node: 0, epoch: 1, graphVersion: 1, next: [1] });
  await untilBlocked(engine);
  const [marked] = await engine.db.query<{ now: Date }>({ text: 'SELECT signalbox_now() AS now' });
  await spent.commit();
  expect((await hopping)?.claimed).toHaveLength(1);
  const events = await engine.db.query<{ type: string; at: Date }>({
    text: 'SELECT type, at FROM run_events WHERE run_id = $1 AND seq > 2 ORDER BY seq',
    values: [runId],
  });
  expect(events.map(({ type }) => type)).toEqual(['run.budget_changed', 'task.succeeded', 'task.started']);
  expect(Number(events[1]?.at)).toBeGreaterThanOrEqual(Number(marked?.now));
  await auditRun(engine.db, runId);
  await cancel(runId);
});
