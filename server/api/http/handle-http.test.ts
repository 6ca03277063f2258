import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/errors';
import { ARTIFACT_ID, fakeDoor, fakeServices, RUN_ID, TOKEN_ID } from '@/test/door/fake-door';
import { handleHttp } from './handle-http';
import { CONTRACT_ROUTES } from './routes';

const UNKNOWN_ID = '01890000-0000-7000-8000-0000000000ff';

interface Call {
  method?: string;
  path: string;
  body?: BodyInit;
  /** A role's name is that role's token. */
  token?: string;
  headers?: Record<string, string>;
}

function request({ method = 'GET', path, body, token = 'admin', headers = {} }: Call): Request {
  return new Request(`http://localhost/api/v1${path}`, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    body,
    duplex: 'half',
  } as RequestInit);
}

const send = (call: Call) => handleHttp(fakeDoor(), request(call));
const json = (value: unknown) => JSON.stringify(value);
const post = (path: string, body?: unknown): Call => ({ method: 'POST', path, ...(body === undefined ? {} : { body: json(body) }) });

describe('what the contract answers', () => {
  const rows: [string, Call, number][] = [
    ['start a run', post('/runs', { goal: 'Build it' }), 201],
    ['start a run with a plan', post('/runs', { goal: 'x', tasks: [{ key: 'a', role: 'tech_lead', prompt: 'p' }] }), 201],
    ['tasks, however their filter is written', { path: '/tasks?waitingFor=APPROVAL' }, 200],
    ['list runs', { path: '/runs?status=running&limit=200' }, 200],
    ['read a run', { path: `/runs/${RUN_ID}` }, 200],
    ['pause without a body', post(`/runs/${RUN_ID}/pause`), 200],
    ['pause with an empty object', post(`/runs/${RUN_ID}/pause`, {}), 200],
    ['resume', post(`/runs/${RUN_ID}/resume`), 200],
    ['cancel', post(`/runs/${RUN_ID}/cancel`), 200],
    ['set a budget', { method: 'PATCH', path: `/runs/${RUN_ID}/budget`, body: json({ budgetUsd: 5 }) }, 200],
    ['remove a budget', { method: 'PATCH', path: `/runs/${RUN_ID}/budget`, body: json({ budgetUsd: null }) }, 200],
    ['read events', { path: `/runs/${RUN_ID}/events?after=0&limit=1` }, 200],
    ['list artifacts', { path: `/runs/${RUN_ID}/artifacts` }, 200],
    ['read an artifact', { path: `/artifacts/${ARTIFACT_ID}` }, 200],
    ['export a run', { path: `/runs/${RUN_ID}/export` }, 200],
    ['create a token', post('/tokens', { name: 'ci', role: 'viewer' }), 201],
    ['list tokens', { path: '/tokens' }, 200],
    ['read a token', { path: `/tokens/${TOKEN_ID}` }, 200],
    ['revoke a token', { method: 'DELETE', path: `/tokens/${TOKEN_ID}` }, 204],
    ['who am I', { path: '/me' }, 200],
    ['the description', { path: '/openapi.json' }, 200],
    ['HEAD', { method: 'HEAD', path: '/runs' }, 200],
    ['OPTIONS', { method: 'OPTIONS', path: '/runs' }, 204],
  ];
  test.each(rows)('%s', async (_name, call, status) => {
    expect((await send(call)).status).toBe(status);
  });
});

describe('what it refuses, as problem+json', () => {
  const big = json({ goal: 'x'.repeat(5 * 1024 * 1024) });
  const rows: [string, Call, number, string, string[]?][] = [
    ['no token', { path: '/runs', token: '' }, 401, 'unauthenticated'],
    ['a bad token', { path: '/runs', token: 'nobody' }, 401, 'unauthenticated'],
    ['a bad token beside a good session', { path: '/runs', token: 'nobody', headers: { cookie: 'session' } }, 401, 'unauthenticated'],
    ['no token where nothing is', { path: '/nothing', token: '' }, 401, 'unauthenticated'],
    ['no token for a wrong method', { method: 'PUT', path: '/runs', token: '' }, 401, 'unauthenticated'],
    ['a viewer who writes', { ...post('/runs', { goal: 'x' }), token: 'viewer' }, 403, 'forbidden'],
    ['an approver who writes', { ...post(`/runs/${RUN_ID}/pause`), token: 'approver' }, 403, 'forbidden'],
    ['an operator who makes tokens', { ...post('/tokens', {}), token: 'operator' }, 403, 'forbidden'],
    ['no permission, whatever the body', { ...post('/runs'), body: '{', token: 'viewer' }, 403, 'forbidden'],
    ['nothing there', { path: '/nothing' }, 404, 'not_found'],
    ['the root', { path: '' }, 404, 'not_found'],
    ['an unknown run', { path: `/runs/${UNKNOWN_ID}` }, 404, 'not_found'],
    ['an id that is none', { path: '/runs/abc' }, 404, 'not_found'],
    ['an id that is none, to pause', post('/runs/abc/pause'), 404, 'not_found'],
    ['a NUL in an id', { path: '/runs/a%00b' }, 404, 'not_found'],
    ['a bad escape', { path: '/runs/%E0%A4%A' }, 404, 'not_found'],
    ['export of an id that is none', { path: '/runs/abc/export' }, 404, 'not_found'],
    ['a cursor we did not make', { path: `/runs/${RUN_ID}/artifacts?cursor=x` }, 422, 'invalid_input', ['cursor']],
    ['a wrong method', { method: 'DELETE', path: '/runs' }, 405, 'method_not_allowed'],
    ['broken JSON', { ...post('/runs'), body: '{"goal":' }, 400, 'invalid_json'],
    [
      'broken UTF-8',
      { ...post('/runs'), body: new Uint8Array([0x22, 0xff, 0x22]), headers: { 'content-type': 'application/json' } },
      400,
      'invalid_json',
    ],
    ['another content type', { ...post('/runs', {}), headers: { 'content-type': 'text/plain' } }, 415, 'unsupported_media_type'],
    ['a compressed body', { ...post('/runs', {}), headers: { 'content-encoding': 'gzip' } }, 415, 'unsupported_media_type'],
    ['a body over 4 MiB', { ...post('/runs'), body: big }, 413, 'payload_too_large'],
    ['no body', post('/runs'), 422, 'invalid_input', ['goal']],
    ['null', post('/runs', null), 422, 'invalid_input', ['']],
    ['a list', post('/runs', []), 422, 'invalid_input', ['']],
    ['an unknown key', post('/runs', { goal: 'x', gaol: 'y' }), 422, 'invalid_input', ['gaol']],
    ['the key __proto__', { ...post('/runs'), body: '{"goal":"x","__proto__":{}}' }, 422, 'invalid_input', ['__proto__']],
    ['half of a surrogate pair in text', { ...post('/runs'), body: '{"goal":"\\ud800"}' }, 422, 'invalid_input', ['goal']],
    [
      'half of a surrogate pair where any JSON may stand',
      {
        ...post('/runs'),
        body: '{"goal":"x","tasks":[{"key":"a","role":"tech_lead","prompt":"p","outputs":{"type":"object","title":"\\udfff"}}]}',
      },
      422,
      'invalid_input',
      ['tasks.0.outputs.title'],
    ],
    [
      'a NUL where any JSON may stand',
      { ...post('/runs'), body: '{"goal":"x","workflow":"w","workflowInputs":{"topic":{"a":["\\u0000"]}}}' },
      422,
      'invalid_input',
      ['workflowInputs.topic.a.0'],
    ],
    ['a budget of less than a micro-dollar', post('/runs', { goal: 'x', budgetUsd: 1e-9 }), 422, 'invalid_input', ['budgetUsd']],
    ['a NUL in text', post('/runs', { goal: 'a\u0000b' }), 422, 'invalid_input', ['goal']],
    [
      'every fault with its path',
      post('/runs', {
        goal: 'x',
        tasks: [
          { key: 'a', dependsOn: ['1'] },
          { key: 2, role: 'king' },
        ],
      }),
      422,
      'invalid_input',
      ['tasks.0.dependsOn.0', 'tasks.1.key', 'tasks.1.role'],
    ],
    ['a path field in the body', post(`/runs/${RUN_ID}/pause`, { runId: UNKNOWN_ID }), 422, 'invalid_input', ['runId']],
    ['a limit of 0', { path: '/runs?limit=0' }, 422, 'invalid_input', ['limit']],
    ['a limit of 201', { path: '/runs?limit=201' }, 422, 'invalid_input', ['limit']],
    ['a limit that is no number', { path: '/runs?limit=ten' }, 422, 'invalid_input', ['limit']],
    ['an empty limit', { path: '/runs?limit=' }, 422, 'invalid_input', ['limit']],
    ['an empty after', { path: `/runs/${RUN_ID}/events?after=` }, 422, 'invalid_input', ['after']],
    ['a hexadecimal after', { path: `/runs/${RUN_ID}/events?after=0x10` }, 422, 'invalid_input', ['after']],
    ['a negative after', { path: `/runs/${RUN_ID}/events?after=-1` }, 422, 'invalid_input', ['after']],
    ['a parameter given twice', { path: '/runs?limit=1&limit=2' }, 422, 'invalid_input', ['limit']],
    ['an unknown parameter', { path: '/runs?colour=red' }, 422, 'invalid_input', ['colour']],
    ['an unknown parameter where there are none', { path: '/me?x=1' }, 422, 'invalid_input', ['x']],
    ['an unknown status', { path: '/runs?status=flying' }, 422, 'invalid_input', ['status']],
    ['an unknown role', post('/tokens', { name: 'x', role: 'king' }), 422, 'invalid_input', ['role']],
    [
      'an empty Idempotency-Key',
      { ...post('/runs', { goal: 'x' }), headers: { 'idempotency-key': '' } },
      422,
      'invalid_input',
      ['Idempotency-Key'],
    ],
    [
      'an Idempotency-Key over 255 characters',
      { ...post('/runs', { goal: 'x' }), headers: { 'idempotency-key': 'k'.repeat(256) } },
      422,
      'invalid_input',
      ['Idempotency-Key'],
    ],
  ];
  test.each(rows)('%s', async (_name, call, status, code, paths) => {
    const response = await send(call);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = await response.json();
    expect(problem).toMatchObject({ type: 'about:blank', status, code, title: expect.any(String), detail: expect.any(String) });
    expect((problem.issues ?? []).map((issue: { path: string }) => issue.path)).toEqual(paths ?? []);
  });

  test('a wrong method is told the right ones', async () => {
    const response = await send({ method: 'PUT', path: `/runs/${RUN_ID}` });
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });

  test('another site cannot use a session', async () => {
    const call = { ...post(`/runs/${RUN_ID}/pause`), token: '' };
    const from = (headers: Record<string, string>) => send({ ...call, headers: { cookie: 'session', host: 'localhost', ...headers } });
    expect((await from({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await from({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await from({ origin: 'http://localhost' })).status).toBe(200);
    expect((await from({})).status).toBe(200);
  });

  test('too many requests say when to come again', async () => {
    const door = fakeDoor();
    door.auth.limitRate = async () => {
      throw new AppError('too_many_requests', 'Slower', [], 1);
    };
    const response = await handleHttp(door, request({ path: '/runs' }));
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await handleHttp(door, request({ path: '/runs', token: 'nobody' }))).status).toBe(401);
  });
});

describe('what goes wrong inside', () => {
  const failing = (error: Error) => {
    const services = fakeServices();
    services.runs.list = () => Promise.reject(error);
    return fakeDoor(services);
  };

  test('an unexpected error is logged with the id that the caller is told, and nothing else', async () => {
    const door = failing(new Error('password=hunter2'));
    const response = await handleHttp(door, request({ path: '/runs' }));
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).toContain('error-1');
    expect(text).not.toContain('hunter2');
    expect(door.logged).toEqual([
      expect.objectContaining({ errorId: 'error-1', err: expect.objectContaining({ message: 'password=hunter2' }) }),
    ]);
  });

  test.each([
    ['its socket is gone', Object.assign(new Error('connect ENOENT'), { code: 'ENOENT', syscall: 'connect' })],
    ['nobody listens', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
    ['it is starting', Object.assign(new Error('the database system is starting up'), { code: '57P03' })],
    ['the connection broke', new Error('Connection terminated unexpectedly')],
    ['it lies deeper', new Error('query failed', { cause: Object.assign(new Error('gone'), { code: '08006' }) })],
  ])('a database that is away is 503, and worth another try: %s', async (_name, error) => {
    const response = await handleHttp(failing(error), request({ path: '/runs' }));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await response.json()).toMatchObject({ status: 503, code: 'unavailable' });
  });

  test('an error of another copy of AppError keeps its code', async () => {
    // Next bundles its own copy of the class.
    const foreign = Object.assign(new Error('Stale'), { name: 'AppError', code: 'stale_version', issues: [] });
    const response = await handleHttp(failing(foreign), request({ path: '/runs' }));
    expect(await response.json()).toMatchObject({ status: 409, code: 'stale_version' });
  });
});

test('the zip comes as a download with a safe name', async () => {
  const response = await send({ path: `/runs/${RUN_ID}/export` });
  expect(response.headers.get('content-type')).toBe('application/zip');
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename="B_ro _x_.zip"; filename*=UTF-8''B%C3%BCro%20%22x%22.zip`);
  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0x50, 0x4b]);
});

test('the description has every row of the table and resolves its references', async () => {
  const document = await (await send({ path: '/openapi.json' })).json();
  expect(document.openapi).toBe('3.1.0');
  for (const route of CONTRACT_ROUTES) expect(document.paths[route.path]).toHaveProperty(route.method.toLowerCase());
  const create = document.paths['/tokens'].post;
  expect(create.requestBody.content['application/json'].schema.required).toEqual(['name', 'role']);
  const events = document.paths['/runs/{runId}/events'].get;
  expect(events.parameters.map((parameter: { name: string; in: string }) => `${parameter.in}:${parameter.name}`)).toEqual(
    expect.arrayContaining(['path:runId', 'query:after', 'query:limit']),
  );
  expect(JSON.stringify(document)).not.toContain('#/$defs');
});
