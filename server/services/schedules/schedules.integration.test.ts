import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CreateSchedule, createScheduleSchema, updateScheduleSchema } from '@/lib/contracts/trigger';
import { type Engine, openEngine, operator, quietLog } from '@/test/engine/open-engine';
import { openWorkflows, type WorkflowWorld } from '@/test/workflows/open-workflows';
import { fireSchedules } from './fire-schedules';

let engine: Engine;
let world: WorkflowWorld;
beforeEach(async () => {
  engine = await openEngine();
  world = openWorkflows(engine);
  await world.make('berths');
});
afterEach(() => engine.close());

const never = new AbortController().signal;
const add = (over: Partial<CreateSchedule> = {}) =>
  world.schedules.create(
    createScheduleSchema.parse({ key: 'berths', name: 'hourly', cron: '0 * * * *', inputs: { pier: 'east' }, ...over }),
    operator,
    null,
  );
const fire = () => world.schedules.job.run(never);
const runs = () => engine.db.query<{ created_by: string }>({ text: 'SELECT created_by FROM runs' });
const last = async () => (await world.schedules.list('berths'))[0]?.last;
const firings = () => engine.db.query<{ outcome: string }>({ text: 'SELECT outcome FROM schedule_firings ORDER BY due_at' });

it('fires once its time has come, and not before', async () => {
  const { nextAt } = await add();
  expect(nextAt).toHaveLength(3);
  await fire();
  expect(await runs()).toEqual([]);
  await engine.skew('1 hour');
  await fire();
  await fire();
  expect(await runs()).toEqual([{ created_by: 'schedule:hourly' }]);
  expect(await last()).toMatchObject({ outcome: 'started', dueAt: nextAt[0], detail: null });
});

it('one time starts one run, however many processes fire it at the same moment', async () => {
  await add();
  await engine.skew('1 hour');
  // Each reads the schedule as due before any has taken it, as processes do whose claim on the job ran out.
  const startRun: Parameters<typeof fireSchedules>[0]['startRun'] = async (input, starter, alongside) => {
    waiting += 1;
    if (waiting === 6) open();
    await gate;
    return engine.runs.create(input, starter, null, alongside);
  };
  let waiting = 0;
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  await Promise.all(Array.from({ length: 6 }, () => fireSchedules({ db: engine.db, log: quietLog, startRun }, never)));
  expect(waiting).toBe(6);
  expect(await runs()).toHaveLength(1);
  expect(await firings()).toEqual([{ outcome: 'started' }]);
});

it('of what was missed the last time alone is caught up with', async () => {
  await add();
  await engine.skew('3 days');
  await fire();
  await fire();
  expect(await runs()).toHaveLength(1);
});

it('or nothing of it, where so set', async () => {
  await add({ catchUp: false, cron: '0 0 1 1 *' });
  await engine.db.query({ text: "UPDATE schedules SET next_at = signalbox_now() - interval '400 days'" });
  await fire();
  expect(await runs()).toEqual([]);
  expect(await last()).toMatchObject({ outcome: 'missed', runId: null });
});

describe('while the run before has not ended', () => {
  it.each([
    ['skip', 1, ['started', 'skipped']],
    ['allow', 2, ['started', 'started']],
  ] as const)('%s', async (overlap, count, outcomes) => {
    await add({ overlap });
    for (const hours of ['1 hour', '2 hours']) {
      await engine.skew(hours);
      await fire();
    }
    expect(await runs()).toHaveLength(count);
    expect((await firings()).map(({ outcome }) => outcome)).toEqual(outcomes);
  });
});

it('a start that is refused is written down, and the schedule goes on', async () => {
  await add();
  await engine.db.query({ text: `UPDATE schedules SET inputs = '{"pier": 7}'` });
  await engine.skew('1 hour');
  await fire();
  expect(await last()).toMatchObject({ outcome: 'failed', runId: null, detail: expect.stringContaining('workflowInputs.pier') });
  await fire();
  expect(await firings()).toHaveLength(1);
});

it('is off while it is off, and does not catch up with that', async () => {
  const schedule = await add();
  const set = (enabled: boolean) =>
    world.schedules.update(
      updateScheduleSchema.parse({ scheduleId: schedule.id, name: 'hourly', cron: '0 * * * *', inputs: { pier: 'east' }, enabled }),
      operator,
    );
  expect((await set(false)).nextAt).toEqual([]);
  await engine.skew('5 hours');
  await fire();
  await set(true);
  await fire();
  expect(await runs()).toEqual([]);
});

it('goes with its workflow', async () => {
  await add();
  await world.workflows.delete('berths', operator);
  await engine.skew('1 hour');
  await fire();
  expect(await runs()).toEqual([]);
});

it.each([
  ['a cron that is none', { cron: 'often' }, ['cron']],
  ['a zone that is none', { timeZone: 'Mars/Olympus' }, ['timeZone']],
  ['a missing input', { inputs: {} }, ['inputs.pier']],
  ['an unknown input', { inputs: { pier: 'x', colour: 'red' } }, ['inputs.colour']],
  ['several faults at once', { cron: '* * * * * *', inputs: {} }, ['cron', 'inputs.pier']],
])('refuses %s at its path', async (_, over, paths) => {
  await expect(add(over)).rejects.toMatchObject({ code: 'invalid_input', issues: paths.map((path) => ({ path })) });
});

it('a name is taken once in a workflow', async () => {
  await add();
  await expect(add()).rejects.toMatchObject({ code: 'conflict' });
  expect(await world.audited()).toEqual(['schedule.create hourly', 'workflow.create Berths']);
});
