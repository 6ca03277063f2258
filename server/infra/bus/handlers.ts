import type { BusMessage } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import { decodePayload } from './wire';

export interface Handlers {
  /** Returns what removes it again. */
  add(handler: (message: BusMessage) => void): () => void;
  /** Hands each message of a payload to every handler; one that throws is logged and harms nobody else. */
  dispatch(payload: string): void;
}

export function createHandlers(log: Log): Handlers {
  const handlers = new Set<{ handle: (message: BusMessage) => void }>();
  return {
    add(handler) {
      // A wrapper each, so that one function subscribed twice is two subscriptions.
      const entry = { handle: handler };
      handlers.add(entry);
      return () => void handlers.delete(entry);
    },
    dispatch(payload) {
      for (const message of decodePayload(payload)) {
        for (const { handle } of [...handlers]) {
          try {
            handle(message);
          } catch (error) {
            log.error({ error: String(error), kind: message.kind }, 'a live bus handler threw');
          }
        }
      }
    },
  };
}
