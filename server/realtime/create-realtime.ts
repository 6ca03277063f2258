import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import type { AccessRole, Permission } from '@/lib/contracts/access';
import type { Clock } from '@/server/core/ports/clock';
import type { BusMessage, LiveBus } from '@/server/core/ports/live-bus';
import { type AdmitDeps, admitSockets, recheckSockets } from './admit';
import { deliverWords } from './deliver-words';
import { createListFeed } from './list-feed';
import { createPresence, PRESENCE_RENEWAL_MS } from './presence';
import { repeat } from './repeat';
import { LIST_ROOM, type LiveServer, principalRoom, runOfRoom, runRoom, wantOfRoom } from './rooms';
import { createRunSeqs } from './run-seqs';
import { serveSocket } from './serve-socket';

/** A lost bus message costs at most this. */
const POLL_MS = 1_000;
const RUNS_PER_POLL = 500;
const WATCH_TTL_MS = 15_000;
const WATCH_RENEWAL_MS = 5_000;
const RECHECK_MS = 30_000;
/** What clients send is small. */
const MAX_MESSAGE_BYTES = 16 * 1024;

interface RealtimeDeps extends AdmitDeps {
  /** Its own request handler must be attached already: Socket.IO steps before those that are there. */
  httpServer: HttpServer;
  bus: LiveBus;
  /** The permission matrix. */
  authorise(role: AccessRole, permission: Permission): boolean;
  /** The last seq of each run that is there. */
  lastSeqOf(runIds: string[]): Promise<Map<string, number>>;
  clock: Clock;
}

export interface Realtime {
  /** Ends every connection (browsers reconnect elsewhere) and all timers; leaves the HTTP server and the bus to their owner. */
  close(): Promise<void>;
}

/**
 * The sockets of one web node, at `/socket.io`. One path only: worker → bus → every web node → its own rooms; there is
 * no Socket.IO adapter beside it, which would deliver twice. Resolves once the bus is subscribed.
 */
export async function createRealtime(deps: RealtimeDeps): Promise<Realtime> {
  const { bus, clock, log } = deps;
  const io: LiveServer = new Server(deps.httpServer, {
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    connectTimeout: 10_000,
    pingInterval: 10_000,
    pingTimeout: 10_000,
  });
  const { adapter } = io.of('/');
  const stopping = new AbortController();
  const { signal } = stopping;
  const seqs = createRunSeqs();
  const listMoved = createListFeed({ clock, signal, send: (runIds) => io.to(LIST_ROOM).emit('runsChanged', { runIds }) });

  const presence = createPresence({ bus, clock, signal, send: (runId, peers) => io.to(runRoom(runId)).emit('peers', { runId, peers }) });

  function announce(runId: string, seq: number): void {
    if (seqs.advance(runId, seq)) io.to(runRoom(runId)).emit('changed', { runId, seq });
  }

  function hear(message: BusMessage): void {
    if (message.kind === 'run') {
      announce(message.runId, message.seq);
      if (adapter.rooms.has(LIST_ROOM)) listMoved(message.runId);
    } else if (message.kind === 'words') {
      const { kind: _kind, ...words } = message;
      deliverWords(io, words);
    } else if (message.kind === 'revoked') {
      io.in(principalRoom(message.principalId)).disconnectSockets(true);
    } else presence.hear(message);
  }

  async function poll(): Promise<void> {
    const watched = [...adapter.rooms.keys()].flatMap((room) => runOfRoom(room) ?? []);
    for (let from = 0; from < watched.length; from += RUNS_PER_POLL) {
      const rows = await deps.lastSeqOf(watched.slice(from, from + RUNS_PER_POLL));
      for (const [runId, seq] of rows) announce(runId, seq);
    }
  }

  function watch(want: { runId: string; taskKey?: string }, fresh: boolean): void {
    bus.publish({ kind: 'watch', ...want, ttlMs: WATCH_TTL_MS, fresh });
  }

  function renewWatches(): void {
    for (const room of adapter.rooms.keys()) {
      const want = wantOfRoom(room);
      if (want) watch(want, false);
    }
  }

  adapter.on('delete-room', (room: string) => {
    const runId = runOfRoom(room);
    if (!runId) return;
    seqs.forget(runId);
    presence.forget(runId);
  });
  adapter.on('create-room', (room: string) => {
    const runId = runOfRoom(room);
    if (runId) presence.follow(runId);
  });
  admitSockets(io, deps);
  io.on('connection', (socket) => {
    serveSocket(socket, {
      seqs,
      presence,
      clock,
      mayRead: ({ data }) => deps.authorise(data.caller.role, 'runs.read'),
      mayWrite: ({ data }) => deps.authorise(data.caller.role, 'runs.write'),
      lastSeqOf: deps.lastSeqOf,
      onWordsWanted: (runId, taskKey) => watch(taskKey === undefined ? { runId } : { runId, taskKey }, true),
      log,
    });
  });

  const shared = { clock, signal, log };
  const loops = [
    repeat(poll, { everyMs: POLL_MS, what: 'polling watched runs', ...shared }),
    repeat(() => recheckSockets(io, deps.authenticate), { everyMs: RECHECK_MS, what: 'checking sockets again', ...shared }),
    repeat(() => presence.renew(), { everyMs: PRESENCE_RENEWAL_MS, what: 'renewing presence', ...shared }),
    repeat(renewWatches, { everyMs: WATCH_RENEWAL_MS, what: 'renewing watches', ...shared }),
  ];

  const unsubscribe = await bus.subscribe(hear);
  return {
    async close() {
      stopping.abort();
      await unsubscribe();
      // Not `io.close()`, which closes the HTTP server too. The clients see a lost transport and reconnect by themselves.
      io.engine.close();
      await Promise.all(loops);
    },
  };
}
