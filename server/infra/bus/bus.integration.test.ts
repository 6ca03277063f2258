import { randomUUID } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { MAX_SHOWN_SELECTION, type Peer } from '@/lib/contracts/live';
import type { BusMessage, LiveBus } from '@/server/core/ports/live-bus';
import { createTestDatabase, type TestDatabase } from '@/test/database';
import { createBus } from './create-bus';

const silent = { info() {}, warn() {}, error() {} };
const redisUrl = inject('redisUrl');

/** As long as one can be. */
const PEER: Peer = {
  id: 'node.1',
  person: 'person',
  name: '🚂'.repeat(60),
  actor: `user:${'a'.repeat(250)}`,
  mode: 'editing',
  selection: Array.from({ length: MAX_SHOWN_SELECTION }, (_, n) => `k${String(n).padStart(79, '0')}`),
  staged: 3,
  baseVersion: 7,
};

/** A wire that a test can cut and mend, standing between a bus and its server. */
async function startWire(target: URL) {
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  };
  let cut = false;
  const server: Server = createServer((near) => {
    track(near);
    if (cut) return void near.destroy();
    const far = connect(Number(target.port), target.hostname);
    track(far);
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const through = new URL(target);
  through.hostname = '127.0.0.1';
  through.port = String(typeof address === 'object' ? address?.port : '');
  return {
    url: through.toString(),
    cut() {
      cut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      cut = false;
    },
    sockets: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe.each([
  { name: 'postgres', reachable: true },
  { name: 'redis', reachable: redisUrl !== null },
] as const)('the live bus on $name', ({ name, reachable }) => {
  describe.skipIf(!reachable)('contract', () => {
    let database: TestDatabase;
    let wire: Awaited<ReturnType<typeof startWire>>;
    const buses: LiveBus[] = [];

    beforeEach(async () => {
      database = await createTestDatabase();
      wire = await startWire(new URL(name === 'redis' && redisUrl ? redisUrl : database.url));
    });
    afterEach(async () => {
      await Promise.all(buses.splice(0).map((bus) => bus.close()));
      await wire.close();
      await database.drop();
    });

    function open(): LiveBus {
      const bus = createBus(
        name === 'redis' ? { redisUrl: wire.url, databaseUrl: database.url, log: silent } : { databaseUrl: wire.url, log: silent },
      );
      buses.push(bus);
      return bus;
    }
    async function listen(bus: LiveBus) {
      const heard: BusMessage[] = [];
      const unsubscribe = await bus.subscribe((message) => heard.push(message));
      return { heard, unsubscribe };
    }
    /** Says it until it is heard: what a test needs to know that a connection is there. */
    async function exchange(from: LiveBus, heard: BusMessage[]) {
      const runId = randomUUID();
      await vi.waitFor(
        () => {
          from.publish({ kind: 'run', runId, seq: 1 });
          expect(heard).toContainEqual({ kind: 'run', runId, seq: 1 });
        },
        { timeout: 10_000, interval: 60 },
      );
    }

    it('carries every kind of message to every subscriber, the sender included', async () => {
      const [one, two] = [open(), open()];
      expect(one.name).toBe(name);
      const [own, other] = [await listen(one), await listen(two)];
      await exchange(one, other.heard);
      const runId = randomUUID();
      const messages: BusMessage[] = [
        { kind: 'run', runId, seq: 7, control: true },
        { kind: 'ready' },
        { kind: 'watch', runId, taskKey: 'a', ttlMs: 15_000, fresh: true },
        { kind: 'watch', runId, ttlMs: 15_000, fresh: false },
        { kind: 'words', runId, taskKey: 'a', epoch: 2, turn: 1, offset: 0, text: 'Ein "Gleis"\n\u0000🚂' },
        { kind: 'peersAsked', runId },
        { kind: 'peer', runId, peer: PEER, ttlMs: 9_000 },
        { kind: 'peerGone', runId, id: 'node.2' },
        { kind: 'revoked', principalId: 'token-1' },
      ];
      for (const message of messages) one.publish(message);
      await vi.waitFor(() => {
        for (const message of messages) {
          expect(own.heard).toContainEqual(message);
          expect(other.heard).toContainEqual(message);
        }
      });
    });

    it('coalesces what one peer does, the last included, and its going', async () => {
      const bus = open();
      const { heard } = await listen(bus);
      await exchange(bus, heard);
      const runId = randomUUID();
      for (let staged = 1; staged <= 300; staged++) bus.publish({ kind: 'peer', runId, peer: { ...PEER, staged }, ttlMs: 9_000 });
      await vi.waitFor(() => expect(heard).toContainEqual({ kind: 'peer', runId, peer: { ...PEER, staged: 300 }, ttlMs: 9_000 }));
      expect(heard.filter((message) => message.kind === 'peer').length).toBeLessThan(20);
      bus.publish({ kind: 'peer', runId, peer: PEER, ttlMs: 9_000 });
      bus.publish({ kind: 'peerGone', runId, id: PEER.id });
      await vi.waitFor(() => expect(heard.at(-1)).toEqual({ kind: 'peerGone', runId, id: PEER.id }));
    });

    it('coalesces a thousand facts of one run, and loses not the last', async () => {
      const bus = open();
      const { heard } = await listen(bus);
      await exchange(bus, heard);
      const runId = randomUUID();
      for (let seq = 1; seq <= 1_000; seq++) {
        bus.publish({ kind: 'run', runId, seq });
        if (seq % 100 === 0) await new Promise(setImmediate);
      }
      await vi.waitFor(() => expect(heard).toContainEqual({ kind: 'run', runId, seq: 1_000 }));
      expect(heard.filter((message) => message.kind === 'run' && message.runId === runId).length).toBeLessThan(20);
    });

    it('carries facts of many runs and long words whole', async () => {
      const bus = open();
      const { heard } = await listen(bus);
      await exchange(bus, heard);
      const runIds = Array.from({ length: 600 }, () => randomUUID());
      const runId = runIds[0] ?? '';
      const text = 'Zug 🚂 nach Zürich. '.repeat(2_000);
      for (const id of runIds) bus.publish({ kind: 'run', runId: id, seq: 5 });
      bus.publish({ kind: 'words', runId, taskKey: 'a', epoch: 1, turn: 1, offset: 0, text });
      await vi.waitFor(() => {
        const words = heard.filter((message) => message.kind === 'words');
        expect(words.map((message) => message.text).join('')).toBe(text);
        const facts = heard.flatMap((message) => (message.kind === 'run' ? [message.runId] : []));
        expect(runIds.filter((id) => !facts.includes(id))).toEqual([]);
      });
    });

    it('stops after unsubscribe, and a handler that throws harms nobody', async () => {
      const bus = open();
      await bus.subscribe(() => {
        throw new Error('faulty');
      });
      const [kept, gone] = [await listen(bus), await listen(bus)];
      await gone.unsubscribe();
      await exchange(bus, kept.heard);
      expect(gone.heard).toEqual([]);
    });

    it('comes back by itself after the connection was cut, and takes what is said meanwhile without complaint', async () => {
      const [one, two] = [open(), open()];
      const { heard } = await listen(two);
      await exchange(one, heard);
      wire.cut();
      await vi.waitFor(() => expect(wire.sockets()).toBe(0));
      for (let seq = 1; seq <= 50; seq++) one.publish({ kind: 'run', runId: randomUUID(), seq });
      one.publish({ kind: 'revoked', principalId: 'token-2' });
      wire.mend();
      await exchange(one, heard);
    });

    it('starts before its server, and closes without it', async () => {
      wire.cut();
      const bus = open();
      bus.publish({ kind: 'ready' });
      const subscribing = listen(bus);
      bus.publish({ kind: 'revoked', principalId: 'nobody' });
      wire.mend();
      const { heard } = await subscribing;
      await exchange(bus, heard);
      wire.cut();
      await bus.close();
      bus.publish({ kind: 'ready' });
    });

    it('sends what is pending when closed, and leaves no connection', async () => {
      const [one, two] = [open(), open()];
      const { heard } = await listen(two);
      await listen(one);
      await exchange(one, heard);
      const runId = randomUUID();
      one.publish({ kind: 'run', runId, seq: 1 });
      one.publish({ kind: 'run', runId, seq: 2 });
      await one.close();
      await vi.waitFor(() => expect(heard).toContainEqual({ kind: 'run', runId, seq: 2 }));
      await two.close();
      await vi.waitFor(() => expect(wire.sockets()).toBe(0));
    });
  });
});
