import { describeEnvironment } from './environment';
import { measureLargeTables } from './large-tables';
import { measureLatency } from './latency';
import { measureLayout } from './layout';
import { type Bench, openBench } from './open-bench';
import { measureThroughput } from './throughput';

/** `--large`: on large tables too, which takes a minute to fill. */
const large = process.argv.includes('--large');

const bench: Bench = await openBench();
try {
  console.log(await describeEnvironment(bench.app.db));
  const measures = [measureThroughput, measureLatency, measureLayout, ...(large ? [measureLargeTables] : [])];
  for (const measure of measures) console.log((await measure(bench)).join('\n'));
} finally {
  await bench.close();
}
