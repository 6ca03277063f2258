import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { tick } from '@/server/engine/tick';
import { auditRun } from '@/test/engine/audit';
import { carryOut, turnRecord } from '@/test/engine/manifests';
import { type EditedEngine, openEdits } from '@/test/engine/open-edits';
import { task } from '@/test/engine/open-engine';

let stage: EditedEngine;
const workerId = randomUUID();
beforeAll(async () => {
  stage = await openEdits();
});
afterAll(() => stage.close());

const claim = async (runId: string, slots = 20): Promise<ClaimedTask[]> =>
  (await tick(stage.db, workerId, [], slots)).claimed.filter((one) => one.runId === runId);
const finish = (claimed: ClaimedTask) => tick(stage.db, workerId, [{ ...claimed, deferrals: 0 }], 0);
const viewOf = async (runId: string, key: string) => (await stage.runs.get(runId)).tasks.find((one) => one.key === key);
const briefing = (claimed: ClaimedTask) => stage.store(workerId).brief(claimed);
/** The first of two tasks runs, in a conversation with one turn. */
async function underWay(more: Parameters<typeof task>[2] = {}) {
  const runId = await stage.create([task('a', [], { prompt: 'do a', ...more }), task('b', ['a'])]);
  const [claimed] = await claim(runId);
  if (!claimed) throw new Error('nothing was claimed');
  const store = stage.store(workerId);
  await store.startConversation(claimed, { system: 's', user: 'do a' });
  await store.commitTurn(claimed, turnRecord());
  return { runId, claimed, store };
}
const WAIT_OUT_MS = 1_600;

it('lets an update of a running task hold from its next attempt, in a fresh conversation', async () => {
  const { runId, claimed, store } = await underWay();
  await stage.edit(runId, 1, [{ op: 'updateTask', key: 'a', changes: { prompt: 'do a better' } }]);
  await auditRun(stage.db, runId);
  // It goes on as it began.
  expect(await store.commitTurn(claimed, turnRecord({ turn: 2 }))).toBe('go');
  await stage.settle(claimed, { kind: 'failed', failure: stage.failure(), retryDelayMs: 0 });
  await auditRun(stage.db, runId);
  const [again] = await claim(runId);
  expect(await briefing(again as ClaimedTask)).toMatchObject({ prompt: 'do a better', conversation: null });
  const fresh = await store.startConversation(again as ClaimedTask, { system: 's', user: 'do a better' });
  expect(fresh.conversation).toBe(2);
  await auditRun(stage.db, runId);
  // The answer to it was lost: no third one is opened, and it is found again.
  expect(await store.startConversation(again as ClaimedTask, { system: 's', user: 'do a better' })).toEqual(fresh);
  await store.commitTurn(again as ClaimedTask, turnRecord({ conversation: 2 }));
  expect((await briefing(again as ClaimedTask))?.conversation).toMatchObject({ conversation: 2, user: 'do a better' });
  await auditRun(stage.db, runId);
});

it('does not take words for new that an execution from before the update opened its conversation with', async () => {
  const runId = await stage.create([task('a', [], { prompt: 'do a' })]);
  const [claimed] = await claim(runId);
  const store = stage.store(workerId);
  await stage.edit(runId, 1, [{ op: 'updateTask', key: 'a', changes: { prompt: 'do a better' } }]);
  await store.startConversation(claimed as ClaimedTask, { system: 's', user: 'do a' });
  await store.commitTurn(claimed as ClaimedTask, turnRecord());
  await stage.settle(claimed as ClaimedTask, { kind: 'failed', failure: stage.failure(), retryDelayMs: 0 });
  const [again] = await claim(runId);
  expect(await briefing(again as ClaimedTask)).toMatchObject({ prompt: 'do a better', conversation: null });
  await auditRun(stage.db, runId);
});

it('leaves what runs alone unless it is named: then it is aborted, and begins anew', async () => {
  const { runId, claimed, store } = await underWay();
  const operations = [{ op: 'addTask' as const, task: { key: 'x', role: 'tech_lead' as const, prompt: 'x' } }];
  const rewired = [...operations, { op: 'addDependency' as const, from: 'x', to: 'a' }];
  await expect(stage.edit(runId, 1, rewired)).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path: 'operations.1.to' }] });
  await expect(stage.edit(runId, 1, [{ op: 'removeTask', key: 'a' }])).rejects.toMatchObject({ issues: [{ path: 'operations.0.key' }] });
  stage.bus.said.length = 0;
  const { diff } = await stage.edit(runId, 1, rewired, { cancelRunning: ['a'] });
  expect(diff).toMatchObject({ aborted: ['a'], added: ['x'] });
  expect(stage.bus.said).toContainEqual(expect.objectContaining({ kind: 'run', runId, control: true }));
  await auditRun(stage.db, runId);
  expect(await store.commitTurn(claimed, turnRecord({ turn: 2 }))).toBe('fenced');
  expect((await finish(claimed)).finished).toEqual([]);
  expect(await viewOf(runId, 'a')).toMatchObject({ status: 'PENDING', attempt: 0, dependsOn: ['x'] });
  // What could lead to it settles first.
  expect(await claim(runId)).toEqual([]);
  await stage.skew(`${WAIT_OUT_MS} milliseconds`);
  const [x] = await claim(runId);
  await carryOut(stage, workerId, x as ClaimedTask);
  const [a] = await claim(runId);
  expect(await briefing(a as ClaimedTask)).toMatchObject({ key: 'a', attempt: 1, conversation: null });
  await carryOut(stage, workerId, a as ClaimedTask);
  expect(await stage.runToEnd(runId)).toBe('SUCCEEDED');
  await auditRun(stage.db, runId);
});

it('cancels a running task that is removed on the word of a person, and goes on listing it', async () => {
  const { runId, claimed } = await underWay();
  await stage.edit(runId, 1, [{ op: 'removeTask', key: 'a' }], { cancelRunning: ['a'] });
  await auditRun(stage.db, runId);
  expect(await viewOf(runId, 'a')).toMatchObject({ status: 'CANCELLED', removed: true });
  expect(await viewOf(runId, 'b')).toMatchObject({ status: 'READY', dependsOn: [] });
  expect((await finish(claimed)).finished).toEqual([]);
  expect((await stage.runs.plan(runId)).tasks.map(({ key }) => key)).toEqual(['b']);
  expect((await stage.edits.graph(runId)).tasks.map(({ key }) => key)).toEqual(['b']);
  const taken = stage.edit(runId, 2, [{ op: 'addTask', task: { key: 'a', role: 'tech_lead', prompt: 'x' } }]);
  await expect(taken).rejects.toMatchObject({ issues: [{ path: 'operations.0.task.key' }] });
  expect(await stage.runToEnd(runId)).toBe('SUCCEEDED');
  await auditRun(stage.db, runId);
});

it('flags what has finished on other dependencies, and runs it again with all below where that is wanted', async () => {
  const runId = await stage.create([task('a'), task('b'), task('c', ['a']), task('d', ['c']), task('last', ['d', 'b'])]);
  const first = await claim(runId);
  const a = first.find(({ node }) => node === 0);
  await carryOut(stage, workerId, a as ClaimedTask);
  const [c] = await claim(runId);
  await carryOut(stage, workerId, c as ClaimedTask);
  const [d] = await claim(runId);
  await carryOut(stage, workerId, d as ClaimedTask);
  const flagged = await stage.edit(runId, 1, [{ op: 'addDependency', from: 'b', to: 'c' }]);
  expect(flagged.invalidated).toEqual(['c']);
  await auditRun(stage.db, runId);
  expect(await viewOf(runId, 'c')).toMatchObject({ status: 'SUCCEEDED', invalidated: true });
  const again = await stage.edit(runId, 2, [], { rerunInvalidated: true });
  expect(again.diff.rerun).toEqual(['c', 'd']);
  await auditRun(stage.db, runId);
  expect(await viewOf(runId, 'c')).toMatchObject({ status: 'PENDING', invalidated: false, attempt: 0 });
  await carryOut(stage, workerId, first.find(({ node }) => node === 1) as ClaimedTask);
  await auditRun(stage.db, runId);
  expect(await stage.runToEnd(runId)).toBe('SUCCEEDED');
  await auditRun(stage.db, runId);
  expect((await stage.runs.get(runId)).tasks.map(({ status }) => status)).toEqual(Array(5).fill('SUCCEEDED'));
});

it('takes a failed task away with its dead letter, and what waited for it goes on', async () => {
  const { runId, claimed } = await underWay({ maxAttempts: 1 });
  const other = await stage.edit(runId, 1, [{ op: 'addTask', task: { key: 'beside', role: 'tech_lead', prompt: 'x' } }]);
  await stage.settle(claimed, { kind: 'failed', failure: stage.failure(), retryDelayMs: 0 });
  expect(await viewOf(runId, 'a')).toMatchObject({ status: 'FAILED' });
  await stage.edit(runId, other.version, [{ op: 'removeTask', key: 'a' }]);
  await auditRun(stage.db, runId);
  const letters = await stage.db.query({ text: 'SELECT status FROM dead_letters WHERE run_id = $1', values: [runId] });
  expect(letters).toEqual([{ status: 'superseded' }]);
  expect(await stage.runToEnd(runId)).toBe('SUCCEEDED');
});

it('goes back before an edit, and behind it again', async () => {
  const { runId, claimed } = await underWay();
  await stage.settle(claimed, { kind: 'released', reason: 'shutdown' });
  const edited = await stage.edit(runId, 1, [
    { op: 'addTask', task: { key: 'x', role: 'tech_lead', prompt: 'x', dependsOn: ['a'] } },
    { op: 'removeTask', key: 'b' },
  ]);
  await stage.resume(edited.checkpointId ?? '');
  await auditRun(stage.db, runId);
  expect((await stage.runs.get(runId)).tasks.map(({ key }) => key)).toEqual(['a', 'b']);
  const { version } = await stage.edits.graph(runId);
  await stage.edit(runId, version, [{ op: 'addTask', task: { key: 'y', role: 'tech_lead', prompt: 'y', dependsOn: ['b'] } }]);
  await auditRun(stage.db, runId);
  expect(await stage.runToEnd(runId)).toBe('SUCCEEDED');
  await auditRun(stage.db, runId);
});
