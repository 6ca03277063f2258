import { createHmac } from 'node:crypto';
import type { RunDetail } from '@/lib/contracts/run';
import type { Answer, RunApi } from './support/run-api';
import { expect, test } from './support/test';

interface Problem {
  status: number;
  code: string;
  detail: string;
  issues?: { path: string }[];
}

const BODY = {
  title: 'Berth plan',
  goal: 'Plan {{inputs.pier}}',
  inputs: [
    { name: 'pier', type: 'text', required: true },
    { name: 'seats', type: 'number' },
  ],
  tasks: [{ key: 'survey', role: 'tech_lead', prompt: 'Measure {{inputs.pier}}' }],
};
const make = async (api: RunApi, over: object = {}): Promise<string> => {
  const key = `berths-${Math.random().toString(36).slice(2, 10)}`;
  await api.read('/workflows', { method: 'POST', body: { key, ...BODY, ...over } });
  return key;
};

test('a workflow: made, read, changed, started, deleted', async ({ api }) => {
  const key = await make(api);
  const first = await api.read<{ version: number }>(`/workflows/${key}`);
  expect(first).toMatchObject({ key, version: 1, builtIn: false, ...BODY, tasks: [{ key: 'survey' }] });
  const changed = await api.call<{ version: number }>(`/workflows/${key}`, {
    method: 'PUT',
    body: { key, ...BODY, goal: 'Again', baseVersion: 1 },
  });
  expect([changed.status, changed.body.version]).toEqual([200, 2]);
  expectProblem(await api.call<Problem>(`/workflows/${key}`, { method: 'PUT', body: { ...BODY, baseVersion: 1 } }), 409, 'stale_version');
  expectProblem(await api.call<Problem>('/workflows', { method: 'POST', body: { key, ...BODY } }), 409, 'conflict');
  expect((await api.read<{ items: { version: number }[] }>(`/workflows/${key}/versions`)).items.map(({ version }) => version)).toEqual([
    2, 1,
  ]);
  expect(await api.read(`/workflows/${key}/versions/1`)).toMatchObject({ version: 1, goal: BODY.goal });
  const { id } = await api.read<{ id: string }>('/runs', {
    method: 'POST',
    body: { goal: 'My own', workflow: key, workflowInputs: { pier: 'east' } },
  });
  expect(await api.read<RunDetail>(`/runs/${id}`)).toMatchObject({
    goal: 'My own',
    workflow: { key, version: 2 },
    tasks: [{ key: 'survey' }],
  });
  expect((await api.call(`/workflows/${key}`, { method: 'DELETE' })).status).toBe(204);
  for (const path of [`/workflows/${key}`, '/workflows/nobody-made-it']) expectProblem(await api.call<Problem>(path), 404, 'not_found');
  expect(await api.read(`/workflows/${key}/versions/2`)).toMatchObject({ goal: 'Again' });
});

test('workflows page, search, and those that come with the product', async ({ api }) => {
  await make(api);
  const seen: string[] = [];
  let cursor: string | null = '';
  do {
    const page: { items: { key: string }[]; nextCursor: string | null } = await api.read(
      `/workflows?limit=1${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    );
    seen.push(...page.items.map(({ key }) => key));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual(expect.arrayContaining(['ship-a-feature', 'research-report', 'incident-post-mortem']));
  for (const query of ['limit=0', 'limit=201', 'cursor=nonsense', 'colour=red'])
    expectProblem(await api.call<Problem>(`/workflows?${query}`), 422, 'invalid_input');
});

const task = { key: 'a', role: 'tech_lead', prompt: 'x' };
const BAD: [name: string, body: object, path: string][] = [
  ['no goal', { goal: undefined }, 'goal'],
  ['an unknown placeholder', { goal: 'For {{inputs.whom}}' }, 'goal'],
  ['one in a prompt', { tasks: [{ ...task, prompt: '{{whom}}' }] }, 'tasks.0.prompt'],
  ['an unknown dependency', { tasks: [{ ...task, dependsOn: ['b'] }] }, 'tasks.0.dependsOn.0'],
  ['an unknown type', { inputs: [{ name: 'pier', type: 'date' }] }, 'inputs.0.type'],
  ['a default of another type', { inputs: [{ name: 'pier', type: 'number', default: 'x' }] }, 'inputs.0.default'],
  ['an unknown field', { colour: 'red' }, 'colour'],
  ['a NUL', { description: 'a\u0000b' }, 'description'],
  ['a key that is a page', { key: 'new' }, 'key'],
];

test('a bad workflow, and a bad start of a good one, are 422 with the path', async ({ api }) => {
  for (const [name, over, path] of BAD) {
    const answer = await api.call<Problem>('/workflows', { method: 'POST', body: { key: 'bad', ...BODY, ...over } });
    expectProblem(answer, 422, 'invalid_input');
    expect(
      answer.body.issues?.map((issue) => issue.path),
      name,
    ).toContain(path);
  }
  const key = await make(api);
  for (const [workflowInputs, path] of [
    [{}, 'workflowInputs.pier'],
    [{ pier: 7 }, 'workflowInputs.pier'],
    [{ pier: 'x', seats: 'many' }, 'workflowInputs.seats'],
    [{ pier: 'x', colour: 'red' }, 'workflowInputs.colour'],
  ] as const) {
    const answer = await api.call<Problem>('/runs', { method: 'POST', body: { goal: 'x', workflow: key, workflowInputs } });
    expectProblem(answer, 422, 'invalid_input');
    expect(answer.body.issues?.map((issue) => issue.path)).toEqual([path]);
  }
});

test('a webhook: signed once, refused twice, and unknown to who does not know it', async ({ api, product }) => {
  const key = await make(api);
  const hook = await api.read<{ path: string; secret: string }>(`/workflows/${key}/webhooks`, { method: 'POST', body: { name: 'ci' } });
  const send = async (
    body: string,
    headers: Record<string, string> = {},
    path = hook.path,
  ): Promise<Answer<Problem & { runId: string }>> => {
    const answer = await fetch(`${product.url}${path}`, { method: 'POST', body, headers });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Problem & { runId: string } };
  };
  const signed = (body: string, seconds = Math.floor(Date.now() / 1000)) => ({
    'x-signalbox-signature': `t=${seconds},v1=${createHmac('sha256', hook.secret).update(`${seconds}.${body}`).digest('hex')}`,
  });
  const body = JSON.stringify({ pier: 'the west pier', more: true });
  const headers = signed(body);
  const taken = await send(body, headers);
  expect(taken.status).toBe(202);
  expect(await api.read<RunDetail>(`/runs/${taken.body.runId}`)).toMatchObject({ goal: 'Plan the west pier', createdBy: 'webhook:ci' });
  expectProblem(await send(body, headers), 409, 'conflict');
  expectProblem(await send(body), 401, 'unauthenticated');
  expectProblem(await send(`${body} `, headers), 401, 'unauthenticated');
  expectProblem(await send(body, signed(body, 1_000_000_000)), 401, 'unauthenticated');
  expectProblem(await send('{}', signed('{}')), 422, 'invalid_input');
  const large = JSON.stringify({ pier: 'x'.repeat(300_000) });
  expectProblem(await send(large, signed(large)), 413, 'payload_too_large');
  for (const id of ['01900000-0000-7000-8000-000000000000', 'not-an-id'])
    expectProblem(await send(body, headers, `/api/hooks/${id}`), 404, 'not_found');
  expect(JSON.stringify(await api.read(`/workflows/${key}/webhooks`))).not.toContain(hook.secret);
  expect(product.output()).not.toContain(hook.secret);
});

test('a schedule starts a run once its time has come', async ({ api }) => {
  const key = await make(api);
  const schedule = { name: 'every minute', cron: '* * * * *', inputs: { pier: 'north' } };
  const made = await api.read<{ nextAt: string[] }>(`/workflows/${key}/schedules`, { method: 'POST', body: schedule });
  expect(made.nextAt).toHaveLength(3);
  const last = async () => {
    const { items } = await api.read<{ items: { last: { outcome: string; runId: string } | null }[] }>(`/workflows/${key}/schedules`);
    return items[0]?.last ?? null;
  };
  await expect.poll(async () => (await last())?.outcome, { timeout: 90_000 }).toBe('started');
  expect(await api.read<RunDetail>(`/runs/${(await last())?.runId}`)).toMatchObject({
    goal: 'Plan north',
    createdBy: 'schedule:every minute',
  });
  await api.call(`/workflows/${key}`, { method: 'DELETE' });
});

test('what may not be done is not done', async ({ api }) => {
  const key = await make(api);
  for (const role of ['viewer', 'approver']) {
    const { token } = await api.read<{ token: string }>('/tokens', { method: 'POST', body: { name: `as ${role}`, role } });
    expect((await api.call(`/workflows/${key}`, { token })).status).toBe(200);
    for (const [method, path, body] of [
      ['POST', '/workflows', { key: 'x', ...BODY }],
      ['PUT', `/workflows/${key}`, BODY],
      ['DELETE', `/workflows/${key}`, undefined],
      ['POST', `/workflows/${key}/webhooks`, { name: 'x' }],
      ['POST', `/workflows/${key}/schedules`, { name: 'x', cron: '* * * * *' }],
    ] as const) {
      expectProblem(await api.call<Problem>(path, { method, body, token }), 403, 'forbidden');
    }
  }
});

test.describe('those that come with the product run to their end', () => {
  for (const [workflow, workflowInputs, tasks] of [
    ['ship-a-feature', { feature: 'A dark theme' }, 8],
    ['research-report', { question: 'Do tide tables save fuel?', sources: 'Ferries at slack tide burned 12 % less.' }, 6],
    ['incident-post-mortem', { incident: 'The tide service stood still', minutes: 41, customers: false }, 7],
  ] as const) {
    test(workflow, async ({ api }) => {
      const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { workflow, workflowInputs } });
      await expect.poll(async () => (await api.read<RunDetail>(`/runs/${id}`)).status, { timeout: 60_000 }).toBe('SUCCEEDED');
      const run = await api.read<RunDetail>(`/runs/${id}`);
      expect(run.counts).toMatchObject({ total: tasks, succeeded: tasks });
      expect(run.goal).not.toContain('{{');
    });
  }
});

function expectProblem({ status, body, headers }: Answer<Problem>, expected: number, code: string): void {
  expect({ status, code: body.code }, JSON.stringify(body)).toEqual({ status: expected, code });
  expect(headers.get('content-type')).toContain('application/problem+json');
}
