import { describe, expect, it } from 'vitest';
import { createClient, SignalboxError } from './create-client';

type Answer = { status: number; body?: unknown; headers?: Record<string, string> } | 'broken';

/** A server that gives these answers in order, and notes what it was asked. */
function against(...answers: Answer[]) {
  const asked: { method: string; url: string; headers: Headers; body: unknown }[] = [];
  const waits: number[] = [];
  const client = createClient({
    url: 'http://box/',
    token: 'secret',
    sleep: async (ms) => void waits.push(ms),
    fetch: async (url, init) => {
      asked.push({
        method: init?.method ?? 'GET',
        url: String(url),
        headers: new Headers(init?.headers),
        body: init?.body ? JSON.parse(String(init.body)) : undefined,
      });
      const answer = answers.shift();
      if (!answer) throw new Error('asked more often than expected');
      if (answer === 'broken') throw new TypeError('fetch failed');
      return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), {
        status: answer.status,
        headers: answer.headers,
      });
    },
  });
  return { client, asked, waits };
}

describe('the client', () => {
  it('sends the token, the body and the key of a creation', async () => {
    const { client, asked } = against({ status: 201, body: { id: 'r' } });
    expect(await client.runs.create({ goal: 'Build' }, { idempotencyKey: 'k' })).toEqual({ id: 'r' });
    expect(asked[0]).toMatchObject({ method: 'POST', url: 'http://box/api/v1/runs', body: { goal: 'Build' } });
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer secret');
    expect(asked[0]?.headers.get('idempotency-key')).toBe('k');
  });

  it('deals with dead letters and their incidents', async () => {
    const ok = { status: 200, body: {} };
    const { client, asked } = against(ok, ok, ok);
    await client.deadLetters.replay('d', { changes: { prompt: 'Better' } });
    await client.deadLetters.resolve('d', 'By hand');
    await client.incidents.replay('f', { perSecond: 2 });
    expect(asked.map(({ method, url, body }) => [method, url.replace('http://box/api/v1', ''), body])).toEqual([
      ['POST', '/dead-letters/d/replay', { changes: { prompt: 'Better' } }],
      ['POST', '/dead-letters/d/resolve', { resolutionNotes: 'By hand' }],
      ['POST', '/incidents/f/replay', { perSecond: 2 }],
    ]);
  });

  it('reads all pages, as far as they are asked for', async () => {
    const { client, asked } = against(
      { status: 200, body: { items: [{ id: 1 }, { id: 2 }], nextCursor: 'c' } },
      { status: 200, body: { items: [{ id: 3 }], nextCursor: null } },
    );
    const seen: unknown[] = [];
    for await (const run of client.runs.list({ status: 'failed' })) seen.push(run.id);
    expect(seen).toEqual([1, 2, 3]);
    expect(asked.map((call) => call.url)).toEqual([
      'http://box/api/v1/runs?status=failed&limit=200',
      'http://box/api/v1/runs?status=failed&limit=200&cursor=c',
    ]);
  });

  it('tells what was wrong, field by field', async () => {
    const issues = [{ path: 'goal', message: 'must not be empty' }];
    const { client } = against({ status: 422, body: { code: 'invalid_input', detail: 'goal: must not be empty', issues } });
    const refused = await client.runs.create({ goal: ' ' }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(SignalboxError);
    expect(refused).toMatchObject({ status: 422, code: 'invalid_input', message: 'goal: must not be empty', issues });
  });

  it.each<[string, Answer]>([
    ['a broken connection', 'broken'],
    ['503', { status: 503 }],
    ['429', { status: 429, headers: { 'retry-after': '7' } }],
  ])('a read is sent again after %s', async (_what, fault) => {
    const { client, asked, waits } = against(fault, { status: 200, body: { id: 'r' } });
    expect(await client.runs.get('r')).toEqual({ id: 'r' });
    expect(asked).toHaveLength(2);
    expect(waits).toEqual([typeof fault === 'object' && fault.status === 429 ? 7000 : 250]);
  });

  it('what may have happened is not sent again without a key, and with one it is', async () => {
    const once = against('broken');
    await expect(once.client.runs.create({ goal: 'x' })).rejects.toThrow('fetch failed');
    const again = against('broken', { status: 201, body: { id: 'r' } });
    expect(await again.client.runs.create({ goal: 'x' }, { idempotencyKey: 'k' })).toEqual({ id: 'r' });
  });

  it('gives up after five tries', async () => {
    const { client, asked } = against(...Array.from({ length: 5 }, () => ({ status: 503 })));
    await expect(client.runs.get('r')).rejects.toMatchObject({ status: 503, code: 'unknown' });
    expect(asked).toHaveLength(5);
  });

  it('follows a log to the end of its run, missing nothing and giving nothing twice', async () => {
    const event = (seq: number) => ({ seq, type: 'x', at: '', actor: 'a', data: {} });
    const { client } = against(
      { status: 200, body: { items: [event(1), event(2)], lastSeq: 2 } },
      { status: 200, body: { status: 'RUNNING', lastSeq: 2 } },
      { status: 200, body: { items: [event(3)], lastSeq: 4 } },
      { status: 200, body: { items: [event(4)], lastSeq: 4 } },
      { status: 200, body: { status: 'SUCCEEDED', lastSeq: 5 } },
      { status: 200, body: { items: [event(5)], lastSeq: 5 } },
      { status: 200, body: { status: 'SUCCEEDED', lastSeq: 5 } },
    );
    const seen: number[] = [];
    for await (const { seq } of client.runs.follow('r')) seen.push(seq);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });
});
