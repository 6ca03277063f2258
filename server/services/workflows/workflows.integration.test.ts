import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRunSchema } from '@/lib/contracts/run';
import { updateWorkflowSchema } from '@/lib/contracts/workflow';
import { type Engine, openEngine, operator } from '@/test/engine/open-engine';
import { openWorkflows, type WorkflowWorld } from '@/test/workflows/open-workflows';

let engine: Engine;
let world: WorkflowWorld;
beforeAll(async () => {
  engine = await openEngine();
  world = openWorkflows(engine);
});
afterAll(() => engine.close());

const start = (workflow: string, workflowInputs: Record<string, unknown>, key: string | null = null) =>
  engine.runs.create(createRunSchema.parse({ workflow, workflowInputs }), operator, key === null ? null : { key, bodyHash: key });
const change = (key: string, goal: string, baseVersion?: number) =>
  world.workflows.update(updateWorkflowSchema.parse({ key, goal, baseVersion }), operator);

describe('versions', () => {
  it('a change makes a new one; a run keeps the one it started from', async () => {
    await world.make('berths');
    const { id } = await start('berths', { pier: 'the east pier' });
    expect(await engine.runs.get(id)).toMatchObject({
      goal: 'Plan the east pier',
      workflow: { key: 'berths', version: 1 },
      tasks: [{ key: 'survey' }],
    });
    expect(await change('berths', 'Changed', 1)).toMatchObject({ version: 2, goal: 'Changed' });
    expect(await engine.runs.get(id)).toMatchObject({ workflow: { version: 1 } });
    expect(await world.workflows.version('berths', 1)).toMatchObject({ version: 1, goal: 'Plan {{inputs.pier}}' });
    expect((await world.workflows.versions({ key: 'berths', limit: 50 })).items.map(({ version }) => version)).toEqual([2, 1]);
    expect((await world.audited()).slice(0, 3)).toEqual([
      'workflow.update Berths',
      'run.create Plan the east pier',
      'workflow.create Berths',
    ]);
  });

  it('of two who changed the same one, the second is told', async () => {
    await world.make('raced');
    const answers = await Promise.allSettled(['a', 'b', 'c'].map((goal) => change('raced', goal, 1)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'stale_version' });
    expect((await world.workflows.get('raced')).version).toBe(2);
    await Promise.all([change('raced', 'd'), change('raced', 'e')]);
    expect((await world.workflows.get('raced')).version).toBe(4);
  });

  it('a deleted one is gone for starting, not for reading; its key goes on counting', async () => {
    await world.make('gone');
    await start('gone', { pier: 'x' }, 'repeat');
    await world.workflows.delete('gone', operator);
    await expect(world.workflows.get('gone')).rejects.toMatchObject({ code: 'not_found' });
    await expect(start('gone', { pier: 'x' })).rejects.toMatchObject({ issues: [{ path: 'workflow' }] });
    expect((await start('gone', { pier: 'x' }, 'repeat')).id, 'a repeat answers the first result').toBeTruthy();
    expect((await world.workflows.version('gone', 1)).goal).toBe('Plan {{inputs.pier}}');
    await world.make('gone', { goal: 'Back' });
    expect(await world.workflows.get('gone')).toMatchObject({ version: 2, goal: 'Back' });
  });
});

it('a key is taken once, also by what comes with the product', async () => {
  await world.make('once');
  for (const key of ['once', 'ship-a-feature']) await expect(world.make(key)).rejects.toMatchObject({ code: 'conflict' });
  await expect(change('ship-a-feature', 'mine')).rejects.toMatchObject({ code: 'conflict' });
  await expect(world.workflows.delete('research-report', operator)).rejects.toMatchObject({ code: 'conflict' });
});

it('a list is paged through without gap, repetition or an order of its own', async () => {
  for (const key of ['m-1', 'm-2', 'M-3', 'm-4', 'm-5']) await world.make(key, { tags: ['paged'] });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await world.workflows.list({ limit: 2, ...(cursor ? { cursor } : {}) });
    seen.push(...page.items.map(({ key }) => key));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(seen).toEqual([...seen].sort());
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual(expect.arrayContaining(['M-3', 'm-5', 'incident-post-mortem', 'ship-a-feature']));
  expect((await world.workflows.list({ q: 'PAGED', limit: 50 })).items).toHaveLength(5);
  expect((await world.workflows.list({ q: 'what went well', limit: 50 })).items.map(({ key }) => key)).toEqual(['incident-post-mortem']);
});

it('documents of inputs are documents of the run, under their names', async () => {
  await world.make('read', {
    goal: 'Read {{inputs.notes}}',
    inputs: [{ name: 'notes', type: 'document', required: true }],
    tasks: [],
  });
  const { id } = await start('read', { notes: { name: 'log.csv', type: 'data', content: 'a,b' } });
  const documents = await engine.db.query({ text: 'SELECT name, type FROM artifacts WHERE run_id = $1', values: [id] });
  expect(documents).toEqual([{ name: 'log.csv', type: 'data' }]);
  expect((await engine.runs.get(id)).goal).toBe('Read log.csv');
});

it('the plan of a run becomes a workflow that makes the same plan', async () => {
  const prompt = 'Write {{ something }} like {{tasks.a.outputs.x}}';
  const outputs = { type: 'object', properties: { x: { type: 'string' } } };
  const id = await engine.create(
    [
      { key: 'a', role: 'tech_lead', prompt: 'y {{z}}', tier: 'economy', maxAttempts: 5, outputs },
      { key: 'b', title: 'Second', role: 'code_reviewer', prompt, dependsOn: ['a'], timeoutSeconds: 60 },
    ],
    { budgetUsd: 2.5 },
  );
  const draft = await world.workflows.draftOfRun(id);
  expect(draft).toMatchObject({ goal: 'A goal', budgetUsd: 2.5 });
  await world.workflows.create({ key: 'again', ...draft }, operator, null);
  const again = await start('again', {});
  const specsOf = (runId: string) =>
    engine.db.query({
      text: 'SELECT node, key, title, role, prompt, tier, max_attempts, timeout_seconds, depends_on, outputs FROM task_specs WHERE run_id = $1 ORDER BY node',
      values: [runId],
    });
  expect(await specsOf(again.id)).toEqual(await specsOf(id));
});
