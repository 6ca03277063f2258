import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listCheckpointsSchema } from '@/lib/contracts/checkpoint';
import type { PeriodicJob } from '@/server/engine/periodic';
import { tick } from '@/server/engine/tick';
import { systemClock } from '@/server/infra/clock/system-clock';
import { loadManifest } from '@/server/repositories/verify-repository';
import { carryOut, carryOutAll } from '@/test/engine/manifests';
import { chain, type Engine, openEngine, operator, quietLog, task } from '@/test/engine/open-engine';
import { resumeFrom } from '@/test/engine/resume-from';
import { createAutoCheckpoints } from './auto-checkpoints';
import { createCheckpoint } from './create-checkpoint';
import { listRunCheckpoints } from './read-checkpoints';
import { thinOut } from './thin-out';

let engine: Engine;
let job: PeriodicJob;
const { signal } = new AbortController();
const openJob = () => createAutoCheckpoints({ db: engine.db, compress: true, clock: systemClock, log: quietLog, intervalSeconds: 300 });
beforeEach(async () => {
  engine = await openEngine();
  job = openJob();
});
afterEach(() => engine.close());

const made = async (runId: string) =>
  (await listRunCheckpoints({ db: engine.db, compress: true }, listCheckpointsSchema.parse({ runId }))).items.reverse();
const brief = async (runId: string) => (await made(runId)).map(({ kind, label, seq }) => `${kind} ${label} ${seq}`);

const phased = () => [
  task('a', [], { phase: 'design' }),
  task('b', ['a'], { phase: 'design' }),
  task('c', ['b'], { phase: 'build' }),
  task('d', ['c']),
  task('e', ['d'], { phase: 'build' }),
  task('f', ['e'], { phase: 'ship' }),
];

it('keeps how a run stood right before each phase began, also where nobody looked until it had ended', async () => {
  const runId = await engine.create(phased());
  await carryOutAll(engine);
  const starts = await engine.db.query<{ seq: number }>({
    text: `SELECT seq FROM run_events WHERE run_id = $1 AND type = 'task.started' AND node IN (0, 2, 5) ORDER BY seq`,
    values: [runId],
  });
  await job.run(signal);
  const expected = ['phase Before design', 'phase Before build', 'phase Before ship'].map(
    (name, index) => `${name} ${(starts[index]?.seq ?? 0) - 1}`,
  );
  expect(await brief(runId)).toEqual(expected);
  const [, build] = await made(runId);
  expect(build?.summary.counts).toMatchObject({ succeeded: 2, ready: 1, pending: 3 });
  expect((await loadManifest(engine.db, build?.id ?? ''))?.fault).toBeNull();
  // Neither this process nor another makes them twice.
  await job.run(signal);
  await openJob().run(signal);
  expect(await brief(runId)).toEqual(expected);
});

it('keeps a phase that begins again after a rewind to before it, once, and not one that it leads into', async () => {
  const runId = await engine.create(phased());
  const phasesMade = async () => (await made(runId)).filter(({ kind }) => kind === 'phase').map(({ label }) => label);
  await carryOutAll(engine);
  await job.run(signal);
  expect(await phasesMade()).toEqual(['Before design', 'Before build', 'Before ship']);
  const [, build] = await made(runId);
  // `c` is the first of its phase; it has not begun by then.
  await resumeFrom(engine, runId, build?.seq, {});
  await carryOutAll(engine);
  await job.run(signal);
  const again = ['Before design', 'Before build', 'Before ship', 'Before build', 'Before ship'];
  expect(await phasesMade()).toEqual(again);
  const [last, before] = (await made(runId)).toReversed().filter(({ kind }) => kind === 'phase');
  expect([before?.summary.counts, last?.summary.counts]).toMatchObject([{ succeeded: 2 }, { succeeded: 5 }]);
  await job.run(signal);
  await openJob().run(signal);
  expect(await phasesMade()).toEqual(again);
  // Behind the start of `c`: only the last phase begins again.
  await resumeFrom(engine, runId, (build?.seq ?? 0) + 1, {});
  await engine.skew('5 seconds');
  await carryOutAll(engine);
  await openJob().run(signal);
  expect(await phasesMade()).toEqual([...again, 'Before ship']);
  await engine.skew('0');
});

it('keeps a phase that begins between two looks, and nothing of runs without phases', async () => {
  const [runId, plain] = [await engine.create(phased()), await engine.create(chain(3))];
  const worker = randomUUID();
  const seen: string[][] = [];
  for (let at = 0; at < 6; at += 1) {
    await job.run(signal);
    seen.push(await brief(runId));
    const { claimed } = await tick(engine.db, worker, [], 2);
    for (const one of claimed) await carryOut(engine, worker, one);
  }
  expect(seen.map((list) => list.length)).toEqual([0, 1, 1, 2, 2, 2]);
  await job.run(signal);
  expect((await brief(runId)).length).toBe(3);
  expect(await brief(plain)).toEqual([]);
});

it('keeps what moves once in an interval, the run’s own or the installation’s, and what has not moved not at all', async () => {
  const own = await engine.create(chain(4), { checkpointIntervalSeconds: 1 });
  const general = await engine.create(chain(4));
  const worker = randomUUID();
  const step = async () => {
    for (const one of (await tick(engine.db, worker, [], 2)).claimed) await carryOut(engine, worker, one);
  };
  const lengths = async () => [(await made(own)).length, (await made(general)).length];
  await step();
  await job.run(signal);
  expect(await lengths()).toEqual([0, 0]);
  await engine.skew('2 seconds');
  await job.run(signal);
  expect(await lengths()).toEqual([1, 0]);
  // Nothing has moved since.
  await engine.skew('60 seconds');
  await job.run(signal);
  expect(await lengths()).toEqual([1, 0]);
  await step();
  await job.run(signal);
  await job.run(signal);
  expect(await lengths()).toEqual([2, 0]);
  await step();
  await job.run(signal);
  expect(await lengths()).toEqual([2, 0]);
  await engine.skew('301 seconds');
  await job.run(signal);
  expect(await lengths()).toEqual([3, 1]);
  expect((await made(general))[0]).toMatchObject({ kind: 'interval', label: 'Automatic', createdBy: 'engine' });
  await engine.skew('0');
});

it('goes on with the others where one run cannot be kept', async () => {
  const broken = await engine.create(phased());
  const sound = await engine.create(phased());
  await carryOutAll(engine);
  await engine.db.query({ text: 'DELETE FROM task_specs WHERE run_id = $1 AND node = 1', values: [broken] });
  await job.run(signal);
  expect((await made(broken)).length).toBe(0);
  expect((await made(sound)).length).toBe(3);
});

it('thins out what is old, and keeps the newest, the last of each day, the latest, pinned ones, and those that runs were forked from', async () => {
  const runId = await engine.create(chain(2));
  const deps = { db: engine.db, compress: true };
  const ages = [12, 12, 11, 11, 11, 10, 10, 10, 9, 5, 5, 2, 2, 1, 0];
  for (const [index] of ages.entries()) {
    await createCheckpoint(deps, { runId, label: String(index) }, operator, null);
  }
  await engine.db.query({
    text: `UPDATE checkpoints SET kind = CASE WHEN label = '0' THEN 'manual' WHEN label::int % 2 = 0 THEN 'interval' ELSE 'phase' END,
      pinned = label = '2', created_at = date_trunc('day', signalbox_now()) - ($1::int[])[label::int + 1] * interval '1 day' + label::int * interval '1 minute'`,
    values: [ages],
  });
  const before = await made(runId);
  await engine.db.query({ text: 'UPDATE runs SET forked_checkpoint = $1', values: [before.find(({ label }) => label === '5')?.id] });
  expect(await thinOut({ db: engine.db, kept: 4 }, signal)).toBe(3);
  // 0 by hand; 1, 4, 7, 8, 10 the last of their days; 2 pinned; 5 a fork's base; 11 to 14 the newest four.
  expect((await made(runId)).map(({ label }) => Number(label))).toEqual([0, 1, 2, 4, 5, 7, 8, 10, 11, 12, 13, 14]);
  for (const { id } of await made(runId)) expect((await loadManifest(engine.db, id))?.fault).toBeNull();
});
