import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { io as connectSocket, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import type { ClientToServer, Peer, Peers, PresenceAnswer, SaidPresence, ServerToClient } from '@/lib/contracts/live';
import type { Caller } from '@/server/core/access/caller';
import type { LiveBus } from '@/server/core/ports/live-bus';
import { createBus } from '@/server/infra/bus/create-bus';
import { createTestDatabase, type TestDatabase } from '@/test/database';
import { createRealtime } from './create-realtime';

const silent = { info() {}, warn() {}, error() {} };
/** Everything periodic goes twenty times as fast. */
const clock = { now: Date.now, random: Math.random, sleep: (ms: number, signal?: AbortSignal) => sleep(ms / 20, undefined, { signal }) };
const redisUrl = inject('redisUrl');
const ANA: Caller = { kind: 'user', id: 'user-1', name: 'ana@example.com', displayName: 'Ana', role: 'operator', sessionId: 's1' };
const CALLERS: Record<string, Caller> = {
  ana: ANA,
  ben: { kind: 'user', id: 'user-2', name: 'ben@example.com', role: 'operator', sessionId: 's2' },
  viewer: { kind: 'user', id: 'user-3', name: 'vi@example.com', role: 'viewer', sessionId: 's3' },
  ci: { kind: 'token', id: 'token-1', name: 'ci', role: 'operator' },
  stranger: { kind: 'token', id: 'token-2', name: 'stranger', role: 'approver' },
};

type Client = Socket<ServerToClient, ClientToServer>;

describe.each([
  { name: 'postgres', reachable: true },
  { name: 'redis', reachable: redisUrl !== null },
] as const)('presence over $name', ({ name, reachable }) => {
  describe.skipIf(!reachable)('two web nodes', () => {
    let database: TestDatabase;
    let ends: (() => Promise<unknown> | unknown)[];
    let nodes: { port: number; bus: LiveBus }[];
    const runId = randomUUID();

    beforeEach(async () => {
      database = await createTestDatabase();
      ends = [];
      nodes = [await serve(), await serve()];
    });
    afterEach(async () => {
      for (const end of ends.reverse()) await end();
      await database.drop();
    });

    function openBus(): LiveBus {
      const bus = createBus({ ...(name === 'redis' && redisUrl ? { redisUrl } : {}), databaseUrl: database.url, log: silent });
      ends.push(() => bus.close());
      return bus;
    }

    async function serve() {
      const bus = openBus();
      const httpServer = createServer();
      await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
      ends.push(() => new Promise((resolve) => httpServer.close(resolve)));
      const realtime = await createRealtime({
        httpServer,
        bus,
        authenticate: async ({ auth }) => CALLERS[String(auth.token)] ?? null,
        authorise: (role, permission) => (permission === 'runs.read' ? role !== 'approver' : role === 'operator'),
        lastSeqOf: async (runIds) => new Map(runIds.map((id) => [id, 1])),
        allowedOrigin: () => true,
        clock,
        log: silent,
      });
      ends.push(() => realtime.close());
      const address = httpServer.address();
      return { port: typeof address === 'object' && address ? address.port : 0, bus };
    }

    async function open(token: string, node = 0, room = runId) {
      const socket: Client = connectSocket(`http://127.0.0.1:${nodes[node]?.port}`, {
        auth: { token },
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
      });
      ends.push(() => socket.disconnect());
      const heard: Peers[] = [];
      socket.on('peers', (message) => heard.push(message));
      await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
      await socket.timeout(5_000).emitWithAck('join', { runId: room, after: 1, words: false });
      return {
        socket,
        heard,
        seen: () => new Map((heard.at(-1)?.peers ?? []).map((peer) => [peer.name, peer])),
        say: (message: Partial<SaidPresence> = {}): Promise<PresenceAnswer> =>
          socket.timeout(5_000).emitWithAck('presence', { runId: room, mode: 'watching', ...message }),
      };
    }
    const names = (seen: Map<string, Peer>) => [...seen.keys()].sort();

    it('shows each to the others of the run on every node, with names, and to nobody apart', async () => {
      const [ana, ben, ci] = [await open('ana'), await open('ben', 1), await open('ci', 1)];
      const apart = await open('ben', 0, randomUUID());
      const answer = await ana.say({ mode: 'editing', selection: ['tests'], staged: 3, baseVersion: 7 });
      expect(answer).toEqual({ id: expect.any(String), person: expect.any(String) });
      await ben.say();
      await ci.say();
      await vi.waitFor(() => {
        for (const peer of [ana, ben, ci]) expect(names(peer.seen())).toEqual(['Ana', 'ben', 'ci']);
      });
      expect(ben.seen().get('Ana')).toEqual({
        ...answer,
        name: 'Ana',
        actor: 'user:ana@example.com',
        mode: 'editing',
        selection: ['tests'],
        staged: 3,
        baseVersion: 7,
      });
      await ana.say({ mode: 'editing', selection: ['docs', 'tests'] });
      await vi.waitFor(() => expect(ben.seen().get('Ana')?.selection).toEqual(['docs', 'tests']));
      expect(apart.heard).toEqual([]);
    });

    it('tells who comes later, on a node that did not follow the run, who is there already', async () => {
      const ana = await open('ana');
      await ana.say({ mode: 'editing' });
      const late = await open('ben', 1);
      await vi.waitFor(() => expect(late.seen().get('Ana')?.mode).toBe('editing'));
      const beside = await open('ci');
      await vi.waitFor(() => expect(names(beside.seen())).toContain('Ana'));
    });

    it('forgets at once who closes a tab or leaves the run', async () => {
      const [ana, second, ben] = [await open('ana'), await open('ana', 1), await open('ben', 1)];
      const [first, other] = [await ana.say(), await second.say()];
      await vi.waitFor(() => expect(ben.heard.at(-1)?.peers).toHaveLength(2));
      expect('person' in first && 'person' in other && first.person === other.person, 'two tabs are one person').toBe(true);
      const from = performance.now();
      ana.socket.disconnect();
      await vi.waitFor(() => expect(ben.heard.at(-1)?.peers).toHaveLength(1));
      expect(performance.now() - from).toBeLessThan(2_000);
      second.socket.emit('leave', { runId });
      await vi.waitFor(() => expect(ben.heard.at(-1)?.peers).toEqual([]));
    });

    it('forgets who is not said again, and keeps who is', async () => {
      const [ana, ben] = [await open('ana'), await open('ben', 1)];
      await ana.say();
      // As if said by a node that then vanished.
      const peer = { id: 'gone.1', person: 'p', name: 'Gone', actor: 'user:g', mode: 'watching' as const };
      const lost = { ...peer, selection: [], staged: 0, baseVersion: null };
      nodes[0]?.bus.publish({ kind: 'peer', runId, peer: lost, ttlMs: 300 });
      await vi.waitFor(() => expect(names(ben.seen())).toEqual(['Ana', 'Gone']));
      await vi.waitFor(() => expect(names(ben.seen())).toEqual(['Ana']));
    });

    it('fits the longest that can be said through the bus', async () => {
      const [ana, ben] = [await open('ana'), await open('ben', 1)];
      const selection = Array.from({ length: 20 }, (_, n) => `k${String(n).padStart(79, '0')}`);
      expect(await ana.say({ mode: 'editing', selection, staged: 100_000 })).toHaveProperty('id');
      await vi.waitFor(() => expect(ben.seen().get('Ana')?.selection).toEqual(selection));
    });

    it.each([
      ['a mode that is none', { mode: 'dreaming' }, 'invalid_input'],
      ['a selection without end', { selection: Array.from({ length: 21 }, (_, n) => `k${n}`) }, 'invalid_input'],
      ['keys that are none', { selection: ['<b>'] }, 'invalid_input'],
      ['a run that was not joined', { runId: randomUUID() }, 'conflict'],
    ])('refuses %s', async (_name, message, code) => {
      const ana = await open('ana');
      expect(await ana.say(message as Partial<SaidPresence>)).toMatchObject({ error: { code } });
    });

    it('lets nobody edit who may not, nor be shown who may not read', async () => {
      const viewer = await open('viewer');
      expect(await viewer.say({ mode: 'editing' })).toMatchObject({ error: { code: 'forbidden' } });
      expect(await viewer.say()).toHaveProperty('id');
      const stranger = await open('stranger');
      expect(await stranger.say()).toMatchObject({ error: { code: 'forbidden' } });
      expect(stranger.heard).toEqual([]);
    });

    it('bounds how often one tab is heard, and how many are shown', async () => {
      const [ana, ben] = [await open('ana'), await open('ben', 1)];
      const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => ana.say({ staged: n })));
      expect(answers.filter((answer) => 'error' in answer)).toHaveLength(20);
      await vi.waitFor(() => expect(ben.seen().get('Ana')?.staged).toBe(39));
      expect(ben.heard.length).toBeLessThan(20);
      const crowd = await Promise.all(Array.from({ length: 50 }, () => open('ci')));
      const refused = (await Promise.all(crowd.map((peer) => peer.say()))).filter((answer) => 'error' in answer);
      expect(refused).toEqual([{ error: { code: 'too_many_requests', message: expect.any(String) } }]);
    });
  });
});
