import type { lookup } from 'node:dns';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { refusalOf } from './address-policy';
import { createGuardedAgent, createGuardedFetch } from './guarded-fetch';

describe('an address', () => {
  it.each([
    ['169.254.169.254', false, false],
    ['fe80::1', false, false],
    ['::ffff:169.254.169.254', false, false],
    ['::169.254.169.254', false, false],
    ['64:ff9b::a9fe:a9fe', false, false],
    ['2002:a9fe:a9fe::1', false, false],
    ['fd00:ec2::254', false, false],
    ['168.63.129.16', false, false],
    ['100.100.100.200', false, false],
    ['224.0.0.1', false, false],
    ['255.255.255.255', false, false],
    ['nonsense', false, false],
    ['127.0.0.1', true, false],
    ['::1', true, false],
    ['::ffff:127.0.0.1', true, false],
    ['0.0.0.0', true, false],
    ['10.1.2.3', true, false],
    ['192.168.1.4', true, false],
    ['fd12:3456::1', true, false],
    ['100.64.0.1', true, false],
    ['93.184.215.14', true, true],
    ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', true, true],
  ])('%s: beside us %s, on the internet %s', (address, beside, internet) => {
    expect([refusalOf(address, 'private') === null, refusalOf(address, 'public') === null]).toEqual([beside, internet]);
  });
});

describe('fetch', () => {
  const closers: (() => void)[] = [];
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });
  async function serve(listener: RequestListener): Promise<{ port: number; seen: IncomingMessage[] }> {
    const seen: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      seen.push(request);
      listener(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
    return { port: (server.address() as AddressInfo).port, seen };
  }
  /** A name server that answers every name with the given addresses, in turn. */
  const names = (...answers: string[]) =>
    ((_name: string, _options: unknown, done: (error: null, found: { address: string; family: number }[]) => void) =>
      done(null, [{ address: answers.length > 1 ? (answers.shift() ?? '') : (answers[0] ?? ''), family: 4 }])) as unknown as typeof lookup;
  const words = async (promise: Promise<unknown>) => {
    const error: unknown = await promise.catch((fault: unknown) => fault);
    return String(error instanceof Error ? (error.cause ?? error) : error);
  };

  it.each(['http://169.254.169.254/latest', 'http://[fe80::1]/', 'http://[::ffff:169.254.169.254]/'])('%s is never called', async (url) => {
    expect(await words(createGuardedFetch('private')(url))).toContain('may not be called');
  });

  it('looks at where a name leads when it connects, each time', async () => {
    const { port, seen } = await serve((_request, response) => response.writeHead(200, { connection: 'close' }).end('ok'));
    const guarded = createGuardedFetch('private', createGuardedAgent('private', names('127.0.0.1', '169.254.169.254')));
    expect(await (await guarded(`http://rebinding.test:${port}/`)).text()).toBe('ok');
    expect(await words(guarded(`http://rebinding.test:${port}/`))).toContain('rebinding.test may not be called');
    expect(seen).toHaveLength(1);
  });

  it('follows a redirect under the same guard, without secrets to another origin', async () => {
    const target = await serve((_request, response) => response.end('there'));
    const { port } = await serve((request, response) => {
      const to = request.url === '/bad' ? 'http://169.254.169.254/' : `http://127.0.0.1:${target.port}/`;
      response.writeHead(307, { location: to }).end();
    });
    const guarded = createGuardedFetch('private');
    const init = { method: 'POST', body: 'x', headers: { authorization: 'Bearer secret', 'x-kept': '1' } };
    expect(await (await guarded(`http://127.0.0.1:${port}/`, init)).text()).toBe('there');
    expect(target.seen[0]).toMatchObject({ method: 'POST', headers: { 'x-kept': '1' } });
    expect(target.seen[0]?.headers.authorization).toBeUndefined();
    expect(await words(guarded(`http://127.0.0.1:${port}/bad`, init))).toContain('may not be called');
  });

  it('leaves a redirect that would change a POST as the answer, and ends a circle', async () => {
    const { port, seen } = await serve((request, response) =>
      response.writeHead(request.method === 'POST' ? 302 : 307, { location: '/again' }).end(),
    );
    const guarded = createGuardedFetch('private');
    expect((await guarded(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' })).status).toBe(302);
    expect(await words(guarded(`http://127.0.0.1:${port}/`))).toContain('redirects more than');
    expect(seen).toHaveLength(5);
  });
});
