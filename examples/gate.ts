// For a CI job: runs tasks given as JSON, waits, and fails where the run failed or waits for a person:
//   SIGNALBOX_TOKEN=… npx tsx examples/gate.ts "Review the change" tasks.json
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { SignalboxError } from '@/lib/client/create-client';
import { connect } from './connect';

const [goal, file] = process.argv.slice(2);
if (!goal || !file) {
  console.error('npx tsx examples/gate.ts "<goal>" <tasks.json>');
  process.exit(2);
}
const client = connect();
try {
  const tasks = JSON.parse(await readFile(file, 'utf8'));
  // The same key for a job that is started again gives the same run: nothing is paid twice.
  const run = await client.runs.create({ goal, tasks }, { idempotencyKey: process.env.CI_JOB_ID ?? randomUUID() });
  const { status, statusReason } = await client.runs.wait(run.id);
  console.log(`${run.url}: ${status}${statusReason ? ` (${statusReason})` : ''}`);
  process.exitCode = status === 'SUCCEEDED' ? 0 : 1;
} catch (error) {
  if (!(error instanceof SignalboxError)) throw error;
  console.error(error.message);
  for (const issue of error.issues) console.error(`  ${issue.path}: ${issue.message}`);
  process.exitCode = 1;
}
