import { type BareSql, openBareSql } from './bare-sql';
import type { Bench } from './open-bench';
import { type CountingRunner, countingRunner, createRuns, layered, TASKS_PER_RUN, untilIdle } from './runs';
import { median, whole } from './stats';

const RUNS = 400;
const ROUNDS = 5;
const SLOTS = 400;

/** Runs wait in the queue; a worker starts and carries them out. From its start to the last commit. */
async function carryOut(bench: Bench): Promise<number> {
  await createRuns(bench.app, layered(), RUNS);
  const runner = countingRunner();
  const from = performance.now();
  const done = runner.expect(RUNS * TASKS_PER_RUN);
  const worker = await bench.app.startWorker({ slots: SLOTS, runner });
  await done;
  await untilIdle(bench.app);
  const rate = (RUNS * TASKS_PER_RUN * 1000) / (performance.now() - from);
  await worker.stop();
  return rate;
}

/** The same while the runs are being created on the same machine. */
async function createAndCarryOut(bench: Bench, runner: CountingRunner): Promise<number> {
  const from = performance.now();
  const done = runner.expect(RUNS * TASKS_PER_RUN);
  await createRuns(bench.app, layered(), RUNS);
  await done;
  return (RUNS * TASKS_PER_RUN * 1000) / (performance.now() - from);
}

/** Layered runs through the engine and through bare SQL, in turns on one server, so that a busy machine slows both. */
export async function measureThroughput(bench: Bench): Promise<string[]> {
  const bare: BareSql = await openBareSql(bench.databaseUrl);
  const engineRates: number[] = [];
  const bareRates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bareRates.push(await bare.measure(RUNS));
    engineRates.push(await carryOut(bench));
  }
  await bare.close();
  const runner = countingRunner();
  const worker = await bench.app.startWorker({ slots: SLOTS, runner });
  const whileCreated = await createAndCarryOut(bench, runner);
  await untilIdle(bench.app);
  await worker.stop();
  const ratio = median(engineRates.map((rate, round) => rate / (bareRates[round] ?? Number.NaN)));
  return [
    `layered 1-6-6-6-1, ${RUNS} runs, one worker of ${SLOTS} slots, ${ROUNDS} rounds`,
    `  engine            ${whole(median(engineRates))} tasks/s  (${engineRates.map(whole).join(' ')})  target 5,000 when quiet`,
    `  bare SQL by 50    ${whole(median(bareRates))} tasks/s  (${bareRates.map(whole).join(' ')})`,
    `  ratio             ${ratio.toFixed(2)}  target 0.40`,
    `  created meanwhile ${whole(whileCreated)} tasks/s`,
  ];
}
