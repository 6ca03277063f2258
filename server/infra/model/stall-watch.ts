import type { Clock } from '@/server/core/ports/clock';

/**
 * Calls `onStall` once when `stallMs` pass without a `touch`. One sleeper a call, whatever the number of chunks:
 * it wakes, looks when the last byte came and sleeps for the rest.
 */
export function watchForStall(clock: Clock, stallMs: number, onStall: () => void): { touch(): void; stop(): void } {
  const stopped = new AbortController();
  let lastTouchMs = clock.now();
  const watch = async () => {
    let leftMs = stallMs;
    while (leftMs > 0) {
      await clock.sleep(leftMs, stopped.signal);
      leftMs = lastTouchMs + stallMs - clock.now();
    }
    if (!stopped.signal.aborted) onStall();
  };
  // The sleep rejects when the call is over: nothing left to watch.
  watch().catch(() => undefined);
  return {
    touch: () => {
      lastTouchMs = clock.now();
    },
    stop: () => stopped.abort(),
  };
}
