import { stepOf } from '@/server/core/model/histogram';
import type { Clock } from '@/server/core/ports/clock';
import type { Log } from '@/server/core/ports/log';
import type { CallFact } from '@/server/core/ports/model-endpoints';
import type { Tx } from '@/server/infra/db/tx';
import { addStats, type CircuitReport, type Measure, type StatCount, saveCircuits } from '@/server/repositories/model-stats-repository';

const FLUSH_MS = 3_000;
/** What is told again though nothing changed, so that it counts as this process's word. */
const REPEAT_MS = 60_000;

export interface ModelStats {
  record(fact: CallFact): void;
  close(): Promise<void>;
}

interface StatsDeps {
  db: Tx;
  clock: Clock;
  log: Log;
  /** Id of this process in the reports. */
  process: string;
  circuits(): CircuitReport[];
}

/** Counts calls in memory and writes them every few seconds: nothing of it lies on the way of a call. */
export function createModelStats(deps: StatsDeps): ModelStats {
  const { db, clock, log } = deps;
  let counts = new Map<string, StatCount>();
  let told = '';
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let waiting: Promise<void> | null = null;
  const closing = new AbortController();

  const add = (endpoint: string, measure: Measure, label: string) => {
    const key = `${endpoint}\n${measure}\n${label}`;
    const known = counts.get(key);
    if (known) known.count += 1;
    else counts.set(key, { endpoint, measure, label, count: 1 });
  };

  async function flush(): Promise<void> {
    const batch = counts;
    counts = new Map();
    try {
      if (batch.size > 0) await addStats(db, [...batch.values()]);
      const circuits = deps.circuits();
      const standing = circuits.map(({ endpoint, state, lastFailure }) => [endpoint, state, lastFailure]);
      const now = JSON.stringify(standing);
      if (circuits.length === 0 || (now === told && clock.now() < toldAtMs + REPEAT_MS)) return;
      await saveCircuits(db, deps.process, circuits);
      told = now;
      toldAtMs = clock.now();
    } catch (error) {
      // Health is not worth a second try: a restarting database would get a burst of it.
      log.warn({ err: error }, 'the health of the model endpoints was not written');
    }
  }

  /** One more flush after a quiet stretch, so that a circuit which opened and was left alone is told too. */
  function flushSoon(): void {
    waiting ??= clock.sleep(FLUSH_MS, closing.signal).then(
      async () => {
        await flush();
        waiting = null;
        if (counts.size > 0) flushSoon();
      },
      () => undefined,
    );
  }

  return {
    record({ endpoint, model, error, latencyMs, firstTokenMs }) {
      add(endpoint, 'call', '');
      if (error) add(endpoint, 'error', error.code);
      else {
        add(endpoint, 'model', model);
        add(endpoint, 'latency', stepOf(latencyMs));
        if (firstTokenMs !== null) add(endpoint, 'first_token', stepOf(firstTokenMs));
      }
      flushSoon();
    },
    async close() {
      closing.abort();
      await waiting;
      if (counts.size > 0) await flush();
    },
  };
}
