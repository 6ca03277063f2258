import { createHash } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { io, type Socket } from 'socket.io-client';
import type { Artifact } from '@/lib/contracts/artifact';
import type { EventPage } from '@/lib/contracts/event';
import type { Changed, Words } from '@/lib/contracts/live';
import type { RunDetail } from '@/lib/contracts/run';
import { INPUTS } from './support/documents';
import type { RunApi } from './support/run-api';
import { expect, test } from './support/test';

const SLOW = '[[offline: slow chars-per-second=40]]';
const TASKS = [
  { key: 'survey', role: 'project_manager', prompt: 'List every berth and its depth.' },
  { key: 'report', title: 'The report', role: 'tech_lead', prompt: 'Write the report.', dependsOn: ['survey'], tier: 'economy' },
];

const start = async (api: RunApi, body: object): Promise<string> => (await api.read<{ id: string }>('/runs', { method: 'POST', body })).id;
const statusOf = async (api: RunApi, id: string) => (await api.read<RunDetail>(`/runs/${id}`)).status;
const reach = (api: RunApi, id: string, status: string) => expect.poll(() => statusOf(api, id), { timeout: 30_000 }).toBe(status);

test('a run with tasks goes from its documents to its zip', async ({ api, product }) => {
  const latin = Buffer.from('Tomás, Mairéad', 'utf8').toString('base64');
  const inputs = [...INPUTS, { name: 'names.txt', type: 'data', content: latin, encoding: 'base64' }];
  const made = await api.call<{ id: string; status: string; url: string }>('/runs', {
    method: 'POST',
    body: { goal: 'Berths', tasks: TASKS, inputs, budgetUsd: 2.5 },
  });
  expect(made.status).toBe(201);
  expect(made.body).toEqual({ id: expect.any(String), status: 'RUNNING', url: `${product.url}/runs/${made.body.id}` });
  const { id } = made.body;
  await reach(api, id, 'SUCCEEDED');

  const run = await api.read<RunDetail>(`/runs/${id}`);
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);
  expect(run).toMatchObject({
    id,
    goal: 'Berths',
    budgetUsd: 2.5,
    spentUsd: expect.any(Number),
    reservedUsd: 0,
    unpricedCalls: 0,
    graphVersion: 1,
    createdAt: time,
    finishedAt: time,
  });
  expect(
    run.tasks.map(({ key, title, role, kind, status, dependsOn, attempt, invalidated, tier }) => ({
      key,
      title,
      role,
      kind,
      status,
      dependsOn,
      attempt,
      invalidated,
      tier,
    })),
  ).toEqual([
    {
      key: 'survey',
      title: expect.any(String),
      role: 'project_manager',
      kind: 'agent',
      status: 'SUCCEEDED',
      dependsOn: [],
      attempt: 1,
      invalidated: false,
      tier: expect.any(String),
    },
    {
      key: 'report',
      title: 'The report',
      role: 'tech_lead',
      kind: 'agent',
      status: 'SUCCEEDED',
      dependsOn: ['survey'],
      attempt: 1,
      invalidated: false,
      tier: 'economy',
    },
  ]);
  for (const task of run.tasks)
    expect(task).toMatchObject({ id: expect.any(String), costUsd: expect.any(Number), startedAt: time, finishedAt: time });
  expect(run.spentUsd).toBeCloseTo(
    run.tasks.reduce((sum, task) => sum + task.costUsd, 0),
    6,
  );

  await test.step('events', async () => {
    const all = await api.read<EventPage>(`/runs/${id}/events`);
    expect(all.items.map((event) => event.seq)).toEqual(Array.from({ length: run.lastSeq }, (_, index) => index + 1));
    for (const event of all.items)
      expect(event).toMatchObject({ type: expect.any(String), at: time, actor: expect.any(String), data: expect.any(Object) });
    const part = await api.read<EventPage>(`/runs/${id}/events?after=2&limit=3`);
    expect(part.items).toEqual(all.items.slice(2, 5));
    expect(part.lastSeq).toBe(run.lastSeq);
    expect(await api.read<EventPage>(`/runs/${id}/events?after=${run.lastSeq}`)).toEqual({ items: [], lastSeq: run.lastSeq });
  });

  await test.step('artifacts', async () => {
    const { items } = await api.read<{ items: Artifact[] }>(`/runs/${id}/artifacts`);
    for (const artifact of items) {
      const whole = await api.read<Artifact>(`/artifacts/${artifact.id}`);
      expect(artifact.content).toBe(whole.content);
      expect(whole.sha256).toBe(createHash('sha256').update(whole.content).digest('hex'));
      expect(whole).toMatchObject({ name: expect.any(String), type: expect.any(String), version: 1, metadata: expect.any(Object) });
    }
    const content = Object.fromEntries(items.filter((one) => one.taskKey === null).map((one) => [one.name, one.content]));
    expect(content).toEqual({ ...Object.fromEntries(INPUTS.map((input) => [input.name, input.content])), 'names.txt': 'Tomás, Mairéad' });
    for (const { key } of TASKS)
      expect(
        items.some((one) => one.taskKey === key && one.content.includes('K-07')),
        key,
      ).toBe(true);
    const files = unzipSync(await api.bytes(`/runs/${id}/export`));
    expect(Object.keys(files)).toHaveLength(items.length);
    expect(
      Object.values(files)
        .map((bytes) => strFromU8(bytes))
        .toSorted(),
    ).toEqual(items.map((one) => one.content).toSorted());
  });

  await test.step('a run that has ended stays ended', async () => {
    for (const verb of ['pause', 'resume', 'cancel']) {
      const { status, body } = await api.call<{ code: string }>(`/runs/${id}/${verb}`, { method: 'POST' });
      expect([status, body.code], verb).toEqual([409, 'conflict']);
    }
  });
});

test('pause keeps what was paid, resume goes on, cancel aborts within a second', async ({ api }) => {
  const id = await start(api, { goal: 'Slowly', inputs: INPUTS, tasks: [{ ...TASKS[0], prompt: `List the berths. ${SLOW}` }, TASKS[1]] });
  await expect.poll(async () => (await api.read<RunDetail>(`/runs/${id}`)).tasks[0]?.status).toBe('RUNNING');
  expect((await api.read<RunDetail>(`/runs/${id}/pause`, { method: 'POST' })).status).toBe('PAUSED');
  expect((await api.call(`/runs/${id}/resume`, { method: 'POST' })).status).toBe(200);
  await reach(api, id, 'RUNNING');
  await expect.poll(async () => (await api.read<RunDetail>(`/runs/${id}`)).tasks[0]?.status).toBe('RUNNING');
  const cancelled = await api.read<RunDetail>(`/runs/${id}/cancel`, { method: 'POST' });
  expect(cancelled.status).toBe('CANCELLED');
  await expect
    .poll(async () => (await api.read<RunDetail>(`/runs/${id}`)).tasks.map((task) => task.status), { timeout: 2_000 })
    .toEqual(['CANCELLED', 'CANCELLED']);
});

test('at its budget a run pauses, and goes on once there is more', async ({ api }) => {
  const id = await start(api, { goal: 'Berths', inputs: INPUTS, tasks: TASKS, budgetUsd: 0.0001 });
  await reach(api, id, 'PAUSED');
  expect(await api.read<RunDetail>(`/runs/${id}`)).toMatchObject({ statusReason: 'budget' });
  expect((await api.call(`/runs/${id}/resume`, { method: 'POST' })).status).toBe(409);
  for (const budgetUsd of [0, -1, '5', undefined]) {
    expect((await api.call(`/runs/${id}/budget`, { method: 'PATCH', body: { budgetUsd } })).status).toBe(422);
  }
  expect((await api.read<RunDetail>(`/runs/${id}/budget`, { method: 'PATCH', body: { budgetUsd: 3 } })).budgetUsd).toBe(3);
  expect((await api.call(`/runs/${id}/resume`, { method: 'POST' })).status).toBe(200);
  await reach(api, id, 'SUCCEEDED');
});

test('a transient fault is tried again, a permanent one is not', async ({ api }) => {
  const tasks = [
    { key: 'flaky', role: 'tech_lead', prompt: 'Go on. [[offline: 503 times=1 retry-after=1]]' },
    { key: 'broken', role: 'tech_lead', prompt: 'Go on. [[offline: 401]]' },
  ];
  const id = await start(api, { goal: 'Faults', tasks });
  await reach(api, id, 'FAILED');
  const run = await api.read<RunDetail>(`/runs/${id}`);
  expect(run.tasks.map((task) => [task.key, task.status, task.attempt])).toEqual([
    ['flaky', 'SUCCEEDED', 2],
    ['broken', 'FAILED', 1],
  ]);
});

test('openapi.json describes the routes that answer, and no other', async ({ api }) => {
  const { openapi, paths } = await api.read<{ openapi: string; paths: Record<string, object> }>('/openapi.json');
  expect(openapi).toBe('3.1.0');
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '{id}')}`),
  );
  const contract = [
    'GET /artifacts/{id}',
    'GET /openapi.json',
    'GET /runs',
    'GET /runs/{id}',
    'GET /runs/{id}/artifacts',
    'GET /runs/{id}/events',
    'GET /runs/{id}/export',
    'GET /tokens',
    'GET /tokens/{id}',
    'DELETE /tokens/{id}',
    'PATCH /runs/{id}/budget',
    'POST /runs',
    'POST /runs/{id}/cancel',
    'POST /runs/{id}/pause',
    'POST /runs/{id}/resume',
    'POST /tokens',
  ];
  expect(contract.filter((row) => !rows.includes(row))).toEqual([]);
  for (const row of rows) {
    const [method = '', path = ''] = row.split(' ');
    const answer = await api.call<{ code?: string; detail?: string }>(path.replaceAll('{id}', '01900000-0000-7000-8000-000000000000'), {
      method,
      ...(method === 'GET' || method === 'DELETE' ? {} : { body: {} }),
    });
    expect(answer.status, row).not.toBe(405);
    expect(answer.body.detail ?? '', row).not.toContain('There is nothing at');
  }
});

test('a socket with a token follows a run and hears its words', async ({ api, product }) => {
  const open: Socket[] = [];
  const connect = (token?: string) => {
    const socket = io(product.url, {
      auth: token === undefined ? {} : { token },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    open.push(socket);
    return socket;
  };
  try {
    for (const token of [undefined, 'not-a-token']) {
      const refused = connect(token);
      await new Promise<void>((resolve, reject) => {
        refused.once('connect_error', () => resolve());
        refused.once('connect', () => reject(new Error(`let in with ${token}`)));
      });
    }
    const socket = connect(product.token);
    const changes: Changed[] = [];
    const words: Words[] = [];
    socket.on('changed', (change: Changed) => changes.push(change));
    socket.on('words', (piece: Words) => words.push(piece));
    const id = await start(api, { goal: 'Berths, by socket', inputs: INPUTS });
    const joined = await socket.emitWithAck('join', { runId: id, after: 0 });
    expect(joined).toEqual({ lastSeq: expect.any(Number) });
    await reach(api, id, 'SUCCEEDED');
    const { lastSeq } = await api.read<RunDetail>(`/runs/${id}`);
    await expect.poll(() => changes.at(-1)).toEqual({ runId: id, seq: lastSeq });
    expect(changes.map((change) => change.seq)).toEqual(changes.map((change) => change.seq).toSorted((a, b) => a - b));
    expect(words.length).toBeGreaterThan(3);
    for (const piece of words)
      expect(piece).toMatchObject({
        runId: id,
        taskKey: expect.any(String),
        turn: expect.any(Number),
        offset: expect.any(Number),
        text: expect.any(String),
      });
    const unknown = await socket.emitWithAck('join', { runId: '01900000-0000-7000-8000-000000000000', after: 0 });
    expect(unknown).toMatchObject({ error: { code: 'not_found' } });
  } finally {
    for (const socket of open) socket.disconnect();
  }
});
