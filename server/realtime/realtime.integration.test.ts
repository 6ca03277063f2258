import { randomUUID } from 'node:crypto';
import { createServer, type Server as HttpServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { io as connectSocket, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Changed, ClientToServer, Join, JoinAnswer, ServerToClient, Words } from '@/lib/contracts/live';
import type { Caller } from '@/server/core/access/caller';
import type { BusMessage, LiveBus } from '@/server/core/ports/live-bus';
import { createBus } from '@/server/infra/bus/create-bus';
import { createTestDatabase, type TestDatabase } from '@/test/database';
import { createRealtime, type Realtime } from './create-realtime';

const silent = { info() {}, warn() {}, error() {} };
/** Everything periodic goes twenty times as fast. */
const clock = { now: Date.now, random: Math.random, sleep: (ms: number, signal?: AbortSignal) => sleep(ms / 20, undefined, { signal }) };
const TOKENS: Record<string, Caller> = {
  reader: { kind: 'token', id: 'token-1', name: 'reader', role: 'viewer' },
  other: { kind: 'token', id: 'token-2', name: 'other', role: 'viewer' },
};
const SESSION: Caller = { kind: 'user', id: 'user-1', name: 'a@b.c', role: 'operator', sessionId: 'session-1' };

type Client = Socket<ServerToClient, ClientToServer>;
interface Peer {
  socket: Client;
  changed: Changed[];
  words: Words[];
  lists: string[][];
  join(message: Join): Promise<JoinAnswer>;
}

describe('live rooms', () => {
  let database: TestDatabase;
  let bus: LiveBus;
  let worker: LiveBus;
  let httpServer: HttpServer;
  let realtime: Realtime;
  let port: number;
  const heardByWorker: BusMessage[] = [];
  const seqs = new Map<string, number>();
  const revoked = new Set<string>();
  const clients: Client[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    bus = createBus({ databaseUrl: database.url, log: silent });
    worker = createBus({ databaseUrl: database.url, log: silent });
    await worker.subscribe((message) => heardByWorker.push(message));
    httpServer = createServer((_request, response) => response.end('page'));
    await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
    const address = httpServer.address();
    port = typeof address === 'object' && address ? address.port : 0;
    await serve();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.disconnect();
    await realtime.close();
    await Promise.all([bus.close(), worker.close()]);
    await new Promise((resolve) => httpServer.close(resolve));
    await database.drop();
    for (const known of [seqs, revoked]) known.clear();
    heardByWorker.length = 0;
  });

  async function serve() {
    realtime = await createRealtime({
      httpServer,
      bus,
      async authenticate({ auth, headers }) {
        if (auth.token === 'broken') throw new Error('database unreachable');
        const caller = auth.token ? TOKENS[String(auth.token)] : headers.cookie === 'session=good' ? SESSION : undefined;
        return caller && !revoked.has(caller.id) ? caller : null;
      },
      authorise: (_role, permission) => permission === 'runs.read',
      async lastSeqOf(runIds) {
        return new Map(runIds.flatMap((id) => (seqs.has(id) ? [[id, seqs.get(id) ?? 0]] : [])));
      },
      allowedOrigin: (origin, host) => origin === `http://${host}`,
      clock,
      log: silent,
    });
  }

  function open(auth: Record<string, unknown>, extraHeaders: Record<string, string> = {}): Peer {
    const socket: Client = connectSocket(`http://127.0.0.1:${port}`, {
      auth,
      extraHeaders,
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 20,
    });
    clients.push(socket);
    const peer: Peer = { socket, changed: [], words: [], lists: [], join: (message) => socket.timeout(5_000).emitWithAck('join', message) };
    socket.on('changed', (message) => peer.changed.push(message));
    socket.on('words', (message) => peer.words.push(message));
    socket.on('runsChanged', ({ runIds }) => peer.lists.push(runIds));
    return peer;
  }
  async function connected(peer: Peer): Promise<Peer> {
    if (!peer.socket.connected) await new Promise<void>((resolve) => peer.socket.once('connect', () => resolve()));
    return peer;
  }
  const refusal = (peer: Peer) => new Promise<string>((resolve) => peer.socket.once('connect_error', (error) => resolve(error.message)));
  const ended = (peer: Peer) => new Promise<void>((resolve) => peer.socket.once('disconnect', () => resolve()));
  function newRun(seq: number): string {
    const runId = randomUUID();
    seqs.set(runId, seq);
    return runId;
  }
  function advance(runId: string, seq: number) {
    seqs.set(runId, seq);
    worker.publish({ kind: 'run', runId, seq });
  }
  const reader = () => connected(open({ token: 'reader' }));

  it.each([
    ['nothing shown', {}, {}, 'unauthenticated'],
    ['an unknown token', { token: 'guess' }, {}, 'unauthenticated'],
    ['a token that is no text', { token: { $ne: 1 } }, { cookie: 'session=good' }, 'unauthenticated'],
    ['a session of another site', {}, { cookie: 'session=good', origin: 'http://evil.test' }, 'forbidden'],
    ['a session from nowhere', {}, { cookie: 'session=good', origin: 'null' }, 'forbidden'],
    ['a token on a page of another site', { token: 'reader' }, { origin: 'http://evil.test' }, 'forbidden'],
    ['a database that is away', { token: 'broken' }, {}, 'unavailable'],
  ])('refuses %s', async (_name, auth, headers, code) => {
    expect(await refusal(open(auth, headers))).toBe(code);
  });

  it('lets a session in from its own pages, and a program with a token that names no page', async () => {
    await connected(open({}, { cookie: 'session=good', origin: `http://127.0.0.1:${port}` }));
    await reader();
  });

  it('leaves other addresses to the pages', async () => {
    expect(await (await fetch(`http://127.0.0.1:${port}/runs`)).text()).toBe('page');
  });

  it('answers where the run is, then says at once what was missed and later what changes, to members only', async () => {
    const runId = newRun(5);
    const [one, two, apart] = await Promise.all([reader(), reader(), reader()]);
    expect(await one.join({ runId, after: 2 })).toEqual({ lastSeq: 5 });
    expect(await two.join({ runId, after: 5 })).toEqual({ lastSeq: 5 });
    await apart.join({ runId: newRun(1), after: 1 });
    await vi.waitFor(() => expect(one.changed).toEqual([{ runId, seq: 5 }]));
    advance(runId, 6);
    await vi.waitFor(() => {
      expect(one.changed).toEqual([
        { runId, seq: 5 },
        { runId, seq: 6 },
      ]);
      expect(two.changed).toEqual([{ runId, seq: 6 }]);
    });
    two.socket.emit('leave', { runId });
    await two.join({ runId: newRun(1), after: 1 });
    advance(runId, 7);
    await vi.waitFor(() => expect(one.changed).toHaveLength(3));
    expect(two.changed).toHaveLength(1);
    expect(apart.changed).toEqual([]);
  });

  it('shows no gap after a reconnect', async () => {
    const runId = newRun(3);
    const peer = await reader();
    await peer.join({ runId, after: 3 });
    const gone = ended(peer);
    peer.socket.io.engine.close();
    await gone;
    advance(runId, 9);
    await connected(peer);
    expect(await peer.join({ runId, after: 3 })).toEqual({ lastSeq: 9 });
    await vi.waitFor(() => expect(peer.changed).toContainEqual({ runId, seq: 9 }));
  });

  it('heals a fact that the bus lost by its poll', async () => {
    const runId = newRun(1);
    const peer = await reader();
    await peer.join({ runId, after: 1 });
    seqs.set(runId, 2);
    await vi.waitFor(() => expect(peer.changed).toEqual([{ runId, seq: 2 }]));
  });

  it.each([
    ['an unknown run', { runId: randomUUID(), after: 0 }, 'not_found'],
    ['no run', { after: 0 }, 'invalid_input'],
    ['a seq below zero', { runId: randomUUID(), after: -1 }, 'invalid_input'],
    ['a task key that is none', { runId: randomUUID(), after: 0, words: 'no key' }, 'invalid_input'],
    ['null', null, 'invalid_input'],
    ['an essay', 'x'.repeat(5_000), 'invalid_input'],
  ])('answers %s with an error', async (_name, message, code) => {
    const peer = await reader();
    expect(await peer.join(message as Join)).toMatchObject({ error: { code } });
    expect(peer.socket.connected).toBe(true);
  });

  it('survives what nobody should send', async () => {
    const peer = await reader();
    const raw = peer.socket as unknown as { emit(event: string, ...values: unknown[]): void };
    for (const event of ['join', 'leave', 'presence', 'joinList', 'leaveList', 'unheard']) {
      for (const value of [undefined, null, 1, [], { runId: {} }]) raw.emit(event, value);
    }
    expect(await peer.join({ runId: newRun(4), after: 0 })).toEqual({ lastSeq: 4 });
  });

  it('bounds the runs of one socket', async () => {
    const peer = await reader();
    const answers = await Promise.all(Array.from({ length: 51 }, () => peer.join({ runId: newRun(1), after: 1 })));
    expect(answers.filter((answer) => 'error' in answer)).toEqual([{ error: { code: 'too_many_requests', message: expect.any(String) } }]);
  });

  it('hands words to those who want them, and asks the workers for what is said so far', async () => {
    const runId = newRun(1);
    const [all, task, otherTask, none] = await Promise.all([reader(), reader(), reader(), reader()]);
    await all.join({ runId, after: 1 });
    await task.join({ runId, after: 1, words: 'build' });
    await otherTask.join({ runId, after: 1, words: 'test' });
    await none.join({ runId, after: 1, words: false });
    await vi.waitFor(() => {
      expect(heardByWorker).toContainEqual({ kind: 'watch', runId, ttlMs: 15_000, fresh: true });
      expect(heardByWorker).toContainEqual({ kind: 'watch', runId, taskKey: 'build', ttlMs: 15_000, fresh: true });
    });
    const spoken = Array.from({ length: 20 }, (_, n) => ({
      runId,
      taskKey: 'build',
      epoch: 1,
      turn: 1,
      offset: n * 3,
      text: `${n + 10} `,
    }));
    for (const words of spoken) worker.publish({ kind: 'words', ...words });
    advance(runId, 2);
    await vi.waitFor(() => {
      expect(all.words).toEqual(spoken);
      expect(task.words).toEqual(spoken);
    });
    await vi.waitFor(() => expect(none.changed).toEqual([{ runId, seq: 2 }]));
    expect([otherTask.words, none.words]).toEqual([[], []]);
    await task.join({ runId, after: 2, words: 'test' });
    heardByWorker.length = 0;
    await vi.waitFor(() => expect(heardByWorker).toContainEqual({ kind: 'watch', runId, taskKey: 'test', ttlMs: 15_000, fresh: false }));
    expect(heardByWorker.filter((message) => message.kind === 'watch' && message.taskKey === 'build')).toEqual([]);
  });

  it('tells lists which runs moved', async () => {
    const peer = await reader();
    expect(await peer.socket.emitWithAck('joinList')).toEqual({ ok: true });
    const runIds = Array.from({ length: 30 }, () => newRun(1));
    for (const runId of runIds) advance(runId, 2);
    await vi.waitFor(() => expect(peer.lists.flat().sort()).toEqual([...runIds].sort()));
    expect(peer.lists.length).toBeLessThan(5);
  });

  it.each(['user-1', 'session-1'])('drops the sockets of %s when that is revoked, and nobody else', async (principalId) => {
    const mine = await connected(open({}, { cookie: 'session=good' }));
    const other = await reader();
    const gone = ended(mine);
    worker.publish({ kind: 'revoked', principalId });
    await gone;
    expect(other.socket.connected).toBe(true);
  });

  it('notices by itself that a token is no longer good', async () => {
    const peer = await connected(open({ token: 'other' }));
    const gone = ended(peer);
    revoked.add('token-2');
    await gone;
  });

  it('ends connections so that clients reconnect by themselves when it closes', async () => {
    const peer = await reader();
    const gone = new Promise<string>((resolve) => peer.socket.once('disconnect', resolve));
    await realtime.close();
    expect(await gone).toBe('transport close');
    expect(peer.socket.active).toBe(true);
  });
});
