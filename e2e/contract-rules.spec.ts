import type { RunApi } from './support/run-api';
import { expect, test } from './support/test';

interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  issues?: { path: string; message: string }[];
}

const task = (key: string, dependsOn: string[] = [], more: object = {}) => ({
  key,
  role: 'tech_lead',
  prompt: `Work on ${key}.`,
  dependsOn,
  ...more,
});

/** A run that does no harm: it is cancelled at once. */
async function anyRun(api: RunApi): Promise<string> {
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'Any', tasks: [task('a')] } });
  await api.read(`/runs/${id}/cancel`, { method: 'POST' });
  return id;
}

test('without a good token every call is 401, pages redirect, health is open', async ({ api, product }) => {
  for (const token of [null, 'not-a-token', '']) {
    for (const path of [
      '/runs',
      '/nothing',
      '/openapi.json',
      '/api/trpc/runs.list',
      '/api/trpc/nothing.here',
      '/api/trpc/a.b,c.d?batch=1',
    ]) {
      expect((await api.call(path, { token })).status, `${path} with ${token}`).toBe(401);
    }
    expect((await api.call('/runs', { token, method: 'POST', body: '{' })).status).toBe(401);
  }
  for (const page of ['/', '/runs', '/runs/new', '/settings/tokens']) {
    const answer = await fetch(product.url + page, { redirect: 'manual' });
    expect(answer.status, page).toBeGreaterThanOrEqual(300);
    expect(answer.status, page).toBeLessThan(400);
    expect(answer.headers.get('location'), page).toContain('/sign-in');
  }
  const health = await api.call<object>('/api/health', { token: null });
  expect(health.status).toBe(200);
  expect(health.body).toMatchObject({ status: 'ok', database: 'ok', bus: product.bus, workers: 1, model: 'offline' });
  expect((await api.call('/api/ready', { token: null })).status).toBe(200);
});

test('what is not there is 404 and what is not possible 405, as problem+json', async ({ api }) => {
  const missing = '01900000-0000-7000-8000-000000000000';
  for (const path of [
    '/nothing',
    `/dead-letters/${missing}`,
    `/incidents/${'0'.repeat(32)}`,
    `/checkpoints/${missing}`,
    `/runs/${missing}/checkpoints`,
    `/runs/${missing}/edits`,
    `/runs/${missing}/edits/2`,
    `/runs/${missing}/graph`,
    `/escalations/${missing}`,
    `/runs/${missing}`,
    '/runs/not-an-id',
    `/artifacts/${missing}`,
    `/runs/${missing}/events`,
    `/runs/${missing}/artifacts`,
    `/runs/${missing}/export`,
  ]) {
    expectProblem(await api.call<Problem>(path), 404, 'not_found');
  }
  for (const verb of ['pause', 'resume', 'cancel'])
    expectProblem(await api.call<Problem>(`/runs/${missing}/${verb}`, { method: 'POST' }), 404, 'not_found');
  for (const [method, path] of [
    ['DELETE', '/runs'],
    ['PUT', '/runs'],
    ['PATCH', '/runs'],
    ['GET', `/runs/${missing}/pause`],
    ['POST', `/runs/${missing}`],
  ] as const) {
    const answer = await api.call<Problem>(path, { method });
    expectProblem(answer, 405, 'method_not_allowed');
    expect(answer.headers.get('allow'), `${method} ${path}`).toBeTruthy();
  }
});

test('a role may do what the contract gives it', async ({ api }) => {
  const runId = await anyRun(api);
  const writes = [
    ['POST', '/runs', { goal: 'x', tasks: [task('a')] }],
    ['POST', `/runs/${runId}/pause`, undefined],
    ['PATCH', `/runs/${runId}/budget`, { budgetUsd: 1 }],
    ['POST', `/runs/${runId}/checkpoints`, { label: 'x' }],
    ['POST', `/checkpoints/${runId}/resume`, { mode: 'fork' }],
    ['POST', `/dead-letters/${runId}/replay`, {}],
    ['POST', `/incidents/${'0'.repeat(32)}/discard`, { reason: 'x' }],
  ] as const;
  for (const role of ['viewer', 'approver', 'operator']) {
    const { token } = await api.read<{ token: string }>('/tokens', { method: 'POST', body: { name: `as ${role}`, role } });
    expect((await api.call(`/runs/${runId}`, { token })).status).toBe(200);
    for (const [method, path, body] of writes) {
      const answer = await api.call<Problem>(path, { method, body, token });
      if (role === 'operator') expect(answer.status, `${role} ${path}`).not.toBe(403);
      else expectProblem(answer, 403, 'forbidden');
    }
    expectProblem(await api.call<Problem>('/tokens', { token }), 403, 'forbidden');
    expectProblem(await api.call<Problem>('/tokens', { token, method: 'POST', body: { name: 'more', role: 'admin' } }), 403, 'forbidden');
  }
});

test('tokens: made once, used, listed without their secret, revoked', async ({ api }) => {
  const made = await api.call<{ id: string; token: string }>('/tokens', {
    method: 'POST',
    body: { name: 'nightly build', role: 'viewer' },
  });
  expect(made.status).toBe(201);
  const { id, token } = made.body;
  expect((await api.call('/runs', { token })).status).toBe(200);
  const list = await api.read<{ items: { id: string }[] }>('/tokens');
  expect(list.items.map((one) => one.id)).toContain(id);
  expect(JSON.stringify(list)).not.toContain(token);
  expect((await api.call(`/tokens/${id}`, { method: 'DELETE' })).status).toBeLessThan(300);
  await expect.poll(async () => (await api.call('/runs', { token })).status).toBe(401);
  const past = await api.read<{ token: string }>('/tokens', {
    method: 'POST',
    body: { name: 'short', role: 'viewer', expiresAt: new Date(Date.now() + 1_500).toISOString() },
  });
  await expect.poll(async () => (await api.call('/runs', { token: past.token })).status).toBe(401);
  for (const body of [
    { name: 'x', role: 'king' },
    { name: '', role: 'viewer' },
    { role: 'viewer' },
    { name: 'x', role: 'viewer', more: 1 },
    { name: 'a\u0000b', role: 'viewer' },
  ]) {
    expectProblem(await api.call<Problem>('/tokens', { method: 'POST', body }), 422, 'invalid_input');
  }
});

const BAD_RUNS: [name: string, body: unknown, path: string | RegExp, code?: string][] = [
  ['no goal', { tasks: [task('a')] }, 'goal'],
  ['an empty goal', { goal: '  ' }, 'goal'],
  ['a goal of another kind', { goal: 7 }, 'goal'],
  ['NUL in the goal', { goal: 'a\u0000b' }, 'goal'],
  ['NUL in a prompt', { goal: 'x', tasks: [task('a', [], { prompt: 'a\u0000b' })] }, 'tasks.0.prompt'],
  ['NUL in a document', { goal: 'x', inputs: [{ name: 'a.md', type: 'document', content: 'a\u0000b' }] }, 'inputs.0.content'],
  [
    'NUL behind base64',
    { goal: 'x', inputs: [{ name: 'a.md', type: 'document', content: 'YQBi', encoding: 'base64' }] },
    'inputs.0.content',
  ],
  ['an unknown field', { goal: 'x', colour: 'red' }, /colour|^$/],
  ['an unknown field of a task', { goal: 'x', tasks: [task('a', [], { colour: 'red' })] }, /tasks\.0/],
  ['no task', { goal: 'x', tasks: [] }, 'tasks'],
  ['a cycle', { goal: 'x', tasks: [task('a', ['b']), task('b', ['a'])] }, /tasks/],
  ['a task after itself', { goal: 'x', tasks: [task('a', ['a'])] }, /tasks\.0\.dependsOn/],
  ['an unknown key', { goal: 'x', tasks: [task('a', ['nobody'])] }, 'tasks.0.dependsOn.0'],
  ['a key twice', { goal: 'x', tasks: [task('a'), task('a')] }, 'tasks.1.key'],
  ['a bad key', { goal: 'x', tasks: [task('1 a')] }, 'tasks.0.key'],
  ['an unknown role', { goal: 'x', tasks: [task('a', [], { role: 'king' })] }, 'tasks.0.role'],
  ['no prompt', { goal: 'x', tasks: [{ key: 'a', role: 'tech_lead' }] }, 'tasks.0.prompt'],
  ['no role', { goal: 'x', tasks: [{ key: 'a', prompt: 'p' }] }, 'tasks.0.role'],
  ['a MIME type', { goal: 'x', inputs: [{ name: 'a.md', type: 'text/markdown', content: 'a' }] }, 'inputs.0.type'],
  ['a path as a name', { goal: 'x', inputs: [{ name: '../a.md', type: 'document', content: 'a' }] }, 'inputs.0.name'],
  ['a document twice', { goal: 'x', inputs: [1, 2].map((n) => ({ name: 'a.md', type: 'document', content: `${n}` })) }, /inputs/],
  ['broken base64', { goal: 'x', inputs: [{ name: 'a', type: 'document', content: '%%%', encoding: 'base64' }] }, 'inputs.0.content'],
  ['a budget of nothing', { goal: 'x', budgetUsd: 0 }, 'budgetUsd'],
  ['a budget as text', { goal: 'x', budgetUsd: '5' }, 'budgetUsd'],
  [
    'a condition that does not parse',
    {
      goal: 'x',
      tasks: [task('a'), { key: 'b', kind: 'branch', dependsOn: ['a'], branch: { condition: 'a ===', ifTrue: [], ifFalse: [] } }],
    },
    /tasks\.1/,
    'any',
  ],
  ['an unknown workflow', { goal: 'x', workflow: 'nobody-made-it' }, 'workflow'],
  [
    'a gate of no kind',
    { goal: 'x', tasks: [task('a'), { key: 'g', kind: 'gate', dependsOn: ['a'], gate: { type: 'mood' } }] },
    'tasks.1.gate.type',
  ],
  [
    'a gate by no condition',
    { goal: 'x', tasks: [task('a'), { key: 'g', kind: 'gate', gate: { type: 'expression' } }] },
    /^tasks\.1\.gate/,
  ],
  ['a list', [1], ''],
  ['null', null, ''],
];

test('a bad run is 422 with the path of the fault, and leaves nothing', async ({ api }) => {
  const before = await api.read<{ items: { id: string }[] }>('/runs?limit=1');
  for (const [name, body, path, code = 'invalid_input'] of BAD_RUNS) {
    await test.step(name, async () => {
      const answer = await api.call<Problem>('/runs', { method: 'POST', body });
      expectProblem(answer, 422, code === 'any' ? answer.body.code : code);
      const paths = (answer.body.issues ?? []).map((issue) => issue.path);
      expect(
        paths.some((one) => (typeof path === 'string' ? one === path : path.test(one))),
        `${name}: ${JSON.stringify(answer.body)}`,
      ).toBe(true);
    });
  }
  expect((await api.read<{ items: { id: string }[] }>('/runs?limit=1')).items[0]?.id).toBe(before.items[0]?.id);
});

test('bodies that are no JSON, of another type or too large', async ({ api, product }) => {
  expectProblem(await api.call<Problem>('/runs', { method: 'POST', body: '{"goal":' }), 400, 'invalid_json');
  for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
    expectProblem(
      await api.call<Problem>('/runs', { method: 'POST', body: '{"goal":"x"}', headers: { 'content-type': type } }),
      415,
      'unsupported_media_type',
    );
  }
  expectProblem(
    await api.call<Problem>('/runs', { method: 'POST', body: { goal: 'x'.repeat(4 * 1024 * 1024) } }),
    413,
    'payload_too_large',
  );
  const bare = await fetch(`${product.url}/api/v1/runs/${await anyRun(api)}/cancel`, {
    method: 'POST',
    headers: { authorization: `Bearer ${product.token}` },
  });
  expect(bare.status, 'no body, no content type').not.toBe(415);
});

test('lists refuse what they do not know and page without gap or repetition', async ({ api }) => {
  const runId = await anyRun(api);
  for (const query of [
    'limit=0',
    'limit=201',
    'limit=-1',
    'limit=abc',
    'limit=',
    'limit=1.5',
    'limit=5&limit=6',
    'cursor=nonsense',
    'cursor=',
    'status=SLEEPING',
    'colour=red',
    'q=%00',
  ]) {
    const answer = await api.call<Problem>(`/runs?${query}`);
    expectProblem(answer, 422, 'invalid_input');
    if (query !== 'colour=red') expect(answer.body.issues?.[0]?.path, query).toBe(query.split('=')[0]);
  }
  for (const query of ['after=-1', 'after=x', 'limit=0', 'limit=201', 'colour=red', 'after=1&after=2']) {
    expectProblem(await api.call<Problem>(`/runs/${runId}/events?${query}`), 422, 'invalid_input');
  }
  const name = `Paging ${Date.now()}`;
  const ids: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: `${name} no. ${index}`, tasks: [task('a')] } });
    ids.unshift(id);
  }
  const seen: string[] = [];
  let cursor: string | null = '';
  do {
    const page: { items: { id: string }[]; nextCursor: string | null } = await api.read(
      `/runs?limit=2&q=${encodeURIComponent(name.toUpperCase())}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    );
    seen.push(...page.items.map((run) => run.id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(ids);
  for (const id of ids) await api.call(`/runs/${id}/cancel`, { method: 'POST' });
  for (const status of ['cancelled', 'CANCELLED']) {
    const found = await api.read<{ items: { status: string }[] }>(`/runs?status=${status}`);
    expect(found.items.length).toBeGreaterThan(0);
    expect(new Set(found.items.map((run) => run.status))).toEqual(new Set(['CANCELLED']));
  }
});

test('an Idempotency-Key makes one thing, whoever asks how often', async ({ api }) => {
  const key = `key-${Date.now()}`;
  const headers = { 'idempotency-key': key };
  const body = { goal: `Once ${key}`, tasks: [task('a')] };
  const answers = await Promise.all(Array.from({ length: 6 }, () => api.call<{ id: string }>('/runs', { method: 'POST', body, headers })));
  expect(answers.map((answer) => answer.status)).toEqual(Array(6).fill(201));
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  expect((await api.read<{ items: unknown[] }>(`/runs?q=${key}`)).items).toHaveLength(1);
  expectProblem(
    await api.call<Problem>('/runs', { method: 'POST', body: { ...body, goal: 'Another' }, headers }),
    422,
    'idempotency_mismatch',
  );
  const token = { method: 'POST', body: { name: 'once', role: 'viewer' }, headers: { 'idempotency-key': `${key}-token` } };
  const [first, again] = [await api.call<{ id: string }>('/tokens', token), await api.call<{ id: string }>('/tokens', token)];
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.body.id).toBe(first.body.id);
  expectProblem(
    await api.call<Problem>('/runs', { method: 'POST', body, headers: { 'idempotency-key': 'x'.repeat(300) } }),
    422,
    'invalid_input',
  );
});

function expectProblem(
  { status, headers, body }: { status: number; headers: Headers; body: Problem },
  expected: number,
  code: string,
): void {
  expect({ status, code: body.code, of: body.status }, JSON.stringify(body)).toEqual({ status: expected, code, of: expected });
  expect(headers.get('content-type')).toContain('application/problem+json');
  for (const text of [body.type, body.title, body.detail]) expect(text).toBeTruthy();
}
