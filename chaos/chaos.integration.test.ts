import { expect, it } from 'vitest';
import { firstSeed } from '@/test/engine/first-seed';
import { report } from './report';
import { runTrial } from './trial';

// The short form of `npm run chaos`: everything happens at least once.
it('loses nothing and does nothing twice, whatever is killed, stopped or restarted', { timeout: 240_000 }, async () => {
  const result = await runTrial({
    seed: firstSeed('CHAOS_SEED'),
    kills: 8,
    workers: 5,
    slots: 4,
    leaseSeconds: 2,
    runsAtOnce: 8,
    redisAwayMs: 2_000,
    every: { postgres: 4, redis: 4, freeze: 4 },
    // The other files of the suite run beside it.
    slackMs: 8_000,
    calmWithinMs: 120_000,
    say: () => undefined,
  });
  const story = `repeat with CHAOS_SEED=${result.seed}\n${report(result)}`;
  expect(result.faults, story).toEqual([]);
  expect(result.done, story).toMatchObject({ immediateRestarts: 1, fastRestarts: 1 });
  expect(result.done.kills).toBeGreaterThanOrEqual(8);
  expect(result.findings.attempts.succeeded, story).toBeGreaterThan(50);
  // A database that is away costs no attempt.
  expect(result.findings.failures.internal ?? 0, story).toBe(0);
});
