import type { BusMessage, LiveBus } from '@/server/core/ports/live-bus';

/** A bus within the process, that keeps what was said. `deaf`: nobody hears it, as when messages are lost. */
export interface LocalBus extends LiveBus {
  readonly said: BusMessage[];
  deaf: boolean;
}

export function createLocalBus(): LocalBus {
  const handlers = new Set<(message: BusMessage) => void>();
  const bus: LocalBus = {
    name: 'postgres',
    said: [],
    deaf: false,
    publish(message) {
      bus.said.push(message);
      if (bus.deaf) return;
      queueMicrotask(() => {
        for (const handle of handlers) handle(message);
      });
    },
    async subscribe(handler) {
      handlers.add(handler);
      return async () => void handlers.delete(handler);
    },
    close: async () => undefined,
  };
  return bus;
}
