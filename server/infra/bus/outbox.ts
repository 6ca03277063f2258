import type { BusMessage } from '@/server/core/ports/live-bus';
import { splitWords } from './split-words';
import { encodeMessage, packPayloads } from './wire';

export interface OutboxLimits {
  /** Bytes of one payload. */
  maxPayloadBytes: number;
  /** Runs with a fact pending; beyond it the oldest fact is forgotten (web nodes poll). */
  maxRuns: number;
  /** Peers with news pending; beyond it the oldest is forgotten (each is said again soon). */
  maxPeers: number;
  /** Messages pending that are none of these, nor words. */
  maxOthers: number;
  /** Encoded bytes of words pending: the first to be dropped under pressure. */
  maxWordBytes: number;
}

export const OUTBOX_LIMITS = { maxRuns: 5_000, maxPeers: 2_000, maxOthers: 1_000, maxWordBytes: 256 * 1024 };

export interface Outbox {
  add(message: BusMessage): void;
  /** Everything pending as payloads, words last; empties the box. */
  take(): string[];
  isEmpty(): boolean;
}

/** What waits to be sent: the latest fact of each run and of each peer, one `ready` however often it was said, words in their order. */
export function createOutbox(limits: OutboxLimits): Outbox {
  const runs = new Map<string, { seq: number; control: boolean }>();
  const others = new Set<string>();
  /** Apart from the others, so that many people at work push out nothing that matters. */
  const peers = new Map<string, string>();
  let words: { encoded: string; bytes: number }[] = [];
  let wordBytes = 0;

  function addRun(runId: string, seq: number, control: boolean) {
    const pending = runs.get(runId);
    runs.set(runId, { seq: Math.max(seq, pending?.seq ?? 0), control: control || pending?.control === true });
    forgetOldest(runs.keys(), runs.size > limits.maxRuns, (key) => runs.delete(key));
  }

  return {
    add(message) {
      if (message.kind === 'run') return addRun(message.runId, message.seq, message.control === true);
      if (message.kind === 'peer' || message.kind === 'peerGone') {
        peers.set(message.kind === 'peer' ? message.peer.id : message.id, encodeMessage(message));
        return forgetOldest(peers.keys(), peers.size > limits.maxPeers, (key) => peers.delete(key));
      }
      if (message.kind !== 'words') {
        others.add(encodeMessage(message));
        return forgetOldest(others.values(), others.size > limits.maxOthers, (key) => others.delete(key));
      }
      // Two brackets and a comma stand around a lone message.
      for (const part of splitWords(message, limits.maxPayloadBytes - 3)) {
        const encoded = encodeMessage(part);
        const bytes = Buffer.byteLength(encoded);
        if (wordBytes + bytes > limits.maxWordBytes) return;
        words.push({ encoded, bytes });
        wordBytes += bytes;
      }
    },
    take() {
      const facts = [...runs].map(([runId, { seq, control }]) =>
        encodeMessage({ kind: 'run', runId, seq, ...(control ? { control: true } : {}) }),
      );
      const payloads = packPayloads([...others, ...facts, ...peers.values(), ...words.map((word) => word.encoded)], limits.maxPayloadBytes);
      runs.clear();
      others.clear();
      peers.clear();
      words = [];
      wordBytes = 0;
      return payloads;
    },
    isEmpty: () => runs.size === 0 && others.size === 0 && peers.size === 0 && words.length === 0,
  };
}

function forgetOldest<K>(keys: Iterator<K>, tooMany: boolean, forget: (key: K) => void): void {
  const oldest = tooMany ? keys.next() : undefined;
  if (oldest && !oldest.done) forget(oldest.value);
}
