import { parseArgs } from 'node:util';
import { report } from './report';
import { runTrial } from './trial';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    workers: { type: 'string', default: '6' },
    slots: { type: 'string', default: '8' },
    'redis-away': { type: 'string', default: '60' },
  },
});

const wholeNumber = (name: keyof typeof values): number => {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new Error(`--${name} has to be a whole number, not "${values[name]}"`);
};

// Ctrl-C ends the strikes; the second one ends everything at once.
const enough = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => enough.abort());

const kills = wholeNumber('kills');
const seed = wholeNumber('seed');
console.log(`${kills} kills, seed ${seed}`);
const result = await runTrial({
  seed,
  kills,
  workers: wholeNumber('workers'),
  slots: wholeNumber('slots'),
  leaseSeconds: 2,
  runsAtOnce: 24,
  redisAwayMs: wholeNumber('redis-away') * 1000,
  every: { postgres: 25, redis: 100, freeze: 12 },
  slackMs: 1_500,
  calmWithinMs: 180_000,
  say: (line) => console.log(line),
  enough: enough.signal,
});
console.log(report(result));
for (const fault of result.faults.slice(0, 20)) console.error(fault);
if (result.faults.length > 0) {
  console.error(`${result.faults.length} faults. Repeat with: npm run chaos -- --kills ${kills} --seed ${seed}`);
  process.exitCode = 1;
}
