import type { Peer } from '@/lib/contracts/live';

/**
 * The live bus carries facts, never state. A lost message costs latency (web nodes also poll), never truth.
 * Two adapters, `infra/bus/{redis,postgres}-bus.ts`, pass one contract test.
 */
export type BusMessage =
  /** Run R is at seq S. `control` marks what a worker must look at now: pause, resume, cancel, edit. */
  | { kind: 'run'; runId: string; seq: number; control?: true }
  /** Work that other workers may take is in the queue. */
  | { kind: 'ready' }
  /** Somebody has this run open until `ttlMs` from now; without `words`, in all its tasks. `fresh`: send what is said so far. */
  | { kind: 'watch'; runId: string; taskKey?: string; ttlMs: number; fresh: boolean }
  /** Ephemeral speech; the finished text is in the log. */
  | { kind: 'words'; runId: string; taskKey: string; epoch: number; turn: number; offset: number; text: string }
  /** Somebody has this run open; said again before `ttlMs` are over. Never stored. */
  | { kind: 'peer'; runId: string; peer: Peer; ttlMs: number }
  | { kind: 'peerGone'; runId: string; id: string }
  /** A web node begins to show this run: whoever has it open is to be said again. */
  | { kind: 'peersAsked'; runId: string }
  /** A session or a token was revoked: drop its sockets. */
  | { kind: 'revoked'; principalId: string }
  /** A document of the settings changed: whoever keeps a copy reads it again. */
  | { kind: 'settings'; key: string };

export interface LiveBus {
  readonly name: 'redis' | 'postgres';
  /** Never throws and never waits for delivery; run facts are coalesced (latest seq a run, at most 20 sends a second). */
  publish(message: BusMessage): void;
  /** Resolves once subscribed. The handler must not throw. Returns the unsubscribe function. */
  subscribe(handler: (message: BusMessage) => void): Promise<() => Promise<void>>;
  /** Sends what is pending and closes the connections. */
  close(): Promise<void>;
}
