import { randomBytes } from 'node:crypto';
import type { Peer } from '@/lib/contracts/live';
import { AppError } from '@/lib/errors';
import type { Clock } from '@/server/core/ports/clock';
import type { BusMessage, LiveBus } from '@/server/core/ports/live-bus';

const MAX_PEERS_PER_RUN = 50;
/** A web node that vanished takes its people along after this. */
const TTL_MS = 9_000;
export const PRESENCE_RENEWAL_MS = 3_000;
/** A rubber band passes over many tasks: what others see of it is sent this often. */
const SEND_EVERY_MS = 150;

interface PresenceDeps {
  bus: Pick<LiveBus, 'publish'>;
  clock: Clock;
  signal: AbortSignal;
  send(runId: string, peers: Peer[]): void;
}

/** Who has which run open, on all web nodes, as far as somebody here follows the run. In memory only. */
export interface Presence {
  /** Somebody here follows the run from now on. */
  follow(runId: string): void;
  forget(runId: string): void;
  /** One peer a socket and run: what it said before is replaced. */
  say(socketId: string, runId: string, peer: Omit<Peer, 'id'>): Peer;
  /** Without a run: from all. */
  leave(socketId: string, runId?: string): void;
  hear(message: BusMessage): void;
  /** Says everybody here again, and drops those of whom nothing was heard. */
  renew(): void;
  of(runId: string): Peer[];
}

export function createPresence({ bus, clock, signal, send }: PresenceDeps): Presence {
  const node = randomBytes(5).toString('base64url');
  /** Of sockets here, by socket and run. */
  const own = new Map<string, { socketId: string; runId: string; peer: Peer }>();
  const known = new Map<string, Map<string, { peer: Peer; until: number }>>();
  const sending = new Set<string>();
  let count = 0;

  function moved(runId: string): void {
    if (sending.has(runId)) return;
    sending.add(runId);
    clock.sleep(SEND_EVERY_MS, signal).then(
      () => {
        sending.delete(runId);
        send(runId, of(runId));
      },
      () => sending.delete(runId),
    );
  }

  function of(runId: string): Peer[] {
    return [...(known.get(runId)?.values() ?? [])].map(({ peer }) => peer);
  }

  function take(runId: string, peer: Peer, until: number): void {
    const peers = known.get(runId);
    const before = peers?.get(peer.id);
    if (!peers || (!before && peers.size >= MAX_PEERS_PER_RUN)) return;
    peers.set(peer.id, { peer, until });
    if (!before || JSON.stringify(before.peer) !== JSON.stringify(peer)) moved(runId);
  }

  function drop(runId: string, id: string): void {
    if (known.get(runId)?.delete(id)) moved(runId);
  }

  return {
    of,
    follow(runId) {
      if (known.has(runId)) return;
      known.set(runId, new Map());
      bus.publish({ kind: 'peersAsked', runId });
    },
    forget: (runId) => void known.delete(runId),
    say(socketId, runId, said) {
      const key = `${socketId} ${runId}`;
      const before = own.get(key)?.peer;
      if (!before && (known.get(runId)?.size ?? 0) >= MAX_PEERS_PER_RUN) {
        throw new AppError('too_many_requests', `at most ${MAX_PEERS_PER_RUN} are shown in a run`);
      }
      const peer = { ...said, id: before?.id ?? `${node}.${++count}` };
      own.set(key, { socketId, runId, peer });
      take(runId, peer, Number.POSITIVE_INFINITY);
      bus.publish({ kind: 'peer', runId, peer, ttlMs: TTL_MS });
      return peer;
    },
    leave(socketId, only) {
      for (const [key, { runId, peer, ...of }] of own) {
        if (of.socketId !== socketId || (only !== undefined && only !== runId)) continue;
        own.delete(key);
        drop(runId, peer.id);
        bus.publish({ kind: 'peerGone', runId, id: peer.id });
      }
    },
    hear(message) {
      if (message.kind === 'peersAsked') {
        for (const { runId, peer } of own.values()) {
          if (runId === message.runId) bus.publish({ kind: 'peer', runId, peer, ttlMs: TTL_MS });
        }
      }
      if (message.kind !== 'peer' && message.kind !== 'peerGone') return;
      const { runId } = message;
      const id = message.kind === 'peer' ? message.peer.id : message.id;
      // Of our own we know better than their echo does.
      if (id.startsWith(`${node}.`)) return;
      if (message.kind === 'peer') take(runId, message.peer, clock.now() + message.ttlMs);
      else drop(runId, id);
    },
    renew() {
      const now = clock.now();
      for (const [runId, peers] of known) for (const [id, { until }] of peers) if (until < now) drop(runId, id);
      for (const { runId, peer } of own.values()) bus.publish({ kind: 'peer', runId, peer, ttlMs: TTL_MS });
    },
  };
}
