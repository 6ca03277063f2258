import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeDoor } from '@/test/door/fake-door';
import { type ServedWeb, serveWeb } from './serve-web';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

describe('the web server', () => {
  let web: ServedWeb;
  let seen: IncomingHttpHeaders | null;
  /** Ends the answer of `/api/slow`. */
  let finish: () => void;
  let begun: Promise<void>;

  beforeEach(async () => {
    seen = null;
    finish = () => {};
    let begin = () => {};
    begun = new Promise((resolve) => {
      begin = resolve;
    });
    const { auth, log, services } = fakeDoor();
    auth.authenticateHandshake = async () => null;
    web = await serveWeb(
      {
        auth,
        log,
        services,
        clock: { now: Date.now, random: Math.random, sleep: (ms, signal) => sleep(ms, undefined, { signal }) },
        bus: { name: 'postgres', publish: () => {}, subscribe: async () => async () => {}, close: async () => {} },
        lastSeqOf: async () => new Map(),
      },
      {
        host: '127.0.0.1',
        port: 0,
        publicUrl: null,
        allowedHosts: [],
        handle: async (request, response) => {
          seen = request.headers;
          if (request.url !== '/api/slow') return void response.end(`page ${request.url}`);
          finish = () => response.end('done');
          begin();
        },
      },
    );
  });
  afterEach(() => web.close(0));

  function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const call = httpRequest(new URL(path, web.url), { headers, method }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => {
          body += chunk.toString();
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      });
      call.on('error', reject);
      call.end();
    });
  }

  test('a page without a session leads to the sign-in page and back; with one it is shown', async () => {
    const away = await get('/runs?status=failed');
    expect([away.status, away.headers.location]).toEqual([307, '/sign-in?callbackUrl=%2Fruns%3Fstatus%3Dfailed']);
    expect(seen).toBeNull();
    expect((await get('/runs', { cookie: 'session' })).body).toBe('page /runs');
    expect((await get('/sign-in')).status).toBe(200);
  });

  test('each page has a nonce of its own, which a client cannot choose', async () => {
    const nonceOf = ({ headers }: Answer) => /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1];
    const first = await get('/sign-in', { 'x-nonce': 'mine', 'x-signalbox-peer': '1.2.3.4' });
    expect(seen).toMatchObject({ 'x-nonce': nonceOf(first), 'x-signalbox-peer': '127.0.0.1' });
    expect(first.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
    });
    expect(nonceOf(await get('/sign-in'))).not.toBe(nonceOf(first));
    expect((await get('/api/x')).headers['content-security-policy']).toContain('sandbox');
  });

  test('a foreign host sees nothing, neither pages nor API nor sockets', async () => {
    for (const path of ['/sign-in', '/api/v1/runs', '/socket.io/?EIO=4&transport=polling']) {
      expect((await get(path, { host: 'evil.example' })).status).toBe(421);
    }
    expect(seen).toBeNull();
    const socket = io(web.url, { transports: ['websocket'], reconnection: false, extraHeaders: { host: 'evil.example' } });
    const fault = await new Promise<Error>((resolve) => socket.once('connect_error', resolve));
    expect(fault.message).toBe('websocket error');
  });

  test('a socket without a session is told so', async () => {
    const socket = io(web.url, { transports: ['websocket'], reconnection: false });
    const fault = await new Promise<Error>((resolve) => socket.once('connect_error', resolve));
    expect(fault.message).toBe('unauthenticated');
  });

  test('a path that cannot be decoded and a strange method do not reach what stumbles over them', async () => {
    expect((await get('/api/v1/runs/%E0%A4%A')).body).toBe('page /api/v1/runs/%25E0%25A4%25A');
    expect((await get('/api/v1/runs', {}, 'TRACE')).status).toBe(405);
  });

  test('spare slashes of the API lead to no redirect', async () => {
    expect((await get('/api/v1//runs/?x=1//')).body).toBe('page /api/v1/runs?x=1//');
  });

  test('closing lets a request under way end, and takes no new one', async () => {
    const slow = get('/api/slow');
    await begun;
    const closing = web.close(10_000);
    await expect(get('/api/x')).rejects.toThrow();
    finish();
    expect((await slow).body).toBe('done');
    await closing;
  });

  test('closing cuts a request that does not end', async () => {
    const slow = get('/api/slow');
    await begun;
    const cut = expect(slow).rejects.toThrow();
    await web.close(20);
    await cut;
  });
});
