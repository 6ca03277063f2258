import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EditOperationInput } from '@/lib/contracts/edit';
import { tick } from '@/server/engine/tick';
import { auditRun } from '@/test/engine/audit';
import { type EditedEngine, openEdits } from '@/test/engine/open-edits';
import { task } from '@/test/engine/open-engine';
import { resumeFrom } from '@/test/engine/resume-from';

let stage: EditedEngine;
beforeAll(async () => {
  stage = await openEdits();
});
afterAll(() => stage.close());

const DIAMOND = [task('a'), task('b', ['a']), task('c', ['a']), task('d', ['b', 'c'])];
const added = (key: string, dependsOn: string[] = []) => ({ key, role: 'tech_lead' as const, prompt: `do ${key}`, dependsOn });
const shape = async (runId: string) =>
  Object.fromEntries((await stage.runs.get(runId)).tasks.map(({ key, status, dependsOn }) => [key, [status, ...dependsOn].join(' ')]));
const started = async (runId: string, after: number) =>
  (
    await stage.db.query<{ key: string }>({
      text: `SELECT s.key FROM run_events e JOIN task_specs s ON s.run_id = e.run_id AND s.node = e.node
        WHERE e.run_id = $1 AND e.seq > $2 AND e.type = 'task.started' ORDER BY s.key`,
      values: [runId, after],
    })
  ).map(({ key }) => key);
/** Carried out to its end. */
async function done(tasks = DIAMOND): Promise<string> {
  const runId = await stage.create(tasks);
  expect(await stage.runToEnd(runId)).toBe('SUCCEEDED');
  return runId;
}
async function resume(runId: string, seq: number | undefined, edits: EditOperationInput[], more: Record<string, unknown> = {}) {
  const answer = await resumeFrom(stage, runId, seq, { edits, ...more });
  await auditRun(stage.db, answer.runId);
  return answer;
}

describe.each(['fork', 'rewind'] as const)('a %s', (mode) => {
  it('from the beginning goes on with another graph', async () => {
    const parent = await done();
    const { runId, status } = await resume(
      parent,
      1,
      [
        { op: 'removeTask', key: 'c' },
        { op: 'addTask', task: added('e', ['b']) },
        { op: 'createBranch', key: 'choose', condition: 'true', after: 'b', ifTrue: ['d'], ifFalse: ['e'] },
        { op: 'updateTask', key: 'd', changes: { prompt: 'better', priority: 3 } },
        { op: 'addParallelPath', after: 'a', tasks: [added('p1'), added('p2', ['p1'])], before: 'd' },
      ],
      { mode },
    );
    expect(status).toBe('RUNNING');
    expect(await shape(runId)).toEqual({
      ...{ a: 'READY', b: 'PENDING a', d: 'PENDING b a choose p1 p2', e: 'PENDING b choose', choose: 'PENDING b' },
      ...{ p1: 'PENDING a', p2: 'PENDING p1' },
      // What it had cost in its own run stays told.
      ...(mode === 'rewind' ? { c: 'CANCELLED a' } : {}),
    });
    const { items } = await stage.edits.list({ runId, limit: 10 });
    expect(items).toMatchObject([
      { diff: { removed: ['c'], added: expect.arrayContaining(['choose']) }, reason: expect.stringContaining('resume') },
    ]);
  });

  it('from the end carries out only what is new, and does again what the edit makes another', async () => {
    const parent = await done();
    const { runId } = await resume(
      parent,
      undefined,
      [
        { op: 'addTask', task: added('e', ['d']) },
        { op: 'addDependency', from: 'b', to: 'c' },
      ],
      { mode },
    );
    const { lastSeq } = await stage.runs.get(runId);
    expect(await shape(runId)).toEqual({ a: 'SUCCEEDED', b: 'SUCCEEDED a', c: 'READY a b', d: 'PENDING b c', e: 'PENDING d' });
    expect(await stage.runToEnd(runId)).toBe('SUCCEEDED');
    await auditRun(stage.db, runId);
    expect(await started(runId, lastSeq)).toEqual(['c', 'd', 'e']);
  });

  it('waits for its start where it is told to, and is over where nothing is left', async () => {
    const parent = await done();
    const paused = await resume(parent, undefined, [{ op: 'addTask', task: added('e') }], { mode, start: false });
    expect(paused.status).toBe('PAUSED');
    const over = await resume(
      await done([task('a'), task('b', ['a'])]),
      1,
      [
        { op: 'removeTask', key: 'b' },
        { op: 'removeTask', key: 'a' },
      ],
      { mode },
    );
    expect(over.status).toBe('SUCCEEDED');
  });

  it('refuses an edit by its place, and writes nothing', async () => {
    const parent = await done();
    const before = await stage.runs.get(parent);
    const refused = (edits: EditOperationInput[], path: string) =>
      expect(resume(parent, undefined, edits, { mode })).rejects.toMatchObject({
        code: 'invalid_input',
        issues: [expect.objectContaining({ path })],
      });
    await refused(
      [
        { op: 'addTask', task: added('e') },
        { op: 'addDependency', from: 'd', to: 'a' },
      ],
      'edits.1.to',
    );
    await refused([{ op: 'removeTask', key: 'nobody' }], 'edits.0.key');
    await refused([{ op: 'addTask', task: added('a') }], 'edits.0.task.key');
    await refused([{ op: 'createBranch', key: 'x', condition: 'a <', after: 'a', ifTrue: [], ifFalse: [] }], 'edits.0.condition');
    expect(await stage.runs.get(parent)).toEqual(before);
  });
});

it('goes back behind an edit and before it: what it added goes and comes', async () => {
  const runId = await stage.create([task('a'), task('b', ['a']), task('c', ['b'])]);
  const { lastSeq: before } = await stage.runs.get(runId);
  await stage.carryOutOne(runId);
  await stage.edit(runId, 1, [
    { op: 'addTask', task: added('x', ['a']) },
    { op: 'removeTask', key: 'c' },
  ]);
  const { lastSeq: behind } = await stage.runs.get(runId);
  await resume(runId, before, []);
  expect(await shape(runId)).toEqual({ a: 'READY', b: 'PENDING a', c: 'PENDING b' });
  await resume(runId, behind, []);
  expect(await shape(runId)).toEqual({ a: 'SUCCEEDED', b: 'READY a', x: 'READY a' });
  // Numbers are never given twice, whatever came and went.
  await resume(runId, before, [{ op: 'addTask', task: added('y') }]);
  const nodes = await stage.db.query<{ key: string; node: number }>({
    text: 'SELECT key, node FROM task_specs WHERE run_id = $1 ORDER BY node',
    values: [runId],
  });
  expect(nodes.at(-1)).toEqual({ key: 'y', node: 4 });
  await stage.db.query({ text: 'UPDATE ready_tasks SET ready_at = signalbox_now()' });
  expect(await stage.runToEnd(runId)).toBe('SUCCEEDED');
  await auditRun(stage.db, runId);
});

it('keeps away what an edit took away after it had started, behind that edit, in forks and in files, and brings it back before it', async () => {
  const runId = await stage.create([task('a'), task('b', ['a'])]);
  await tick(stage.db, randomUUID(), [], 1);
  const { lastSeq: before } = await stage.runs.get(runId);
  await stage.edit(runId, 1, [{ op: 'removeTask', key: 'a' }], { cancelRunning: ['a'] });
  const { lastSeq: behind } = await stage.runs.get(runId);
  const present = { a: 'CANCELLED', b: 'READY' };
  expect(await shape(runId)).toEqual(present);
  const fork = await resume(runId, behind, [], { mode: 'fork' });
  expect(await shape(fork.runId)).toEqual(present);
  const edited = await resume(runId, behind, [{ op: 'addTask', task: added('c', ['b']) }], { mode: 'fork' });
  expect(await shape(edited.runId)).toEqual({ ...present, c: 'PENDING b' });
  await resume(runId, before, []);
  expect(await shape(runId)).toEqual({ a: 'READY', b: 'PENDING a' });
  await resume(runId, behind, []);
  expect(await shape(runId)).toEqual(present);
  // Its key is taken for good.
  await expect(resume(runId, behind, [{ op: 'addTask', task: added('a') }])).rejects.toMatchObject({
    issues: [{ path: 'edits.0.task.key' }],
  });
  await expect(resume(runId, behind, [{ op: 'updateTask', key: 'a', changes: { title: 'x' } }])).rejects.toMatchObject({
    code: 'invalid_input',
  });
  expect(await stage.runToEnd(fork.runId)).toBe('SUCCEEDED');
  await auditRun(stage.db, fork.runId);
  expect((await stage.runs.get(fork.runId)).tasks.find(({ key }) => key === 'a')).toMatchObject({ status: 'CANCELLED', removed: true });
});

it('does not do again what cannot be undone, unless that is allowed', async () => {
  const graph = [task('a'), task('deploy', ['a'], { sideEffects: 'irreversible' }), task('b', ['deploy'])];
  const edits: EditOperationInput[] = [
    { op: 'addTask', task: added('x') },
    { op: 'addDependency', from: 'x', to: 'deploy' },
  ];
  const kept = await resume(await done(graph), undefined, edits);
  expect(await shape(kept.runId)).toMatchObject({ deploy: 'SUCCEEDED a x', b: 'SUCCEEDED deploy', x: 'READY' });
  expect((await stage.runs.get(kept.runId)).tasks.filter(({ invalidated }) => invalidated).map(({ key }) => key)).toEqual(['deploy']);
  const again = await resume(await done(graph), undefined, edits, { mode: 'fork', allowIrreversible: ['deploy'] });
  expect(await shape(again.runId)).toMatchObject({ deploy: 'PENDING a x', b: 'PENDING deploy' });
  const [row] = await stage.db.query<{ side_effects: string }>({
    text: `SELECT side_effects FROM task_specs WHERE run_id = $1 AND key = 'deploy'`,
    values: [again.runId],
  });
  expect(row?.side_effects).toBe('irreversible');
});
