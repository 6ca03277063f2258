import { afterEach, describe, expect, it } from 'vitest';
import type { TaskDraftInput } from '@/lib/contracts/task';
import type { Clock } from '@/server/core/ports/clock';
import type { TaskOutcome } from '@/server/core/ports/task-runner';
import { settleRuling } from '@/server/engine/settle-ruling';
import { systemClock } from '@/server/infra/clock/system-clock';
import { createEscalationsService } from '@/server/services/escalations/escalations-service';
import { auditRun } from '@/test/engine/audit';
import { type Agents, openAgents } from '@/test/engine/open-agents';
import { operator, task } from '@/test/engine/open-engine';
import { until } from '@/test/engine/until';
import type { ScriptedReply } from '@/test/scripted-model';
import { runBranch } from './runners/branch-runner';

let stage: Agents;
afterEach(() => stage.close());

/** What `build` leaves; whatever else is asked says that it is done. */
async function open(metadata: Record<string, unknown> = {}, outputs?: Record<string, unknown>): Promise<void> {
  const write: ScriptedReply = {
    toolCalls: [{ name: 'write_artifact', arguments: { name: 'app.ts', type: 'code', content: 'x', metadata } }],
  };
  const finish: ScriptedReply = { toolCalls: [{ name: 'finish', arguments: { summary: 'Done.', outputs } }] };
  stage = await openAgents((prompt, _call, messages) => {
    if (prompt !== 'do build') return { text: 'done' };
    return messages.some(({ role }) => role === 'tool') ? finish : write;
  });
}

const build = (more: Partial<TaskDraftInput> = {}) => task('build', [], { prompt: 'do build', ...more });
const branch = (key: string, dependsOn: string[], condition: string, ifTrue: string[], ifFalse: string[]): TaskDraftInput => ({
  key,
  kind: 'branch',
  dependsOn,
  branch: { condition, ifTrue, ifFalse },
});

async function statusesOf(runId: string): Promise<Record<string, string>> {
  await auditRun(stage.db, runId);
  const { tasks } = await stage.runs.get(runId);
  return Object.fromEntries(tasks.map(({ key, status }) => [key, status]));
}

async function runToEnd(tasks: TaskDraftInput[]): Promise<{ runId: string; status: string; tasks: Record<string, string> }> {
  const runId = await stage.create(tasks);
  await stage.agentWorker();
  const status = await stage.ended(runId);
  return { runId, status, tasks: await statusesOf(runId) };
}

const eventsOf = (runId: string, type: string) =>
  stage.db.query<{ data: Record<string, unknown> }>({
    text: 'SELECT data FROM run_events WHERE run_id = $1 AND type = $2 ORDER BY seq',
    values: [runId, type],
  });

const diamond = (condition: string): TaskDraftInput[] => [
  build(),
  branch('covered', ['build'], condition, ['more_tests'], ['ship']),
  task('more_tests'),
  task('ship'),
  task('report', ['more_tests', 'ship']),
  task('notes', ['covered']),
];

describe('a branch', { timeout: 60_000 }, () => {
  it.each([
    [60, 'SUCCEEDED', 'SKIPPED'],
    [84, 'SKIPPED', 'SUCCEEDED'],
  ])('on a coverage of %i: more tests %s, ship %s, and the join below goes on', async (coverage, more, ship) => {
    await open({ test_coverage: coverage });
    const { runId, status, tasks } = await runToEnd(diamond('artifact.test_coverage < 80'));
    expect(status).toBe('SUCCEEDED');
    expect(tasks).toEqual({
      ...{ build: 'SUCCEEDED', covered: 'SUCCEEDED', more_tests: more, ship },
      ...{ report: 'SUCCEEDED', notes: 'SUCCEEDED' },
    });
    const judged = (await eventsOf(runId, 'task.succeeded')).find(({ data }) => 'judgement' in data);
    expect(judged?.data).toMatchObject({
      judgement: {
        ...{ result: coverage < 80, by: 'expression', condition: 'artifact.test_coverage < 80', findings: [] },
        evidence: { 'artifact.test_coverage': coverage },
      },
      skipped: [coverage < 80 ? 3 : 2],
    });
    const view = (await stage.runs.get(runId)).tasks.find(({ key }) => key === 'covered');
    expect(view).toMatchObject({
      kind: 'branch',
      branch: {
        condition: 'artifact.test_coverage < 80',
        ifTrue: ['more_tests'],
        ifFalse: ['ship'],
        evaluated: true,
        result: coverage < 80,
      },
    });
  });

  it('in a branch: what the outer one refuses falls with both ways of the inner one', async () => {
    await open({ test_coverage: 60 });
    const { status, tasks } = await runToEnd([
      build(),
      branch('outer', ['build'], 'artifact.test_coverage >= 80', ['inner'], ['retry']),
      branch('inner', [], 'run.spentUsd < 100', ['ship'], ['hold']),
      ...[task('ship'), task('hold'), task('retry'), task('announce', ['ship', 'hold']), task('end', ['announce', 'retry'])],
    ]);
    expect(status).toBe('SUCCEEDED');
    expect(tasks).toEqual({
      ...{ build: 'SUCCEEDED', outer: 'SUCCEEDED', inner: 'SKIPPED', ship: 'SKIPPED', hold: 'SKIPPED' },
      ...{ retry: 'SUCCEEDED', announce: 'SKIPPED', end: 'SUCCEEDED' },
    });
  });

  it('behind another looks at the work that comes through it, and at what that one decided', async () => {
    await open({ test_coverage: 84 });
    const { status, tasks } = await runToEnd([
      build(),
      branch('first', ['build'], 'artifact.test_coverage > 80', ['second'], []),
      branch('second', ['first'], 'artifact.name == "app.ts" && outputs.first.result && task.key == "first"', ['ship'], []),
      task('ship'),
    ]);
    expect([status, tasks.ship]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  });

  it('with an empty way, and everything below skipped, ends the run as SUCCEEDED', async () => {
    await open({ test_coverage: 84 });
    const { status, tasks } = await runToEnd([
      build(),
      branch('covered', ['build'], 'artifact.test_coverage < 80', ['more_tests'], []),
      ...[task('more_tests'), task('again', ['more_tests'])],
    ]);
    expect([status, tasks.more_tests, tasks.again]).toEqual(['SUCCEEDED', 'SKIPPED', 'SKIPPED']);
  });

  it('decides by what tasks handed on as data', async () => {
    await open({}, { open_issues: 3 });
    const outputs = { type: 'object', properties: { open_issues: { type: 'integer' } }, required: ['open_issues'] };
    const { status, tasks } = await runToEnd([
      build({ outputs }),
      branch('clean', ['build'], 'outputs.build.open_issues == 0', ['ship'], ['mend']),
      ...[task('ship'), task('mend')],
    ]);
    expect([status, tasks.ship, tasks.mend]).toEqual(['SUCCEEDED', 'SKIPPED', 'SUCCEEDED']);
  });
});

describe('a branch whose data is missing', { timeout: 60_000 }, () => {
  it('waits for a person, while other paths go on, and takes the way that the person names', async () => {
    await open({ coverage: 84 });
    const runId = await stage.create(diamond('artifact.test_coverage < 80').concat(task('beside', ['build'])));
    await stage.agentWorker();
    await until('the branch to wait and the rest to be done', async () => {
      const { counts } = await stage.runs.get(runId);
      return counts.waiting === 1 && counts.running + counts.ready === 0;
    });
    expect(await statusesOf(runId)).toMatchObject({ covered: 'WAITING', beside: 'SUCCEEDED', notes: 'PENDING', ship: 'PENDING' });
    const [asked] = await stage.db.query<{
      type: string;
      status: string;
      description: string;
      context: object;
      node: number;
      id: string;
      epoch: number;
    }>({
      text: 'SELECT * FROM escalations WHERE run_id = $1',
      values: [runId],
    });
    expect(asked).toMatchObject({
      ...{ type: 'ambiguous_requirement', status: 'OPEN', task_key: 'covered' },
      context: {
        ...{ condition: 'artifact.test_coverage < 80', missing: 'artifact.test_coverage', ifTrue: ['more_tests'], ifFalse: ['ship'] },
        reason: 'artifact.test_coverage is not there; artifact has coverage, name, type, version',
      },
    });
    await createEscalationsService(stage).decide({ escalationId: asked?.id ?? '', status: 'REJECTED' }, operator);
    expect(await stage.ended(runId)).toBe('SUCCEEDED');
    expect(await statusesOf(runId)).toMatchObject({ covered: 'SUCCEEDED', more_tests: 'SKIPPED', ship: 'SUCCEEDED', report: 'SUCCEEDED' });
  });
});

it('a choice that is written twice counts once, and one of a fenced execution not at all', { timeout: 60_000 }, async () => {
  await open();
  const runId = await stage.create([branch('b', [], 'run.spentUsd < 1', ['x'], ['y']), task('x'), task('y')]);
  await stage.db.query({
    text: `WITH t AS (UPDATE tasks SET status = 'RUNNING', epoch = 5, attempt = 1, started_at = now(), worker_id = signalbox_uuid7() WHERE run_id = $1 AND node = 0),
      q AS (DELETE FROM ready_tasks WHERE run_id = $1) UPDATE run_heads SET ready = 0, running = 1 WHERE run_id = $1`,
    values: [runId],
  });
  const settle = (epoch: number, result: boolean) =>
    stage.db.transaction((tx) => {
      const judgement = { result, by: 'expression' as const, condition: 'c', evidence: {}, findings: [] };
      return settleRuling(tx, { runId, node: 0, epoch, attempt: 1 }, { kind: 'decided', judgement }, 'worker:w');
    });
  expect(await settle(4, true)).toBeNull();
  const settled = await Promise.all([settle(5, true), settle(5, false)]);
  expect(settled.filter((head) => head !== null)).toHaveLength(1);
});

it('is chosen once, though the worker that evaluated it fell silent before it could write', { timeout: 60_000 }, async () => {
  await open();
  const runId = await stage.create([branch('b', [], 'run.spentUsd < 1', ['x'], ['y']), task('x'), task('y')]);
  let thaw = () => {};
  const thawed = new Promise<void>((resolve) => {
    thaw = resolve;
  });
  let frozen = true;
  const sleep: Clock['sleep'] = async (ms, signal) => {
    if (frozen) await thawed;
    await systemClock.sleep(ms, signal);
  };
  let evaluated = () => {};
  const reached = new Promise<void>((resolve) => {
    evaluated = resolve;
  });
  const outcomes: TaskOutcome[] = [];
  const late = await stage.startWorker({
    slots: 1,
    clock: { ...systemClock, sleep },
    runner: {
      async run(claimed) {
        const store = stage.store('late');
        const briefing = await store.brief(claimed);
        // What it saw was another state of the run: were its word taken, the other way would open.
        const outcome = briefing && (await runBranch(store, claimed, { ...briefing, branch: { condition: 'run.spentUsd > 1' } }));
        evaluated();
        await thawed;
        if (outcome) outcomes.push(outcome);
        return outcome ?? { kind: 'abandoned' };
      },
    },
  });
  await reached;
  await stage.db.query({ text: `UPDATE clock_skew SET skew = '16 seconds'` });
  await stage.agentWorker();
  expect(await stage.ended(runId)).toBe('SUCCEEDED');
  frozen = false;
  thaw();
  await until('the late execution to end', () => outcomes.length > 0);
  await late.stop();
  expect(outcomes).toMatchObject([{ kind: 'judged', ruling: { judgement: { result: false } } }]);
  expect(await statusesOf(runId)).toEqual({ b: 'SUCCEEDED', x: 'SUCCEEDED', y: 'SKIPPED' });
  const judged = (await eventsOf(runId, 'task.succeeded')).filter(({ data }) => 'judgement' in data);
  expect(judged.map(({ data }) => data.epoch)).toEqual([2]);
});

it('lets 5,000 tasks in a row fall in one commit, without recursion', { timeout: 60_000 }, async () => {
  await open();
  const row = Array.from({ length: 5_000 }, (_, i) => task(`t${i}`, i > 0 ? [`t${i - 1}`] : []));
  const runId = await stage.create([branch('b', [], 'run.spentUsd > 1', ['t0'], []), ...row]);
  await stage.agentWorker();
  expect(await stage.ended(runId)).toBe('SUCCEEDED');
  const { counts } = await stage.runs.get(runId);
  expect(counts).toMatchObject({ succeeded: 1, skipped: 5_000, pending: 0 });
  const [event] = await eventsOf(runId, 'task.succeeded');
  expect(event?.data.skipped).toHaveLength(5_000);
  await auditRun(stage.db, runId);
});
