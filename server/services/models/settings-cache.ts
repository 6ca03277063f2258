import type { ModelSettings } from '@/server/core/model/settings';
import type { Clock } from '@/server/core/ports/clock';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import { MODELS_KEY, PRICES_KEY } from './stored-settings';

/** A message of the bus may be lost: nothing older serves a call. */
const FRESH_MS = 30_000;

export interface SettingsCache {
  /** As they are: read again when somebody said that they changed, and every 30 s. What is known serves where the database is away. */
  current(): Promise<ModelSettings>;
  /** As they were read last; a read begins where that is long ago. */
  known(): ModelSettings;
  close(): Promise<void>;
}

interface CacheDeps {
  bus: LiveBus;
  clock: Clock;
  log: Log;
  first: ModelSettings;
  load(): Promise<ModelSettings>;
}

export function createSettingsCache({ bus, clock, log, first, load }: CacheDeps): SettingsCache {
  let settings = first;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;
  /** Changes that were told of. */
  let changes = 0;

  /** A change that is told of meanwhile may have come too late for this reading: then once more. */
  async function read(): Promise<void> {
    for (let seen = -1; seen !== changes; ) {
      seen = changes;
      const startedMs = clock.now();
      try {
        settings = await load();
        readAtMs = startedMs;
      } catch (error) {
        log.warn({ err: error }, 'the settings of the models could not be read; what is known serves');
        break;
      }
    }
    reading = null;
  }
  const isFresh = () => clock.now() < readAtMs + FRESH_MS;
  const refresh = () => {
    reading ??= read();
    return reading;
  };
  const subscription = bus.subscribe((message) => {
    if (message.kind !== 'settings' || (message.key !== MODELS_KEY && message.key !== PRICES_KEY)) return;
    changes += 1;
    void refresh();
  });
  // A bus that cannot be had costs 30 s.
  subscription.catch((error: unknown) => log.warn({ err: error }, 'changes of the models are looked for every 30 s alone'));

  return {
    async current() {
      if (reading || !isFresh()) await refresh();
      return settings;
    },
    known() {
      if (!isFresh()) void refresh();
      return settings;
    },
    async close() {
      const unsubscribe = await subscription.catch(() => null);
      await unsubscribe?.();
      await reading;
    },
  };
}
