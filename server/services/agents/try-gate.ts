import { AppError } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import type { Clock } from '@/server/core/ports/clock';

const WINDOW_MS = 10 * 60_000;
const TRIES_PER_WINDOW = 60;
const AT_ONCE_PER_CALLER = 2;
const AT_ONCE = 8;

export interface TryGate {
  /** Counts a try; the function it returns ends it. @throws AppError too_many_requests */
  enter(caller: Pick<Caller, 'kind' | 'id'>): () => void;
}

/** Tries cost money and hold a connection: a few at once, and so many in ten minutes for each caller. Counted in this process. */
export function createTryGate(clock: Pick<Clock, 'now'>): TryGate {
  const running = new Map<string, number>();
  const started = new Map<string, number[]>();
  let all = 0;
  return {
    enter({ kind, id }) {
      const key = `${kind}:${id}`;
      const now = clock.now();
      for (const [who, times] of started) if ((times.at(-1) ?? 0) <= now - WINDOW_MS) started.delete(who);
      const recent = (started.get(key) ?? []).filter((time) => time > now - WINDOW_MS);
      const mine = running.get(key) ?? 0;
      if (mine >= AT_ONCE_PER_CALLER || all >= AT_ONCE) {
        throw new AppError('too_many_requests', 'Another try is still running. Wait for its end, or stop it.', [], 5);
      }
      const [oldest] = recent;
      if (oldest !== undefined && recent.length >= TRIES_PER_WINDOW) {
        const waitSeconds = Math.ceil((oldest + WINDOW_MS - now) / 1000);
        throw new AppError('too_many_requests', `More than ${TRIES_PER_WINDOW} tries in ten minutes.`, [], waitSeconds);
      }
      started.set(key, [...recent, now]);
      running.set(key, mine + 1);
      all += 1;
      return () => {
        all -= 1;
        const left = (running.get(key) ?? 1) - 1;
        if (left > 0) running.set(key, left);
        else running.delete(key);
      };
    },
  };
}
