import { measureCheckpoints } from './checkpoints';
import { measureDeadLetters } from './dead-letters';
import { measureEdit } from './edit';
import { measureEditStaging } from './edit-staging';
import { measureEdits } from './edits';
import { describeEnvironment } from './environment';
import { measureForecast } from './forecast';
import { measureGrowth } from './growth';
import { measureLargeTables } from './large-tables';
import { measureLatency } from './latency';
import { measureLayout } from './layout';
import { measureLists } from './lists';
import { measureLiveLatency } from './live-latency';
import { type Bench, openBench } from './open-bench';
import { measureOverview } from './overview';
import { measurePeers } from './peers/measure-peers';
import { measureRunPage } from './run-page';
import { measureThroughput } from './throughput';
import { measureTimeline } from './timeline';
import { measureWeight } from './weight';

const MEASURES: Record<string, (bench: Bench) => string[] | Promise<string[]>> = {
  throughput: measureThroughput,
  latency: measureLatency,
  layout: measureLayout,
  'edit-staging': measureEditStaging,
  forecast: measureForecast,
  edits: measureEdits,
  live: measureLiveLatency,
  large: measureLargeTables,
  'run-page': measureRunPage,
  edit: measureEdit,
  timeline: measureTimeline,
  checkpoints: measureCheckpoints,
  'dead-letters': measureDeadLetters,
  lists: measureLists,
  overview: measureOverview,
  weight: measureWeight,
  peers: measurePeers,
  growth: measureGrowth,
};

const MINUTES = ['checkpoints', 'dead-letters', 'large', 'lists', 'overview', 'peers', 'growth'];

// `npm run bench -- live large` measures these; without names all but those that take minutes.
const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in MEASURES));
if (unknown.length > 0) throw new Error(`There is no measure "${unknown.join('", "')}": ${Object.keys(MEASURES).join(', ')}`);
const wanted = named.length > 0 ? named : Object.keys(MEASURES).filter((name) => !MINUTES.includes(name));

const bench = await openBench();
try {
  console.log(await describeEnvironment(bench.app.db));
  for (const name of wanted) console.log((await MEASURES[name]?.(bench))?.join('\n'));
} finally {
  await bench.close();
}
