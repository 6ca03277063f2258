import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CreateRunInput, createRunSchema } from '@/lib/contracts/run';
import { auditRun } from '@/test/engine/audit';
import { type Engine, layers, openEngine, operator, task } from '@/test/engine/open-engine';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const create = (input: CreateRunInput, key: { key: string; bodyHash: string } | null = null) =>
  engine.runs.create(createRunSchema.parse(input), operator, key);

const countRuns = async () => (await engine.db.query<{ n: number }>({ text: 'SELECT count(*)::int AS n FROM runs' }))[0]?.n;

it('writes the whole graph, its queue and the first event at once', async () => {
  const { id, status, url } = await create({
    goal: 'Build it',
    tasks: layers(2, 3),
    inputs: [{ name: 'a.md', type: 'requirements', content: '# A' }],
  });
  expect({ status, url }).toEqual({ status: 'RUNNING', url: `http://test/runs/${id}` });
  expect(await engine.runs.get(id)).toMatchObject({
    goal: 'Build it',
    lastSeq: 1,
    counts: { total: 5, ready: 2, pending: 3 },
    graphVersion: 1,
  });
  await auditRun(engine.db, id);
});

it('a goal alone begins with the planner', async () => {
  const { id, status } = await create({ goal: 'Plan it' });
  expect(status).toBe('PLANNING');
  expect((await engine.runs.get(id)).tasks.map(({ key, role, status: of }) => [key, role, of])).toEqual([['plan', 'planner', 'READY']]);
  await auditRun(engine.db, id);
});

describe('an idempotency key', () => {
  it('given 20 times at once makes one run, and all hear of it', async () => {
    const before = await countRuns();
    const answers = await Promise.all(Array.from({ length: 20 }, () => create({ goal: 'Once' }, { key: 'k1', bodyHash: 'h' })));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await countRuns()).toBe((before ?? 0) + 1);
  });

  it('with another body is refused, after 24 hours taken afresh', async () => {
    const first = await create({ goal: 'One' }, { key: 'k2', bodyHash: 'h1' });
    await expect(create({ goal: 'Two' }, { key: 'k2', bodyHash: 'h2' })).rejects.toMatchObject({
      code: 'idempotency_mismatch',
      status: 422,
    });
    await engine.skew('25 hours');
    const second = await create({ goal: 'Two' }, { key: 'k2', bodyHash: 'h2' });
    await engine.skew('0');
    expect(second.id).not.toBe(first.id);
  });

  it('of a creation that was refused can be used again', async () => {
    const cyclic = { goal: 'x', tasks: [task('a', ['b']), task('b', ['a'])] };
    await expect(create(cyclic, { key: 'k3', bodyHash: 'h' })).rejects.toMatchObject({ code: 'invalid_input' });
    expect((await create({ goal: 'x' }, { key: 'k3', bodyHash: 'h' })).status).toBe('PLANNING');
  });
});

const bare = { role: 'tech_lead', prompt: 'x' } as const;
const gate = { key: 'a', kind: 'gate', gate: { type: 'custom', criteria: 'It is kind.' } } as const;
const branch = (key: string, ways: { condition?: string; ifTrue?: string[]; ifFalse?: string[] }) => ({
  key,
  kind: 'branch' as const,
  branch: { condition: 'run.spentUsd < 1', ifTrue: [], ifFalse: [], ...ways },
});
const document = { name: 'a.md', type: 'document', content: 'x' };
const binary = Buffer.from([0xff, 0xfe, 0x00, 0x01]).toString('base64');
const nul = Buffer.from('a\u0000b').toString('base64');

describe('refused with 422, naming the place', () => {
  it.each<[string, Omit<CreateRunInput, 'goal'>, string, string]>([
    ['a cycle', { tasks: [task('a', ['b']), task('b', ['a'])] }, 'invalid_input', 'tasks.0.dependsOn'],
    ['an unknown key', { tasks: [task('a', ['z'])] }, 'invalid_input', 'tasks.0.dependsOn.0'],
    ['a duplicate key', { tasks: [task('a'), task('a')] }, 'invalid_input', 'tasks.1.key'],
    ['a missing role', { tasks: [{ key: 'a', prompt: 'x' }] }, 'invalid_input', 'tasks.0.role'],
    ['a missing prompt', { tasks: [{ key: 'a', role: 'tech_lead' }] }, 'invalid_input', 'tasks.0.prompt'],
    ['a planner among the tasks', { tasks: [{ ...bare, key: 'a', role: 'planner' }] }, 'invalid_input', 'tasks.0.role'],
    ['tasks and a workflow', { tasks: [task('a')], workflow: 'w' }, 'invalid_input', 'workflow'],
    ['two documents of one name', { inputs: [document, document] }, 'invalid_input', 'inputs.1.name'],
    ['what is not base64', { inputs: [{ ...document, content: '§§§', encoding: 'base64' }] }, 'invalid_input', 'inputs.0.content'],
    ['base64 padded in part', { inputs: [{ ...document, content: 'YQ=', encoding: 'base64' }] }, 'invalid_input', 'inputs.0.content'],
    ['a binary document', { inputs: [{ ...document, content: binary, encoding: 'base64' }] }, 'invalid_input', 'inputs.0.content'],
    ['NUL behind base64', { inputs: [{ ...document, content: nul, encoding: 'base64' }] }, 'invalid_input', 'inputs.0.content'],
    ['a gate without a type', { tasks: [{ key: 'a', kind: 'gate' }] }, 'invalid_input', 'tasks.0.gate'],
    ['a model’s gate without a role', { tasks: [{ ...gate, prompt: 'x' }] }, 'invalid_input', 'tasks.0.role'],
    ['a model’s gate without a prompt', { tasks: [{ ...gate, role: 'tech_lead' }] }, 'invalid_input', 'tasks.0.prompt'],
    ['a gate on an agent', { tasks: [{ ...bare, key: 'a', gate: { type: 'human' } }] }, 'invalid_input', 'tasks.0.gate'],
    ['a branch without a condition', { tasks: [{ key: 'a', kind: 'branch' }] }, 'invalid_input', 'tasks.0.branch'],
    [
      'a condition that does not parse',
      { tasks: [branch('a', { condition: 'artifact.n <' })] },
      'invalid_input',
      'tasks.0.branch.condition',
    ],
    [
      'a condition over nothing known',
      { tasks: [branch('a', { condition: 'coverage < 80' })] },
      'invalid_input',
      'tasks.0.branch.condition',
    ],
    [
      'a regular expression',
      { tasks: [branch('a', { condition: 'run.goal.matches("(a+)+")' })] },
      'invalid_input',
      'tasks.0.branch.condition',
    ],
    ['a way to nowhere', { tasks: [branch('a', { ifTrue: ['z'] })] }, 'invalid_input', 'tasks.0.branch.ifTrue.0'],
    [
      'one task on both ways',
      { tasks: [branch('a', { ifTrue: ['b'], ifFalse: ['b'] }), task('b')] },
      'invalid_input',
      'tasks.0.branch.ifFalse.0',
    ],
    ['a way back', { tasks: [{ ...branch('a', { ifTrue: ['b'] }), dependsOn: ['b'] }, task('b')] }, 'invalid_input', 'tasks.0.dependsOn'],
    ['an unknown workflow', { workflow: 'w' }, 'invalid_input', 'workflow'],
  ])('%s', async (_name, input, code, path) => {
    const before = await countRuns();
    const refused = create({ goal: 'x', ...input });
    await expect(refused).rejects.toMatchObject({ code, status: 422, issues: expect.arrayContaining([expect.objectContaining({ path })]) });
    expect(await countRuns()).toBe(before);
  });

  it.each([
    ['goal', { goal: 'a\u0000b' }],
    ['tasks.0.prompt', { goal: 'x', tasks: [{ ...bare, key: 'a', prompt: 'a\u0000b' }] }],
    ['inputs.0.content', { goal: 'x', inputs: [{ ...document, content: 'a\u0000b' }] }],
    ['tasks.0.key', { goal: 'x', tasks: [{ ...bare, key: '1 a' }] }],
    ['inputs.0.type', { goal: 'x', inputs: [{ ...document, type: 'text/plain' }] }],
    ['inputs.0.name', { goal: 'x', inputs: [{ ...document, name: '../a' }] }],
    ['budgetUsd', { goal: 'x', budgetUsd: 0 }],
  ])('%s is refused by the schema', (path, input) => {
    const parsed = createRunSchema.safeParse(input);
    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });
});

it('reads documents sent as base64 as text', async () => {
  const content = Buffer.from('naïve ✓').toString('base64');
  const { id } = await create({ goal: 'x', inputs: [{ ...document, content, encoding: 'base64' }] });
  expect(await engine.store('w').readArtifact(id, 'a.md')).toMatchObject({ content: 'naïve ✓', taskKey: null, version: 1 });
});

it('pages runs newest first, and refuses a cursor that is not its own', async () => {
  const { items, nextCursor } = await engine.runs.list({ limit: 2 });
  const rest = await engine.runs.list({ limit: 200, cursor: nextCursor ?? undefined });
  const ids = [...items, ...rest.items].map(({ id }) => id);
  // A run that waited for a key was made under a moved clock: the database's time is the order.
  const times = [...items, ...rest.items].map(({ createdAt }) => createdAt);
  expect(times).toEqual([...times].sort().reverse());
  expect(new Set(ids).size).toBe(await countRuns());
  await expect(engine.runs.list({ limit: 2, cursor: 'bm90IG91cnM' })).rejects.toMatchObject({ code: 'invalid_input' });
});
