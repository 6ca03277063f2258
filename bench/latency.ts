import type { Bench } from './open-bench';
import { chainOf, countingRunner, createRuns, untilIdle } from './runs';
import { ms, percentile } from './stats';

const LENGTH = 200;
const ROUNDS = 5;

/** A chain, each task started by the finish of the one before: the time from one start to the next. */
export async function measureLatency(bench: Bench): Promise<string[]> {
  const runner = countingRunner();
  const worker = await bench.app.startWorker({ slots: 16, runner });
  const gapsMs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const done = runner.expect(LENGTH);
    await createRuns(bench.app, chainOf(LENGTH), 1);
    await done;
    gapsMs.push(...runner.startsMs.slice(1).map((start, index) => start - (runner.startsMs[index] ?? start)));
    await untilIdle(bench.app);
  }
  await worker.stop();
  return [
    `chain of ${LENGTH}, ${ROUNDS} rounds, one worker of 16 slots, from one start to the next`,
    `  p50 ${ms(percentile(gapsMs, 0.5))}  target 2 ms    p99 ${ms(percentile(gapsMs, 0.99))}`,
  ];
}
