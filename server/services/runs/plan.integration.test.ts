import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRunSchema } from '@/lib/contracts/run';
import { type TaskDraftInput, taskDraftSchema } from '@/lib/contracts/task';
import { tick } from '@/server/engine/tick';
import { auditRun } from '@/test/engine/audit';
import { type Engine, layers, openEngine, operator, task } from '@/test/engine/open-engine';

const worker = randomUUID();
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const claim = async (runId: string) => (await tick(engine.db, worker, [], 50)).claimed.filter((claimed) => claimed.runId === runId);
const set = (runId: string, baseVersion: number, tasks: TaskDraftInput[]) =>
  engine.runs.setPlan({ runId, baseVersion, tasks: tasks.map((draft) => taskDraftSchema.parse(draft)) }, operator);

describe('a run of given tasks whose plan is to be reviewed', () => {
  const create = () =>
    engine.runs.create(createRunSchema.parse({ goal: 'Review it', tasks: layers(2, 1), reviewPlan: true }), operator, null);

  it('is PAUSED and starts nothing until it is resumed', async () => {
    const { id, status } = await create();
    expect(status).toBe('PAUSED');
    expect(await engine.runs.get(id)).toMatchObject({ status: 'PAUSED', statusReason: 'plan_review', lastSeq: 2 });
    await auditRun(engine.db, id);
    expect(await claim(id)).toEqual([]);
    expect(await engine.runs.resume(id, operator)).toMatchObject({ status: 'RUNNING' });
    expect(await claim(id)).toHaveLength(2);
    await auditRun(engine.db, id);
  });

  it('takes another plan as a whole, and the version it was made from is checked', async () => {
    const { id } = await create();
    const edited = await set(id, 1, [task('a'), task('b', ['a']), task('t0_0', ['a'], { prompt: 'Changed' })]);
    expect(edited).toMatchObject({ graphVersion: 2, counts: { total: 3, ready: 1, pending: 2 } });
    expect(edited.tasks.map(({ key, dependsOn, status }) => [key, dependsOn, status])).toEqual([
      ['a', [], 'READY'],
      ['b', ['a'], 'PENDING'],
      ['t0_0', ['a'], 'PENDING'],
    ]);
    await auditRun(engine.db, id);
    await expect(set(id, 1, [task('z')])).rejects.toMatchObject({ code: 'stale_version', status: 409 });
    expect((await engine.runs.plan(id)).tasks.map((draft) => draft.key)).toEqual(['a', 'b', 't0_0']);
    await engine.runs.resume(id, operator);
    expect((await claim(id)).length).toBe(1);
    await auditRun(engine.db, id);
    await expect(set(id, 2, [task('z')])).rejects.toMatchObject({ code: 'conflict' });
  });

  it.each<[string, TaskDraftInput[], string]>([
    ['a cycle', [task('a', ['b']), task('b', ['a'])], 'tasks.0.dependsOn'],
    ['no role', [{ key: 'a', prompt: 'x' }], 'tasks.0.role'],
    ['a gate that does not say what it judges', [{ ...task('a'), kind: 'gate' }], 'tasks.0.gate'],
    ['a value that nobody hands on', [task('a'), task('b', ['a'], { prompt: '{{tasks.a.outputs.x}}' })], 'tasks.1.prompt'],
    [
      'a pattern in a schema',
      [task('a', [], { outputs: { type: 'object', properties: { x: { pattern: '(a+)+$' } } } })],
      'tasks.0.outputs.properties.x.pattern',
    ],
  ])('refuses %s and keeps what it had', async (_name, tasks, path) => {
    const { id } = await create();
    const before = await engine.runs.get(id);
    await expect(set(id, 1, tasks)).rejects.toMatchObject({ status: 422, issues: [expect.objectContaining({ path })] });
    expect(await engine.runs.get(id)).toEqual(before);
  });
});

describe('a planned run whose plan is to be reviewed', () => {
  const planned = async () => {
    const id = await engine.create(undefined, { reviewPlan: true });
    const [planner] = await claim(id);
    if (!planner) throw new Error('the planner was not claimed');
    expect(await engine.store(worker).applyPlan(planner, { tasks: [task('one'), task('two', ['one'])] })).toEqual({
      ok: true,
      verdict: 'paused',
    });
    return { id, planner };
  };

  it('pauses once it is planned, takes an edit behind the planner, and goes on when resumed', async () => {
    const { id, planner } = await planned();
    expect(await engine.runs.get(id)).toMatchObject({ status: 'PAUSED', statusReason: 'plan_review' });
    await expect(set(id, 2, [task('a')])).rejects.toMatchObject({ code: 'conflict' });
    await tick(engine.db, worker, [{ ...planner, deferrals: 0 }], 4);
    await auditRun(engine.db, id);
    const edited = await set(id, 2, [task('a'), task('b', ['a'])]);
    expect(edited.tasks.map(({ key, dependsOn, status }) => [key, dependsOn, status])).toEqual([
      ['plan', [], 'SUCCEEDED'],
      ['a', ['plan'], 'READY'],
      ['b', ['a'], 'PENDING'],
    ]);
    await auditRun(engine.db, id);
    await engine.runs.resume(id, operator);
    const [first] = await claim(id);
    if (!first) throw new Error('the first task was not claimed');
    const next = await tick(engine.db, worker, [{ ...first, deferrals: 0 }], 4);
    expect(next.claimed.filter((claimed) => claimed.runId === id)).toHaveLength(1);
    await auditRun(engine.db, id);
  });

  it('a pause by hand before the plan stands does not let it start unseen', async () => {
    const id = await engine.create(undefined, { reviewPlan: true });
    const [planner] = await claim(id);
    if (!planner) throw new Error('the planner was not claimed');
    await engine.runs.pause(id, operator);
    await engine.store(worker).applyPlan(planner, { tasks: [task('one')] });
    expect(await engine.runs.get(id)).toMatchObject({ status: 'PAUSED', statusReason: 'plan_review' });
    await auditRun(engine.db, id);
  });
});

it('outputs of a task stand in the prompts that name them', async () => {
  const outputs = { type: 'object', properties: { region: { type: 'string' } }, required: ['region'] };
  const id = await engine.create([
    task('survey', [], { outputs }),
    task('report', ['survey'], { prompt: 'Write about {{tasks.survey.outputs.region}}.' }),
  ]);
  const store = engine.store(worker);
  const [survey] = await claim(id);
  if (!survey) throw new Error('not claimed');
  expect(await store.brief(survey)).toMatchObject({ outputsSchema: outputs, filledFrom: [] });
  await store.startConversation(survey, { system: 's', user: 'u' });
  await store.commitTools(survey, { conversation: 1, turn: 1 }, [], [], { region: 'the north' });
  const next = await tick(engine.db, worker, [{ ...survey, deferrals: 0 }], 4);
  const report = next.claimed.find((claimed) => claimed.runId === id);
  if (!report) throw new Error('not claimed');
  expect(await store.brief(report)).toMatchObject({ prompt: 'Write about the north.', filledFrom: ['survey'], outputsSchema: null });
});
