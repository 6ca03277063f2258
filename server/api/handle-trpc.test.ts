import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/errors';
import { fakeDoor, fakeServices, RUN_ID } from '@/test/door/fake-door';
import { handleTrpc } from './handle-trpc';

function request(path: string, init: RequestInit = {}, token: string | null = 'admin'): Request {
  const headers = new Headers(init.headers);
  if (token) headers.set('authorization', `Bearer ${token}`);
  return new Request(`http://localhost/api/trpc/${path}`, { ...init, headers });
}
const mutation = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});
const input = (value: unknown) => `?input=${encodeURIComponent(JSON.stringify(value))}`;

describe('without a caller', () => {
  test.each([
    ['a query', request('runs.list', {}, null)],
    ['an unknown procedure', request('no.such', {}, null)],
    ['no procedure at all', request('', {}, null)],
    ['a batch', request('runs.list,no.such?batch=1', {}, null)],
    ['broken JSON', request('runs.create', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }, null)],
    ['another method', request('runs.list', { method: 'PUT' }, null)],
    ['a bad token beside a session', request('runs.list', { headers: { cookie: 'session' } }, 'nobody')],
  ])('%s is 401', async (_name, call) => {
    const response = await handleTrpc(fakeDoor(), call);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { data: { code: 'UNAUTHORIZED', appError: { code: 'unauthenticated' } } } });
  });
});

describe('with a caller', () => {
  test('a query answers', async () => {
    const response = await handleTrpc(fakeDoor(), request(`runs.get${input({ runId: RUN_ID })}`));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ result: { data: { id: RUN_ID } } });
  });

  test.each([
    ['an unknown procedure', request('no.such'), 404, 'not_found'],
    ['an unknown run', request(`runs.get${input({ runId: '01890000-0000-7000-8000-0000000000ff' })}`), 404, 'not_found'],
    ['bad input', request(`runs.get${input({ runId: 'x' })}`), 422, 'invalid_input'],
    [
      'broken JSON',
      request('runs.create', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }),
      400,
      'invalid_json',
    ],
    [
      'another content type',
      request('runs.create', { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } }),
      415,
      'unsupported_media_type',
    ],
    ['a body over 4 MiB', request('runs.create', mutation({ goal: 'x'.repeat(5 * 1024 * 1024) })), 413, 'payload_too_large'],
    ['a query for a mutation', request('runs.create'), 405, 'method_not_allowed'],
    ['a role that may not', request('runs.create', mutation({ goal: 'x' }), 'viewer'), 403, 'forbidden'],
  ])('%s', async (_name, call, status, code) => {
    const response = await handleTrpc(fakeDoor(), call);
    expect(response.status).toBe(status);
    const { error } = await response.json();
    expect(error.data.appError).toMatchObject({ code, status });
    expect(error.data).not.toHaveProperty('stack');
  });

  test('a list needs no input', async () => {
    expect((await handleTrpc(fakeDoor(), request('runs.list'))).status).toBe(200);
    expect((await handleTrpc(fakeDoor(), request('tokens.list'))).status).toBe(200);
  });

  test('every fault has its path', async () => {
    const response = await handleTrpc(fakeDoor(), request('runs.create', mutation({ goal: '', tasks: [{ key: '1' }], more: 1 })));
    const { error } = await response.json();
    expect(error.data.appError.issues.map((issue: { path: string }) => issue.path).sort()).toEqual(['goal', 'goal', 'more', 'tasks.0.key']);
  });

  test('a failing service tells its code, an unexpected error nothing', async () => {
    const services = fakeServices();
    services.runs.pause = () => Promise.reject(new AppError('conflict', 'The run has ended'));
    services.runs.resume = () => Promise.reject(new Error('password=hunter2'));
    const door = fakeDoor(services);
    const conflict = await handleTrpc(door, request('runs.pause', mutation({ runId: RUN_ID })));
    expect(await conflict.json()).toMatchObject({ error: { message: 'The run has ended', data: { httpStatus: 409 } } });
    const internal = await handleTrpc(door, request('runs.resume', mutation({ runId: RUN_ID })));
    expect(internal.status).toBe(500);
    expect(await internal.text()).not.toContain('hunter2');
    expect(door.logged).toHaveLength(1);
  });

  test('the same body has the same hash, whatever the order of its keys; another has another', async () => {
    const services = fakeServices();
    const hashes: (string | undefined)[] = [];
    services.tokens.create = async (_input, _caller, idempotency) => {
      hashes.push(idempotency?.bodyHash);
      return { id: RUN_ID, token: 'sb_x' };
    };
    const create = (body: unknown) => handleTrpc(fakeDoor(services), request('tokens.create', mutation(body, { 'idempotency-key': 'k' })));
    await create({ name: 'a', role: 'viewer' });
    await create({ role: 'viewer', name: 'a' });
    await create({ role: 'admin', name: 'a' });
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });
});
