// Lists the failed tasks of the last day with their causes:
//   SIGNALBOX_TOKEN=… npx tsx examples/failures.ts
import { connect } from './connect';

const client = connect();
let found = 0;
for await (const { id, goal } of client.runs.list({ since: '24h', status: 'failed,running,paused' })) {
  const run = await client.runs.get(id);
  for (const task of run.tasks.filter((candidate) => candidate.status === 'FAILED')) {
    const { attemptList } = await client.runs.task(id, task.key);
    const failure = attemptList.at(-1)?.failure;
    found += 1;
    console.log(`${goal.split('\n', 1)[0]}\n  ${task.key} (${task.role}), attempt ${task.attempt}: ${failure?.code} ${failure?.message}`);
  }
}
console.log(`${found} failed ${found === 1 ? 'task' : 'tasks'}`);
