// Starts a run with documents, follows its log and saves its artifacts:
//   SIGNALBOX_TOKEN=… npx tsx examples/start-run.ts "Build the berth booking service" notes.md prices.csv
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { connect } from './connect';

const [goal, ...files] = process.argv.slice(2);
if (!goal) {
  console.error('Say what is to be done: npx tsx examples/start-run.ts "<goal>" [file …]');
  process.exit(2);
}
const client = connect();
const inputs = await Promise.all(
  files.map(async (file) => ({
    name: basename(file),
    type: extname(file) === '.csv' ? 'data' : 'requirements',
    content: (await readFile(file)).toString('base64'),
    encoding: 'base64' as const,
  })),
);
const run = await client.runs.create({ goal, inputs }, { idempotencyKey: randomUUID() });
console.log(run.url);
for await (const event of client.runs.follow(run.id)) console.log(`${event.seq} ${event.type} ${event.taskKey ?? ''}`.trimEnd());

const { status, spentUsd } = await client.runs.get(run.id);
const target = `run-${run.id}.zip`;
await writeFile(target, await client.runs.export(run.id));
console.log(`${status}, $${spentUsd.toFixed(4)}, artifacts in ${target}`);
process.exitCode = status === 'SUCCEEDED' ? 0 : 1;
