import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type EditOperationInput, editRunSchema } from '@/lib/contracts/edit';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { lockHead } from '@/server/engine/run-gate';
import { tick } from '@/server/engine/tick';
import { readStoredManifest } from '@/server/repositories/checkpoint-repository';
import { auditRun } from '@/test/engine/audit';
import { holdGate, pauseShaped, untilBlocked } from '@/test/engine/gate';
import { type EditedEngine, openEdits } from '@/test/engine/open-edits';
import { operator, task } from '@/test/engine/open-engine';
import { until } from '@/test/engine/until';
import { createEditsService, type EditsService } from './edits-service';

let stage: EditedEngine;
const worker = randomUUID();
beforeEach(async () => {
  stage = await openEdits();
});
afterEach(() => stage.close());

const statuses = async (runId: string) => Object.fromEntries((await stage.runs.get(runId)).tasks.map(({ key, status }) => [key, status]));
const added = (key: string, dependsOn: string[] = []) => ({ op: 'addTask' as const, task: task(key, dependsOn) });
const checkpoints = async (runId: string) =>
  (await stage.db.query({ text: `SELECT 1 FROM checkpoints WHERE run_id = $1 AND kind = 'edit'`, values: [runId] })).length;
/** Somebody who has passed the run's gate and does nothing there: the others stand in line behind. */
const inTheGate = (runId: string) => holdGate(stage, async (tx) => void (await lockHead(tx, runId)));
/** The outcome, looked at later. */
const later = <T>(work: Promise<T>) => {
  work.catch(() => undefined);
  return work;
};

it('a claim that was faster: what may not happen to a running task is refused, what may holds from its next attempt', async () => {
  const runId = await stage.create([task('a'), task('b', ['a'])]);
  const gate = await holdGate(stage, async (tx) => void (await tick(tx, worker, [], 1)));
  const removal = later(stage.edit(runId, 1, [{ op: 'removeTask', key: 'a' }]));
  await untilBlocked(stage);
  await gate.commit();
  await expect(removal).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path: 'operations.0.key' }] });
  await auditRun(stage.db, runId);
  expect(await checkpoints(runId)).toBe(0);
  const update = await stage.edit(runId, 1, [{ op: 'updateTask', key: 'a', changes: { prompt: 'other' } }]);
  expect(update.version).toBe(2);
  expect(await statuses(runId)).toEqual({ a: 'RUNNING', b: 'PENDING' });
  await auditRun(stage.db, runId);
});

it('a dependency that finished meanwhile: its edge is counted as it stands, and nothing is planned again', async () => {
  const runId = await stage.create([task('a'), task('z')]);
  const { claimed } = await tick(stage.db, worker, [], 2);
  const a = claimed.find(({ node }) => node === 0) as ClaimedTask;
  const gate = await holdGate(stage, async (tx) => void (await tick(tx, worker, [{ ...a, deferrals: 0 }], 0)));
  const edit = stage.edit(runId, 1, [added('n', ['a']), added('m', ['a', 'z'])]);
  await untilBlocked(stage);
  await gate.commit();
  expect((await edit).version).toBe(2);
  expect(await statuses(runId)).toEqual({ a: 'SUCCEEDED', z: 'RUNNING', n: 'READY', m: 'PENDING' });
  await auditRun(stage.db, runId);
  expect(await checkpoints(runId)).toBe(1);
});

it('a pause in between does not matter; a cancel does, and ends the edit', async () => {
  const runId = await stage.create([task('a')]);
  const gate = await holdGate(stage, (tx) => pauseShaped(tx, runId));
  const edit = stage.edit(runId, 1, [added('n')]);
  await untilBlocked(stage);
  await gate.commit();
  expect((await edit).version).toBe(2);
  await auditRun(stage.db, runId);
  expect((await tick(stage.db, worker, [], 5)).claimed).toEqual([]);
  const line = await inTheGate(runId);
  const cancel = stage.runs.cancel(runId, { kind: 'token', id: 'test', name: 'test', role: 'operator' });
  await untilBlocked(stage, 1);
  const late = later(stage.edit(runId, 2, [added('o')]));
  await untilBlocked(stage, 2);
  await line.commit();
  await cancel;
  await expect(late).rejects.toMatchObject({ code: 'conflict' });
  await auditRun(stage.db, runId);
  expect(await statuses(runId)).toEqual({ a: 'CANCELLED', n: 'CANCELLED' });
});

it('a rewind in between makes it stale; behind an edit it goes back before it', async () => {
  const runId = await stage.create([task('a'), task('b', ['a'])]);
  const { checkpointId } = await stage.edit(runId, 1, [added('n')]);
  const line = await inTheGate(runId);
  const rewind = stage.resume(checkpointId ?? '');
  await untilBlocked(stage, 1);
  const late = later(stage.edit(runId, 2, [added('o')]));
  await untilBlocked(stage, 2);
  await line.commit();
  await rewind;
  await expect(late).rejects.toMatchObject({ code: 'stale_version', more: { version: 3 } });
  await auditRun(stage.db, runId);
  const other = await inTheGate(runId);
  const first = stage.edit(runId, 3, [added('p')]);
  await untilBlocked(stage, 1);
  const second = stage.resume(checkpointId ?? '');
  await untilBlocked(stage, 2);
  await other.commit();
  expect((await first).version).toBe(4);
  await second;
  await auditRun(stage.db, runId);
  expect(Object.keys(await statuses(runId))).toEqual(['a', 'b']);
});

it('of two edits of one version one is applied, and the other hears of it', async () => {
  const runId = await stage.create([task('a')]);
  const line = await inTheGate(runId);
  const edits = ['x', 'y'].map((key) => later(stage.edit(runId, 1, [added(key)], { reason: key })));
  await untilBlocked(stage, 2);
  await line.commit();
  const outcomes = await Promise.allSettled(edits);
  const applied = outcomes.findIndex(({ status }) => status === 'fulfilled');
  expect(outcomes[1 - applied]).toMatchObject({
    status: 'rejected',
    reason: { code: 'stale_version', more: { version: 2, since: [{ version: 2, reason: ['x', 'y'][applied] }] } },
  });
  await auditRun(stage.db, runId);
  expect(await checkpoints(runId)).toBe(1);
});

it('what one process remembers of a run gives way to what another has written', async () => {
  const runId = await stage.create([task('a'), task('b', ['a']), task('c', ['b'])]);
  const other = createEditsService({ db: stage.db, bus: stage.bus, compress: true });
  const edit = (edits: EditsService, baseVersion: number, operations: EditOperationInput[]) =>
    edits.apply(editRunSchema.parse({ runId, baseVersion, operations }), operator, null);
  await edit(stage.edits, 1, [{ op: 'updateTask', key: 'b', changes: { prompt: 'second' } }]);
  await edit(other, 2, [{ op: 'updateTask', key: 'b', changes: { prompt: 'third', priority: 3 } }]);
  await edit(stage.edits, 3, [{ op: 'updateTask', key: 'c', changes: { title: 'Other' } }]);
  await edit(other, 4, [
    { op: 'removeTask', key: 'c' },
    { op: 'addTask', task: task('c', ['a']) },
  ]);
  const last = await edit(stage.edits, 5, [{ op: 'addTask', task: task('d', ['c']) }]);
  await auditRun(stage.db, runId);
  // From rows alone, with nothing remembered.
  const fresh = createEditsService({ db: stage.db, bus: stage.bus, compress: true });
  for (const edits of [stage.edits, other]) expect(await edits.graph(runId)).toEqual(await fresh.graph(runId));
  const stored = await readStoredManifest(stage.db, last.checkpointId ?? '');
  const prompts = stored?.manifest?.tasks.map(({ spec }) => `${spec.key} ${spec.prompt} ${spec.priority}`);
  expect(prompts).toEqual(['a x 0', 'b third 3', 'c x 0']);
});

it('one that dies between plan and write leaves the run as it was', async () => {
  const runId = await stage.create([task('a'), task('b')]);
  const before = await stage.runs.get(runId);
  const line = await inTheGate(runId);
  const edit = later(stage.edit(runId, 1, [{ op: 'addDependency', from: 'a', to: 'b' }]));
  await untilBlocked(stage);
  const [blocked] = await stage.db.query<{ pid: number }>({
    text: `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  });
  await stage.db.query({ text: 'SELECT pg_terminate_backend($1)', values: [blocked?.pid] });
  await expect(edit).rejects.toThrow();
  await line.commit();
  expect(await stage.runs.get(runId)).toEqual(before);
  await auditRun(stage.db, runId);
  await until('its checkpoint to be taken away', async () => (await checkpoints(runId)) === 0);
  expect((await stage.edit(runId, 1, [{ op: 'addDependency', from: 'a', to: 'b' }])).version).toBe(2);
  await auditRun(stage.db, runId);
  expect(await stage.runToEnd(runId)).toBe('SUCCEEDED');
});
