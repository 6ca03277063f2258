// One repetition of one workload on one peer, in a process of its own: node main.mjs <peer> <workload>. The last line printed is its result.
import { marksMs } from './shared.mjs';

const [peer, workload] = process.argv.slice(2);
const size = Number(process.env.BENCH_SIZE);

function fail(error) {
  console.error(error);
  process.exit(1);
}
process.on('unhandledRejection', fail);

const { open } = await import(`./${peer}.mjs`);
const engine = await open(workload).catch(fail);
const fromMs = performance.now();
const submitted = () => console.log('SUBMITTED');
const facts = (await engine[workload](size, submitted).catch(fail)) ?? {};
const ms = performance.now() - fromMs;
console.log(
  `RESULT ${JSON.stringify({ ms, gapsMs: workload === 'chain' ? marksMs.slice(1).map((at, index) => at - marksMs[index]) : [], ...facts })}`,
);
process.exit(0);
