import type { Clock } from '@/server/core/ports/clock';
import type { BusMessage, LiveBus } from '@/server/core/ports/live-bus';
import { maskLive } from '@/server/core/secret/mask-live';
import { createWatched } from './watched';

const CHUNK_MS = 50;
const MAX_CHUNK_CHARS = 2_000;
/** Beyond it a turn is no longer followed live; the finished text is in the log all the same. */
const MAX_TURN_CHARS = 1_000_000;
/** An agent silent for so long has been cut or has ended: nobody needs what it said. */
const SILENCE_MS = 120_000;

/** What one agent has said in its present turn. Offsets and lengths count UTF-16 code units, as JavaScript's strings do. */
interface Utterance {
  runId: string;
  taskKey: string;
  epoch: number;
  turn: number;
  text: string;
  /** Up to where it was published: what may yet become a secret waits for what follows. */
  sent: number;
  spokenAt: number;
}

export interface Speech {
  /** More of what an agent says. Costs a string concatenation while nobody watches. A stale epoch is ignored. */
  speak(runId: string, taskKey: string, epoch: number, turn: number, delta: string): void;
  /** The turn ended or is tried again: the rest goes out, the buffer is freed, and what follows starts at offset 0. */
  endTurn(runId: string, taskKey: string, epoch: number): void;
  /** Takes the messages of the bus: watches say who listens, the others are let pass. */
  hear(message: BusMessage): void;
  /** Stops sending. */
  close(): void;
}

/** The words of this worker's agents, in chunks of 50 ms, for open drawers only. */
export function createSpeech({ bus, clock }: { bus: LiveBus; clock: Clock }): Speech {
  const watched = createWatched(clock);
  const utterances = new Map<string, Utterance>();
  const stopping = new AbortController();
  let due = false;

  function publish(utterance: Utterance, ended: boolean): void {
    const { runId, taskKey, epoch, turn, sent } = utterance;
    const text = maskLive(utterance.text, sent, ended);
    for (let at = 0; at < text.length; ) {
      const end = endOfChunk(text, at);
      bus.publish({ kind: 'words', runId, taskKey, epoch, turn, offset: sent + at, text: text.slice(at, end) });
      at = end;
    }
    utterance.sent = sent + text.length;
  }
  const isWatched = ({ runId, taskKey }: Utterance) => watched.has(runId, taskKey);

  function publishSoon(): void {
    if (due) return;
    due = true;
    clock.sleep(CHUNK_MS, stopping.signal).then(
      () => {
        due = false;
        for (const utterance of utterances.values()) if (isWatched(utterance)) publish(utterance, false);
      },
      () => {},
    );
  }

  function freeSilent(): void {
    for (const [key, { spokenAt }] of utterances) if (spokenAt + SILENCE_MS < clock.now()) utterances.delete(key);
  }

  return {
    speak(runId, taskKey, epoch, turn, delta) {
      const key = `${runId}:${taskKey}`;
      let utterance = utterances.get(key);
      if (utterance && utterance.epoch > epoch) return;
      if (!utterance || utterance.epoch !== epoch || utterance.turn !== turn) {
        freeSilent();
        utterance = { runId, taskKey, epoch, turn, text: '', sent: 0, spokenAt: 0 };
        utterances.set(key, utterance);
      }
      if (utterance.text.length + delta.length > MAX_TURN_CHARS) return;
      utterance.text += delta;
      utterance.spokenAt = clock.now();
      if (isWatched(utterance)) publishSoon();
    },
    endTurn(runId, taskKey, epoch) {
      const key = `${runId}:${taskKey}`;
      const utterance = utterances.get(key);
      if (utterance && utterance.epoch > epoch) return;
      utterances.delete(key);
      if (utterance && isWatched(utterance)) publish(utterance, true);
    },
    hear(message) {
      if (message.kind !== 'watch') return;
      watched.add(message);
      freeSilent();
      for (const utterance of utterances.values()) {
        if (utterance.runId !== message.runId || (message.taskKey ?? utterance.taskKey) !== utterance.taskKey) continue;
        if (message.fresh) utterance.sent = 0;
        if (utterance.sent < utterance.text.length) publishSoon();
      }
    },
    close() {
      stopping.abort();
      utterances.clear();
    },
  };
}

/** A surrogate pair stays in one chunk. */
function endOfChunk(text: string, offset: number): number {
  const end = Math.min(text.length, offset + MAX_CHUNK_CHARS);
  const code = text.charCodeAt(end);
  return end < text.length && code >= 0xdc00 && code <= 0xdfff ? end - 1 : end;
}
