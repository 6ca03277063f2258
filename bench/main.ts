import { describeEnvironment } from './environment';
import { measureLatency } from './latency';
import { measureLayout } from './layout';
import { openBench } from './open-bench';
import { measureThroughput } from './throughput';

const bench = await openBench();
try {
  console.log(await describeEnvironment(bench.app.db));
  for (const measure of [measureThroughput, measureLatency, measureLayout]) console.log((await measure(bench)).join('\n'));
} finally {
  await bench.close();
}
