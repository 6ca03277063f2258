import type { Peer, PresenceAnswer, SaidPresence } from '@/lib/contracts/live';
import type { LiveSocket } from './live-socket';

/** What a rubber band passes over is said this often. */
const SAY_EVERY_MS = 200;
const ANSWER_WITHIN_MS = 10_000;

export type PresenceState = Required<Omit<SaidPresence, 'runId'>>;

export interface OtherPeer extends Peer {
  /** This person, in another tab. */
  own: boolean;
}

/** This page among those who have a run open. What it does is said again behind each join. */
export interface PresenceFeed {
  say(state: PresenceState): void;
  joined(): void;
  disconnected(): void;
  hear(peers: readonly Peer[]): void;
  close(): void;
}

interface FeedDeps {
  runId: string;
  socket: LiveSocket;
  onOthers(others: readonly OtherPeer[]): void;
  onClose(): void;
}

export function createPresenceFeed({ runId, socket, onOthers, onClose }: FeedDeps): PresenceFeed {
  let state: PresenceState | null = null;
  let you: { id: string; person: string } | null = null;
  let peers: readonly Peer[] = [];
  let shown = '[]';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saidAtMs = Number.NEGATIVE_INFINITY;
  let closed = false;

  function show(): void {
    if (closed) return;
    const others = peers.filter(({ id }) => id !== you?.id).map((peer): OtherPeer => ({ ...peer, own: peer.person === you?.person }));
    const next = JSON.stringify(others);
    if (next === shown) return;
    shown = next;
    onOthers(others);
  }

  function send(): void {
    timer = undefined;
    if (state === null || !socket.connected) return;
    saidAtMs = performance.now();
    const from = socket.id;
    socket.timeout(ANSWER_WITHIN_MS).emit('presence', { runId, ...state }, (late: Error | null, answer?: PresenceAnswer) => {
      // Who is refused (too many are here) still sees the others.
      if (late || !answer || 'error' in answer || socket.id !== from) return;
      you = answer;
      show();
    });
  }

  function plan(): void {
    if (!closed) timer ??= setTimeout(send, Math.max(0, saidAtMs + SAY_EVERY_MS - performance.now()));
  }

  return {
    say(next) {
      if (JSON.stringify(next) === JSON.stringify(state)) return;
      state = next;
      plan();
    },
    joined: plan,
    disconnected() {
      you = null;
      peers = [];
      show();
    },
    hear(heard) {
      peers = heard;
      show();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      onClose();
    },
  };
}
