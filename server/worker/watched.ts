import type { Clock } from '@/server/core/ports/clock';

const MAX_TTL_MS = 60_000;

/** Who is listened to, until when. Watches come from web nodes and end by themselves. */
export interface Watched {
  add(watch: { runId: string; taskKey?: string; ttlMs: number }): void;
  has(runId: string, taskKey: string): boolean;
}

export function createWatched(clock: Pick<Clock, 'now'>): Watched {
  const until = new Map<string, number>();
  const keyOf = (runId: string, taskKey?: string) => (taskKey === undefined ? runId : `${runId}:${taskKey}`);
  const holds = (key: string) => (until.get(key) ?? 0) > clock.now();
  return {
    add({ runId, taskKey, ttlMs }) {
      const now = clock.now();
      for (const [key, end] of until) if (end <= now) until.delete(key);
      const key = keyOf(runId, taskKey);
      until.set(key, Math.max(until.get(key) ?? 0, now + Math.min(ttlMs, MAX_TTL_MS)));
    },
    has: (runId, taskKey) => holds(keyOf(runId)) || holds(keyOf(runId, taskKey)),
  };
}
