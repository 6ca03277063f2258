import { type IncomingHttpHeaders, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { fakeDoor } from '@/test/door/fake-door';
import { type ServedWeb, serveWeb } from './serve-web';

describe('sockets of hot reload', () => {
  let web: ServedWeb;
  const taken: string[] = [];
  afterEach(async () => {
    await web.close(0);
    taken.length = 0;
  });

  async function serve(development: boolean): Promise<void> {
    const { auth, log, services } = fakeDoor();
    const hotReload = (asked: { url?: string }, socket: Duplex) => {
      taken.push(asked.url ?? '');
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    };
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
        handle: async (_, response) => void response.end('page'),
        ...(development ? { hotReload } : {}),
      },
    );
  }

  /** The status of the answer, or 0 where the connection ends without one. */
  function upgrade(path: string, headers: IncomingHttpHeaders = {}): Promise<{ status: number; ended: Promise<void> }> {
    return new Promise((resolve) => {
      const call = request(new URL(path, web.url), { headers: { connection: 'Upgrade', upgrade: 'websocket', ...headers } });
      call.on('upgrade', (response, socket) => {
        socket.on('error', () => undefined);
        resolve({ status: response.statusCode ?? 0, ended: new Promise((end) => socket.once('close', () => end())) });
      });
      call.on('response', (response) => resolve({ status: response.resume().statusCode ?? 0, ended: Promise.resolve() }));
      call.on('error', () => resolve({ status: 0, ended: Promise.resolve() }));
      call.end();
    });
  }

  test('in development our own pages reach Next, other hosts and sites do not, nor other paths', async () => {
    await serve(true);
    expect((await upgrade('/_next/hmr?id=1', { origin: web.url })).status).toBe(101);
    expect((await upgrade('/_next/hmr?id=2', { host: 'evil.example' })).status).toBe(421);
    expect((await upgrade('/_next/hmr?id=3', { origin: 'http://localhost:4000' })).status).toBe(403);
    expect((await upgrade('/_next/hmrx', { origin: web.url })).status).toBe(0);
    expect(taken).toEqual(['/_next/hmr?id=1']);
    expect((await fetch(`${web.url}/sign-in`)).headers.get('content-security-policy')).toContain("'unsafe-eval'");
  });

  test('closing ends them at once', async () => {
    await serve(true);
    const { ended } = await upgrade('/_next/hmr?id=1', { origin: web.url });
    const begun = performance.now();
    await Promise.all([web.close(20_000), ended]);
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  test('in production there are none, and no eval', async () => {
    await serve(false);
    expect((await upgrade('/_next/hmr?id=1', { origin: web.url })).status).toBe(0);
    expect((await fetch(`${web.url}/sign-in`)).headers.get('content-security-policy')).not.toContain('unsafe-eval');
    const messages = await fetch(`${web.url}/__nextjs_font/geist-latin.woff2`, { redirect: 'manual' });
    expect(messages.status).toBe(307);
  });
});
