import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EditOperationInput, editRunSchema } from '@/lib/contracts/edit';
import { auditRun } from '@/test/engine/audit';
import { type EditedEngine, openEdits } from '@/test/engine/open-edits';
import { task } from '@/test/engine/open-engine';

let stage: EditedEngine;
beforeAll(async () => {
  stage = await openEdits();
});
afterAll(() => stage.close());

const DIAMOND = [task('a'), task('b', ['a']), task('c', ['a']), task('d', ['b', 'c'])];
const statuses = async (runId: string) =>
  Object.fromEntries((await stage.runs.get(runId)).tasks.map(({ key, status, dependsOn }) => [key, [status, ...dependsOn].join(' ')]));
const added = (key: string, dependsOn: string[] = []) => ({ key, role: 'tech_lead' as const, prompt: `do ${key}`, dependsOn });

it('adds, changes, removes and rewires in one edit, and keeps how it stood before', async () => {
  const runId = await stage.create(DIAMOND);
  const operations: EditOperationInput[] = [
    { op: 'addTask', task: added('e', ['a']) },
    { op: 'updateTask', key: 'd', changes: { prompt: 'do d better', priority: 5 } },
    { op: 'removeTask', key: 'b' },
    { op: 'addDependency', from: 'e', to: 'd' },
  ];
  const edited = await stage.edit(runId, 1, operations, { reason: 'because' });
  expect(edited).toMatchObject({ version: 2, dryRun: false, invalidated: [], diff: { added: ['e'], removed: ['b'] } });
  await auditRun(stage.db, runId);
  expect(await statuses(runId)).toEqual({ a: 'READY', c: 'PENDING a', d: 'PENDING a c e', e: 'PENDING a' });
  const [kept] = await stage.db.query<{ kind: string; seq: number }>({
    text: 'SELECT kind, seq FROM checkpoints WHERE id = $1',
    values: [edited.checkpointId],
  });
  expect(kept).toEqual({ kind: 'edit', seq: 1 });
  expect(await stage.runToEnd(runId)).toBe('SUCCEEDED');
  await auditRun(stage.db, runId);
});

it('says beforehand what would come of it, and writes nothing', async () => {
  const runId = await stage.create(DIAMOND);
  const before = await stage.runs.get(runId);
  const operations: EditOperationInput[] = [{ op: 'addDependency', from: 'c', to: 'b' }];
  const said = await stage.edit(runId, 1, operations, { dryRun: true });
  expect(said).toMatchObject({ version: 1, dryRun: true, checkpointId: null, diff: { edges: { added: [{ from: 'c', to: 'b' }] } } });
  expect(said.forecast).toMatchObject({ before: { longestPath: 3 }, after: { longestPath: 4 } });
  expect(await stage.runs.get(runId)).toEqual(before);
  const rows = await stage.db.query({ text: 'SELECT 1 FROM checkpoints WHERE run_id = $1', values: [runId] });
  expect(rows).toHaveLength(0);
});

it('withdraws what is READY, and lets it go once what it waits for has ended', async () => {
  const runId = await stage.create([task('a'), task('b')]);
  const { diff } = await stage.edit(runId, 1, [{ op: 'addDependency', from: 'a', to: 'b' }]);
  expect(diff.withdrawn).toEqual(['b']);
  await auditRun(stage.db, runId);
  expect(await statuses(runId)).toEqual({ a: 'READY', b: 'PENDING a' });
  await stage.edit(runId, 2, [{ op: 'removeDependency', from: 'a', to: 'b' }]);
  await auditRun(stage.db, runId);
  expect(await statuses(runId)).toEqual({ a: 'READY', b: 'READY' });
  expect(await stage.runToEnd(runId)).toBe('SUCCEEDED');
});

it('refuses an edit of another version, and shows what it was made without', async () => {
  const runId = await stage.create(DIAMOND);
  await stage.edit(runId, 1, [{ op: 'removeTask', key: 'c' }], { reason: 'not needed' });
  const stale = stage.edit(runId, 1, [{ op: 'removeTask', key: 'b' }]);
  await expect(stale).rejects.toMatchObject({
    code: 'stale_version',
    status: 409,
    issues: [{ path: 'baseVersion' }],
    more: { version: 2, since: [{ version: 2, reason: 'not needed', actor: 'token:test', operations: [{ op: 'removeTask', key: 'c' }] }] },
  });
});

it('refuses a version that no graph can have', async () => {
  const runId = await stage.create(DIAMOND);
  for (const baseVersion of [2 ** 31, Number.MAX_SAFE_INTEGER]) {
    const parsed = editRunSchema.safeParse({ runId, baseVersion, operations: [{ op: 'removeTask', key: 'c' }] });
    expect(parsed.error?.issues).toMatchObject([{ path: ['baseVersion'] }]);
  }
  await expect(stage.edit(runId, 1_000_000_000, [{ op: 'removeTask', key: 'c' }])).rejects.toMatchObject({ code: 'stale_version' });
});

it.each<[string, EditOperationInput[], string]>([
  ['no field', [{ op: 'updateTask', key: 'd', changes: {} }], 'operations.0.changes'],
  [
    'no field beside others that do',
    [
      { op: 'removeTask', key: 'c' },
      { op: 'updateTask', key: 'd', changes: {} },
    ],
    'operations.1.changes',
  ],
  ['what is there already', [{ op: 'updateTask', key: 'd', changes: { prompt: 'x', priority: 0 } }], 'operations.0.changes'],
  [
    'what it takes back itself',
    [
      { op: 'addDependency', from: 'b', to: 'c' },
      { op: 'removeDependency', from: 'b', to: 'c' },
    ],
    'operations',
  ],
])('makes no version of a change of %s', async (_, operations, path) => {
  const runId = await stage.create(DIAMOND);
  for (const dryRun of [true, false]) {
    await expect(stage.edit(runId, 1, operations, { dryRun })).rejects.toMatchObject({
      ...{ code: 'invalid_input', status: 422, issues: [{ path, message: 'change nothing' }] },
    });
  }
  expect((await stage.runs.get(runId)).graphVersion).toBe(1);
  expect(await stage.db.query({ text: 'SELECT 1 FROM checkpoints WHERE run_id = $1', values: [runId] })).toHaveLength(0);
});

it('refuses what is impossible with its place, and what is no run to be edited', async () => {
  const runId = await stage.create(DIAMOND);
  const cycle = stage.edit(runId, 1, [{ op: 'addDependency', from: 'd', to: 'a' }]);
  await expect(cycle).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path: 'operations.0.to' }] });
  await stage.runToEnd(runId);
  const ended = stage.edit(runId, 1, [{ op: 'removeTask', key: 'd' }]);
  await expect(ended).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('Fork') });
  const planning = await stage.create();
  await expect(stage.edit(planning, 1, [{ op: 'addTask', task: added('x') }])).rejects.toMatchObject({ code: 'conflict' });
  await expect(stage.edit('00000000-0000-7000-8000-000000000000', 1, [{ op: 'removeTask', key: 'x' }])).rejects.toMatchObject({
    code: 'not_found',
  });
});

it('ends a run whose last tasks it takes away', async () => {
  const runId = await stage.create([task('a'), task('b', ['a'])]);
  await stage.carryOutOne(runId);
  await stage.edit(runId, 1, [{ op: 'removeTask', key: 'b' }]);
  await auditRun(stage.db, runId);
  expect((await stage.runs.get(runId)).status).toBe('SUCCEEDED');
});

it('lists edits, newest first, and draws the graph before and behind each', async () => {
  const runId = await stage.create(DIAMOND);
  await stage.edit(runId, 1, [{ op: 'removeTask', key: 'c' }]);
  await stage.edit(runId, 2, [{ op: 'updateTask', key: 'd', changes: { title: 'Done' } }], { reason: 'clearer' });
  const page = await stage.edits.list({ runId, limit: 1 });
  expect(page.items).toMatchObject([{ version: 3, baseVersion: 2, reason: 'clearer', actor: 'token:test', undoOf: null }]);
  const rest = await stage.edits.list({ runId, limit: 1, cursor: page.nextCursor ?? '' });
  expect(rest).toMatchObject({ items: [{ version: 2 }], nextCursor: null });
  const { before, after } = await stage.edits.get({ runId, version: 2 });
  expect(before.map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd']);
  expect(after.find(({ key }) => key === 'd')).toMatchObject({ title: 'D', status: 'PENDING', dependsOn: ['b', 'a'] });
  const graph = await stage.edits.graph(runId);
  expect(graph).toMatchObject({ version: 3, tasks: [{ key: 'a', status: 'READY' }, { key: 'b' }, { key: 'd', title: 'Done' }] });
});
