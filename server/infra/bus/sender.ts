import type { BusMessage } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { Outbox } from './outbox';

/** At most 20 sends a second a process (NOTIFY inside every commit took 13,600 transactions a second down to 4,000). */
const SEND_INTERVAL_MS = 50;

interface SenderDeps {
  outbox: Outbox;
  /** Sends all payloads; rejects within seconds when it cannot. What it rejects for is lost. */
  send(payloads: string[]): Promise<void>;
  isConnected(): boolean;
  log: Log;
}

export interface Sender {
  publish(message: BusMessage): void;
  /** The connection is back: send what waited for it. */
  wake(): void;
  /** Sends what is pending, if connected. */
  close(): Promise<void>;
}

/** Flushes at once when idle, else collects for 50 ms; what a worker or a revoked socket must heed at once does not wait. */
export function createSender({ outbox, send, isConnected, log }: SenderDeps): Sender {
  let inFlight: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let scheduled = false;
  let urgent = false;
  let lastSentAt = Number.NEGATIVE_INFINITY;
  let closed = false;

  function flush(): void {
    scheduled = false;
    if (timer) clearTimeout(timer);
    timer = null;
    if (inFlight || !isConnected()) return;
    const payloads = outbox.take();
    urgent = false;
    if (payloads.length === 0) return;
    lastSentAt = performance.now();
    inFlight = send(payloads)
      .catch((error: unknown) => log.warn({ error: String(error) }, 'live messages were lost; readers poll'))
      .then(() => {
        inFlight = null;
        if (!closed) schedule();
      });
  }

  function schedule(): void {
    if (outbox.isEmpty() || inFlight || !isConnected()) return;
    const waitMs = urgent ? 0 : lastSentAt + SEND_INTERVAL_MS - performance.now();
    if (waitMs > 0) {
      timer ??= setTimeout(flush, waitMs);
    } else if (!scheduled) {
      // A microtask later, so that what one commit says goes out as one payload.
      scheduled = true;
      queueMicrotask(flush);
    }
  }

  return {
    publish(message) {
      if (closed) return;
      // Old words are worth nothing after an outage.
      if (!isConnected() && message.kind === 'words') return;
      outbox.add(message);
      if (message.kind === 'revoked' || (message.kind === 'run' && message.control)) urgent = true;
      schedule();
    },
    wake: schedule,
    async close() {
      closed = true;
      await inFlight;
      flush();
      await inFlight;
    },
  };
}
