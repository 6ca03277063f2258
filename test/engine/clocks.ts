import type { Clock } from '@/server/core/ports/clock';
import { systemClock } from '@/server/infra/clock/system-clock';

/** Beats, backoffs and deadlines pass fifty times as fast; what is stored is the database's time all the same. */
export const fastClock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 50, signal) };

/** Nothing ever happens by time alone: what a test sees then came from an event. */
export const stillClock: Clock = {
  ...systemClock,
  sleep: (_ms, signal) =>
    new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })),
};

/** The database's time, moved on by hand: what is due by then is due. */
export function movedTime(engine: { skew(interval: string): Promise<void> }): { advance(seconds: number): Promise<void> } {
  let total = 0;
  return {
    async advance(seconds) {
      total += seconds;
      await engine.skew(`${total} seconds`);
    },
  };
}

/** A small generator of numbers in [0, 1) that a seed repeats (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
