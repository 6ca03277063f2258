import { createServer, type Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClientToServer, Join, ServerToClient, Words } from '@/lib/contracts/live';
import { createLiveClient, type LiveClient } from './live-client';
import { openLiveSocket } from './live-socket';
import type { OtherPeer } from './presence-feed';
import type { RunSubscription } from './run-feed';

type ServerSide = Server<ClientToServer, ServerToClient>;

/** A real socket against a server that the test speaks for. */
describe('live client', () => {
  let http: HttpServer;
  let io: ServerSide;
  let client: LiveClient;
  let refuse: boolean;
  let holdAnswers: boolean;
  let held: (() => void)[];
  const lastSeq = new Map<string, number>();
  const requests: [string, unknown?][] = [];
  const states: string[] = [];

  beforeEach(async () => {
    refuse = false;
    holdAnswers = false;
    held = [];
    http = createServer();
    io = new Server(http);
    io.use((_socket, next) => (refuse ? next(new Error('unauthenticated')) : next()));
    io.on('connection', answer);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const address = http.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    client = createLiveClient({ open: openLiveSocket, url, reconnectMs: 50 });
    client.onState(() => states.push(client.state()));
  });
  afterEach(async () => {
    client.stop();
    await io.close();
    lastSeq.clear();
    requests.length = 0;
    states.length = 0;
  });

  function answer(socket: Socket<ClientToServer, ServerToClient>) {
    const orHold = (work: () => void) => void (holdAnswers ? held.push(work) : work());
    socket.on('join', (message, reply) => {
      requests.push(['join', message]);
      const seq = lastSeq.get(message.runId);
      orHold(() => reply(seq === undefined ? { error: { code: 'not_found', message: 'no such run' } } : { lastSeq: seq }));
    });
    socket.on('presence', (message, reply) => {
      requests.push(['presence', message]);
      reply({ id: `tab ${socket.id}`, person: 'me' });
    });
    socket.on('leave', (message) => requests.push(['leave', message]));
    socket.on('joinList', (reply) => {
      requests.push(['joinList']);
      orHold(() => reply({ ok: true }));
    });
    socket.on('leaveList', () => requests.push(['leaveList']));
  }
  /** Reads the tail at once, as a page does. */
  function follow(runId: string, from: number, words: RunSubscription['words'] = false) {
    const seen = { seq: from, told: [] as number[], words: [] as Words[], errors: [] as string[], end: () => {} };
    seen.end = client.subscribeRun(runId, {
      after: () => seen.seq,
      words,
      onChanged(seq) {
        seen.told.push(seq);
        seen.seq = seq;
      },
      onWords: (message) => seen.words.push(message),
      onError: (error) => seen.errors.push(error.code),
    });
    return seen;
  }
  const live = () => vi.waitFor(() => expect(client.state()).toBe('live'));
  const joins = () => requests.flatMap(([name, message]) => (name === 'join' ? [message as Join] : []));

  it('is catching up until its rooms have answered and the tail is read, then live', async () => {
    lastSeq.set('r', 7);
    holdAnswers = true;
    let tailRead = () => {};
    const reading = new Promise<void>((resolve) => {
      tailRead = resolve;
    });
    const onChanged = vi.fn(() => reading);
    client.subscribeRun('r', { after: () => 3, words: false, onChanged });
    client.start();
    expect(client.state()).toBe('catching_up');
    await vi.waitFor(() => expect(held).toHaveLength(1));
    held[0]?.();
    await vi.waitFor(() => expect(onChanged).toHaveBeenCalledWith(7));
    expect(client.state()).toBe('catching_up');
    tailRead();
    await live();
    expect(states).toEqual(['live']);
  });

  it('says once what was missed, and later each change', async () => {
    lastSeq.set('r', 7);
    const seen = follow('r', 3);
    client.start();
    await live();
    io.emit('changed', { runId: 'r', seq: 7 });
    io.emit('changed', { runId: 'other', seq: 90 });
    io.emit('changed', { runId: 'r', seq: 8 });
    await vi.waitFor(() => expect(seen.told).toEqual([7, 8]));
    expect(joins()).toEqual([{ runId: 'r', after: 3, words: false }]);
  });

  it('goes offline with the connection, and comes back with the seq it has', async () => {
    lastSeq.set('r', 7);
    const seen = follow('r', 7);
    const lists: unknown[] = [];
    client.subscribeList((runIds) => lists.push(runIds));
    client.start();
    await live();
    lastSeq.set('r', 12);
    for (const socket of io.sockets.sockets.values()) socket.conn.close();
    await vi.waitFor(() => expect(states).toContain('offline'));
    await live();
    expect(seen.told).toEqual([12]);
    expect(joins()).toEqual([
      { runId: 'r', after: 7, words: false },
      { runId: 'r', after: 7, words: false },
    ]);
    expect(lists).toEqual(['all', 'all']);
  });

  it('is offline while it is refused, and tries again', async () => {
    refuse = true;
    client.start();
    await vi.waitFor(() => expect(client.state()).toBe('offline'));
    refuse = false;
    await vi.waitFor(() => expect(client.state()).toBe('live'));
  });

  it('tries again after the server hung up', async () => {
    client.start();
    await live();
    io.disconnectSockets(true);
    await vi.waitFor(() => expect(client.state()).toBe('offline'));
    await vi.waitFor(() => expect(client.state()).toBe('live'));
  });

  it('joins a run once for all who follow it, wanting what they want together, and leaves with the last', async () => {
    lastSeq.set('r', 1);
    client.start();
    await live();
    const page = follow('r', 1);
    const drawer = follow('r', 1, 'build');
    await vi.waitFor(() => expect(joins()).toEqual([{ runId: 'r', after: 1, words: 'build' }]));
    const second = follow('r', 1, 'test');
    await vi.waitFor(() => expect(joins().at(-1)).toEqual({ runId: 'r', after: 1 }));
    const words = { runId: 'r', epoch: 1, turn: 1, offset: 0, text: 'x' };
    io.emit('words', { ...words, taskKey: 'build' });
    io.emit('words', { ...words, taskKey: 'test' });
    await vi.waitFor(() => expect([drawer.words.length, second.words.length]).toEqual([1, 1]));
    expect(page.words).toEqual([]);
    drawer.end();
    second.end();
    await vi.waitFor(() => expect(joins().at(-1)).toEqual({ runId: 'r', after: 1, words: false }));
    page.end();
    await vi.waitFor(() => expect(requests.at(-1)).toEqual(['leave', { runId: 'r' }]));
  });

  it('keeps its room when one component goes as another comes', async () => {
    lastSeq.set('r', 1);
    client.start();
    await live();
    const first = follow('r', 1);
    await vi.waitFor(() => expect(joins()).toHaveLength(1));
    first.end();
    const next = follow('r', 1);
    io.emit('changed', { runId: 'r', seq: 2 });
    await vi.waitFor(() => expect(next.told).toEqual([2]));
    expect(requests.map(([name]) => name)).not.toContain('leave');
  });

  it('tells who comes later what was announced before', async () => {
    lastSeq.set('r', 5);
    follow('r', 5);
    client.start();
    await live();
    expect(follow('r', 2).told).toEqual([5]);
  });

  it('says what this page does, once more behind a reconnect, and shows the others without itself', async () => {
    lastSeq.set('r', 1);
    const shown: (readonly OtherPeer[])[] = [];
    const presence = client.openPresence('r', (others) => shown.push(others));
    const state = { mode: 'editing' as const, selection: ['a'], staged: 0, baseVersion: 7 };
    presence.say({ ...state, selection: [] });
    presence.say(state);
    follow('r', 1);
    client.start();
    const said = () => requests.flatMap(([name, message]) => (name === 'presence' ? [message] : []));
    await vi.waitFor(() => expect(said()).toEqual([{ runId: 'r', ...state }]));
    const peer = { ...state, name: 'x', actor: 'user:x' };
    const other = { ...peer, id: 'other', person: 'ana' };
    const second = { ...peer, id: 'second', person: 'me' };
    const [self] = [...io.sockets.sockets.keys()];
    io.emit('peers', { runId: 'r', peers: [{ ...peer, id: `tab ${self}`, person: 'me' }, other, second] });
    const expected = [
      { ...other, own: false },
      { ...second, own: true },
    ];
    await vi.waitFor(() => expect(shown.at(-1)).toEqual(expected));
    for (const socket of io.sockets.sockets.values()) socket.conn.close();
    await vi.waitFor(() => expect(shown.at(-1), 'nobody is made up while offline').toEqual([]));
    await vi.waitFor(() => expect(said()).toEqual([1, 2].map(() => ({ runId: 'r', ...state }))));
    presence.close();
    io.emit('peers', { runId: 'r', peers: [other] });
    lastSeq.set('s', 1);
    follow('s', 1);
    await vi.waitFor(() => expect(joins().at(-1)).toMatchObject({ runId: 's' }));
    expect(shown.at(-1)).toEqual([]);
  });

  it('says that a run is not there', async () => {
    const seen = follow('gone', 0);
    client.start();
    await vi.waitFor(() => expect(seen.errors).toEqual(['not_found']));
    expect(client.state()).toBe('live');
  });

  it('tells lists which runs moved, and all at the start', async () => {
    client.start();
    await live();
    const lists: unknown[] = [];
    const end = client.subscribeList((runIds) => lists.push(runIds));
    await vi.waitFor(() => expect(lists).toEqual(['all']));
    io.emit('runsChanged', { runIds: ['a', 'b'] });
    await vi.waitFor(() => expect(lists).toEqual(['all', ['a', 'b']]));
    end();
    await vi.waitFor(() => expect(requests.at(-1)).toEqual(['leaveList']));
  });
});
