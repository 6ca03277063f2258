import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EditOperationInput } from '@/lib/contracts/edit';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { auditRun } from '@/test/engine/audit';
import { type EditedEngine, openEdits } from '@/test/engine/open-edits';
import { operator, task } from '@/test/engine/open-engine';

let stage: EditedEngine;
beforeAll(async () => {
  stage = await openEdits();
});
afterAll(() => stage.close());

const DIAMOND = [task('a'), task('b', ['a']), task('c', ['a']), task('d', ['b', 'c'])];
const undo = (runId: string, version: number) => stage.edits.undo({ runId, version, reason: 'a mistake' }, operator, null);
const graphOf = async (runId: string) => (await stage.edits.graph(runId)).tasks.sort((a, b) => (a.key < b.key ? -1 : 1));
const nodesOf = (runId: string) =>
  stage.db.query({ text: 'SELECT key, node FROM task_specs WHERE run_id = $1 ORDER BY node', values: [runId] });
const blocks = async (runId: string) =>
  Object.fromEntries((await stage.edits.list({ runId, limit: 50 })).items.map(({ version, undoBlocked }) => [version, undoBlocked]));

const EVERYTHING: EditOperationInput[] = [
  { op: 'addTask', task: { key: 'e', role: 'tech_lead', prompt: 'e', dependsOn: ['a'] } },
  { op: 'removeTask', key: 'b' },
  { op: 'updateTask', key: 'd', changes: { title: 'Other', prompt: 'other', tier: 'premium', priority: 7, timeoutSeconds: 60 } },
  { op: 'insertGate', key: 'review', after: 'c', gateType: 'code_review', criteria: 'good' },
  { op: 'createBranch', key: 'enough', condition: 'artifact.n > 3', after: 'a', ifTrue: ['c'], ifFalse: [] },
  { op: 'addParallelPath', after: 'a', before: 'd', tasks: [{ key: 'p', role: 'tech_lead', prompt: 'p' }] },
];

it('brings back exactly what was there, under its old number, whatever else was edited since', async () => {
  const runId = await stage.create(DIAMOND);
  const [before, nodes] = [await graphOf(runId), await nodesOf(runId)];
  await stage.edit(runId, 1, EVERYTHING);
  await auditRun(stage.db, runId);
  await stage.edit(runId, 2, [{ op: 'addTask', task: { key: 'later', role: 'tech_lead', prompt: 'x' } }]);
  expect(await blocks(runId)).toEqual({ 2: null, 3: null });
  expect(await undo(runId, 2)).toEqual({ version: 4 });
  await auditRun(stage.db, runId);
  const later = ({ key }: { key: string }) => key !== 'later';
  expect((await graphOf(runId)).filter(later)).toEqual(before);
  expect((await nodesOf(runId)).filter((row) => row.key !== 'later')).toEqual(nodes);
  expect((await stage.edits.list({ runId, limit: 50 })).items).toMatchObject([
    { version: 4, undoOf: 2, undoneBy: null, reason: 'a mistake' },
    { version: 3 },
    { version: 2, undoneBy: 4, undoBlocked: 'Edit 4 has undone it.' },
  ]);
  await expect(undo(runId, 2)).rejects.toMatchObject({ code: 'conflict', message: 'Edit 2 cannot be undone: Edit 4 has undone it.' });
  // An undo is an edit, and can be undone.
  expect(await undo(runId, 4)).toEqual({ version: 5 });
  await auditRun(stage.db, runId);
  expect((await graphOf(runId)).map(({ key }) => key)).toEqual(['a', 'c', 'd', 'e', 'enough', 'later', 'p', 'review']);
  await undo(runId, 5);
  await auditRun(stage.db, runId);
  expect((await graphOf(runId)).filter(later)).toEqual(before);
  expect(await stage.runToEnd(runId)).toBe('SUCCEEDED');
  await auditRun(stage.db, runId);
});

it.each<[string, EditOperationInput[], EditOperationInput[], string]>([
  [
    'changed since',
    [{ op: 'updateTask', key: 'd', changes: { title: 'Other' } }],
    [{ op: 'updateTask', key: 'd', changes: { title: 'Another' } }],
    '"d" was changed since (title).',
  ],
  [
    'rewired since',
    [{ op: 'addDependency', from: 'b', to: 'c' }],
    [{ op: 'removeDependency', from: 'a', to: 'c' }],
    '"c" was changed since (what it waits for).',
  ],
  ['removed since', [{ op: 'addDependency', from: 'b', to: 'c' }], [{ op: 'removeTask', key: 'c' }], '"c" was removed since.'],
  [
    'waited for since',
    [{ op: 'addTask', task: { key: 'e', role: 'tech_lead', prompt: 'e' } }],
    [{ op: 'addDependency', from: 'e', to: 'd' }],
    '"d" waits for "e", which it added.',
  ],
  [
    'its key is another’s',
    [{ op: 'removeTask', key: 'd' }],
    [{ op: 'addTask', task: { key: 'd', role: 'tech_lead', prompt: 'e' } }],
    'The key "d" is another task\'s now.',
  ],
  [
    'its place is gone',
    [{ op: 'removeTask', key: 'd' }],
    [{ op: 'removeTask', key: 'c' }],
    '"d" was connected with "c", which is there no more.',
  ],
  [
    'a circle',
    [{ op: 'removeDependency', from: 'b', to: 'd' }],
    [{ op: 'addDependency', from: 'd', to: 'b' }],
    'these tasks would wait for each other: b → d → b.',
  ],
])('says why not: %s', async (_name, first, second, reason) => {
  const runId = await stage.create(DIAMOND);
  await stage.edit(runId, 1, first);
  await stage.edit(runId, 2, second);
  expect(await blocks(runId)).toMatchObject({ 2: expect.stringContaining(reason) });
  await expect(undo(runId, 2)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(reason) });
  await auditRun(stage.db, runId);
});

it('is refused once something of it has started, and once the run has ended', async () => {
  const runId = await stage.create([task('a'), task('b')]);
  await stage.edit(runId, 1, [{ op: 'updateTask', key: 'a', changes: { title: 'Other' } }]);
  await stage.edit(runId, 2, [{ op: 'addTask', task: { key: 'z', role: 'tech_lead', prompt: 'z', dependsOn: ['a', 'b'] } }]);
  await stage.carryOutOne(runId);
  expect(await blocks(runId)).toEqual({ 2: '"a" has started since.', 3: null });
  await undo(runId, 3);
  await auditRun(stage.db, runId);
  const ended = await stage.runs.get(runId);
  expect(ended).toMatchObject({ status: 'SUCCEEDED', counts: { total: 2 } });
  expect((await blocks(runId))[2]).toContain('The run has ended');
  await expect(undo(runId, 2)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('Fork') });
  await expect(undo(runId, 9)).rejects.toMatchObject({ code: 'not_found' });
});

it('takes back the flag of what has finished, and a removed task that had started begins anew', async () => {
  const runId = await stage.create([task('a'), task('b', ['a']), task('last', ['b'])]);
  await stage.carryOutOne(runId);
  await stage.edit(runId, 1, [
    { op: 'addTask', task: { key: 'n', role: 'tech_lead', prompt: 'n' } },
    { op: 'addDependency', from: 'n', to: 'a' },
  ]);
  expect((await stage.runs.get(runId)).tasks[0]).toMatchObject({ invalidated: true });
  await undo(runId, 2);
  await auditRun(stage.db, runId);
  expect((await stage.runs.get(runId)).tasks[0]).toMatchObject({ invalidated: false, dependsOn: [] });
  const [b] = await stage.claim(runId);
  await stage.edit(runId, 3, [{ op: 'removeTask', key: 'b' }], { cancelRunning: ['b'] });
  await auditRun(stage.db, runId);
  await undo(runId, 4);
  await auditRun(stage.db, runId);
  expect((await stage.runs.get(runId)).tasks).toMatchObject([
    { key: 'a' },
    { key: 'b', status: 'READY', attempt: 0, dependsOn: ['a'] },
    { key: 'last', status: 'PENDING', dependsOn: ['b'] },
  ]);
  expect(await stage.settle(b as ClaimedTask, { kind: 'released', reason: 'shutdown' })).toBeNull();
  await stage.skew('2 seconds');
  expect(await stage.runToEnd(runId)).toBe('SUCCEEDED');
  await auditRun(stage.db, runId);
});
