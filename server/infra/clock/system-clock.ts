import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@/server/core/ports/clock';

export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  random: Math.random,
};
