import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TaskDraftInput } from '@/lib/contracts/task';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { settleTask } from '@/server/engine/settle';
import { tick } from '@/server/engine/tick';
import { auditAll } from '@/test/engine/audit';
import { openDeadLetters, type Rules } from '@/test/engine/dead-letters';
import { holdGate, untilBlocked } from '@/test/engine/gate';
import { type Engine, openEngine, operator, task } from '@/test/engine/open-engine';
import { failure } from '@/test/engine/runners';

const worker = randomUUID();
let engine: Engine;
let rules: Rules;
let health: { calls: number; errors: number };
let letters: ReturnType<typeof openDeadLetters>;
beforeEach(async () => {
  engine = await openEngine();
  rules = { replayLimit: 3, retentionDays: 30, autoReplay: false };
  health = { calls: 10, errors: 0 };
  letters = openDeadLetters(engine, rules, async () => health);
});
afterEach(() => engine.close());

const claim = async (slots = 500): Promise<ClaimedTask[]> => (await tick(engine.db, worker, [], slots)).claimed;
const finish = (tasks: ClaimedTask[]) =>
  tick(
    engine.db,
    worker,
    tasks.map((one) => ({ ...one, deferrals: 0 })),
    0,
  );
async function fail(claimed: ClaimedTask, message: string): Promise<void> {
  const settlement = { kind: 'failed' as const, failure: failure({ permanent: true, message }), retryDelayMs: 1 };
  await engine.db.transaction((tx) => settleTask(tx, claimed, settlement, 'worker:w'));
}

/** As many runs of one task, each failed with the same words. Returns the fingerprint of their incident. */
async function incident(size: number, tasks: TaskDraftInput[] = [task('a')], words = 'boom'): Promise<string> {
  for (let n = 0; n < size; n += 1) await engine.create(tasks);
  for (const claimed of await claim()) await fail(claimed, `${words} ${claimed.runId}`);
  const found = (await letters.incidents.list({ q: words, limit: 5 })).items[0];
  if (!found) throw new Error('no incident');
  return found.fingerprint;
}

const get = (fingerprint: string) => letters.incidents.get(fingerprint);
const advance = () => letters.job('incident_replays');

/** Lets time pass for the rate, then takes a step. */
let skewed = 0;
beforeEach(() => {
  skewed = 0;
});
async function step(seconds: number): Promise<void> {
  skewed += seconds;
  await engine.skew(`${skewed} seconds`);
  await advance();
}

describe('an incident', () => {
  it('counts the letters of one cause, whatever runs they are of', async () => {
    const boom = await incident(5);
    await incident(2, [task('x')], 'bang');
    const { items, nextCursor } = await letters.incidents.list({ limit: 50 });
    expect(nextCursor).toBeNull();
    expect(items.map(({ title, open, total, runs, status }) => ({ title, open, total, runs, status }))).toEqual([
      { title: 'bang …', open: 2, total: 2, runs: 2, status: 'open' },
      { title: 'boom …', open: 5, total: 5, runs: 5, status: 'open' },
    ]);
    const one = await get(boom);
    expect(one).toMatchObject({ place: 'model', code: 'server_error', httpStatus: 500, regressed: false, replay: null });
    expect(one.runIds).toHaveLength(5);
    expect(one.sparkline.counts).toHaveLength(24);
    expect(one.sparkline.counts.at(-1)).toBe(5);
    expect(await letters.counts()).toEqual({ open: 7, incidents: 2 });
    const first = await letters.incidents.list({ limit: 1 });
    const second = await letters.incidents.list({ limit: 1, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items].map(({ title }) => title)).toEqual(['bang …', 'boom …']);
    expect((await letters.incidents.list({ runId: one.runIds[0], limit: 5 })).items.map(({ title }) => title)).toEqual(['boom …']);
    expect((await letters.incidents.list({ status: 'closed', limit: 5 })).items).toEqual([]);
  });

  it('closes at none open and none under way, and is regressed when its cause comes back', async () => {
    const fingerprint = await incident(2);
    const done = await letters.incidents.discard({ fingerprint, reason: 'known' }, operator);
    expect(done).toMatchObject({ closed: 2, skipped: {}, incident: { status: 'closed', open: 0 } });
    expect(await incident(1)).toBe(fingerprint);
    expect(await get(fingerprint)).toMatchObject({ status: 'open', open: 1, total: 3, regressed: true });
    await letters.incidents.resolve({ fingerprint, resolutionNotes: 'mended' }, operator);
    expect(await get(fingerprint)).toMatchObject({ status: 'closed', regressed: false });
  });

  it('is not regressed by a replayed task that fails as before', async () => {
    const fingerprint = await incident(1);
    const [letter] = (await letters.list({ limit: 1 })).items;
    await letters.replay({ deadLetterId: letter?.id ?? '' }, operator);
    expect(await get(fingerprint)).toMatchObject({ status: 'open', open: 0, replaying: 1 });
    for (const claimed of await claim()) await fail(claimed, `boom ${claimed.runId}`);
    expect(await get(fingerprint)).toMatchObject({ status: 'open', open: 1, replaying: 0, total: 2, regressed: false });
  });

  it('resolved as a whole lets every run go on', async () => {
    const fingerprint = await incident(3, [task('a'), task('b', ['a'])]);
    expect(await letters.incidents.resolve({ fingerprint, resolutionNotes: 'by hand' }, operator)).toMatchObject({
      closed: 3,
      incident: { open: 0 },
    });
    const next = await claim();
    expect(next.map(({ node }) => node)).toEqual([1, 1, 1]);
    await finish(next);
    const rows = await engine.db.query({ text: 'SELECT DISTINCT status FROM run_heads' });
    expect(rows).toEqual([{ status: 'SUCCEEDED' }]);
    await auditAll(engine.db);
  });
});

describe('the replay of an incident', () => {
  it('sends one first, and the rest at its rate once that one is well', async () => {
    const fingerprint = await incident(7);
    const begun = await letters.incidents.replay({ fingerprint, canary: true, perSecond: 2 }, operator);
    expect(begun.replay).toMatchObject({ status: 'canary', total: 7, replayed: 1, running: 1, startedBy: 'token:test' });
    await step(5);
    expect((await get(fingerprint)).replay).toMatchObject({ status: 'canary', replayed: 1 });
    await expect(letters.incidents.replay({ fingerprint, canary: true, perSecond: 2 }, operator)).rejects.toMatchObject({
      code: 'conflict',
    });
    await finish(await claim());
    await advance();
    await step(1);
    expect((await get(fingerprint)).replay).toMatchObject({ status: 'rolling', replayed: 3, succeeded: 1, running: 2 });
    await step(1);
    expect((await get(fingerprint)).replay).toMatchObject({ replayed: 5 });
    await step(1);
    await step(1);
    await finish(await claim());
    const end = await get(fingerprint);
    expect(end).toMatchObject({ status: 'closed', open: 0, replaying: 0 });
    expect(end.replay).toMatchObject({ status: 'done', replayed: 7, succeeded: 7, running: 0, failed: 0, skipped: {} });
    await auditAll(engine.db);
  });

  it('ends with its first one when that fails again', async () => {
    const fingerprint = await incident(4);
    await letters.incidents.replay({ fingerprint, canary: true, perSecond: 100 }, operator);
    for (const claimed of await claim()) await fail(claimed, `boom ${claimed.runId}`);
    await advance();
    const after = await get(fingerprint);
    expect(after.replay).toMatchObject({ status: 'canary_failed', replayed: 1, failed: 1, note: expect.stringContaining('boom') });
    expect(after).toMatchObject({ open: 4, total: 5 });
    expect(await claim()).toEqual([]);
  });

  it('leaves alone what is running, replayed, at its limit or irreversible, and counts it', async () => {
    const fingerprint = await incident(3);
    const items = (await letters.list({ fingerprint, limit: 50 })).items.map(({ id }) => id);
    await letters.replay({ deadLetterId: items[0] ?? '' }, operator);
    await letters.discard({ deadLetterId: items[1] ?? '', reason: 'x' }, operator);
    await incidentOf([task('z', [], { sideEffects: 'irreversible' })]);
    await engine.db.query({ text: 'UPDATE dead_letters SET replay_count = 3 WHERE id = $1', values: [items[2]] });
    await incidentOf([task('ok')]);
    const begun = await letters.incidents.replay({ fingerprint, canary: false, perSecond: 100 }, operator);
    await step(1);
    await step(1);
    expect((await get(fingerprint)).replay).toMatchObject({
      status: 'done',
      total: begun.replay?.total,
      replayed: 1,
      skipped: { running: 1, closed: 1, replay_limit: 1, irreversible: 1 },
    });
    await auditAll(engine.db);
  });

  it('stops for good once the stop has answered, and can be begun again', async () => {
    const fingerprint = await incident(6);
    await letters.incidents.replay({ fingerprint, canary: false, perSecond: 2 }, operator);
    await step(1);
    const stopped = await letters.incidents.stopReplay(fingerprint, operator);
    expect(stopped.replay).toMatchObject({ status: 'stopped', replayed: 2 });
    await step(5);
    expect((await get(fingerprint)).replay).toMatchObject({ replayed: 2 });
    await expect(letters.incidents.stopReplay(fingerprint, operator)).rejects.toMatchObject({ code: 'conflict' });
    const again = await letters.incidents.replay({ fingerprint, canary: false, perSecond: 50 }, operator);
    expect(again.replay).toMatchObject({ total: 4, status: 'rolling' });
    await step(1);
    expect((await get(fingerprint)).replay).toMatchObject({ replayed: 4 });
  });

  it('does not replay a letter whose turn had come when somebody stopped it', async () => {
    const fingerprint = await incident(1);
    const [letter] = (await letters.list({ limit: 1 })).items;
    const gate = await holdGate(engine, async (tx) => {
      await tx.query({ text: 'SELECT 1 FROM run_heads WHERE run_id = $1 FOR NO KEY UPDATE', values: [letter?.runId] });
    });
    const begun = letters.incidents.replay({ fingerprint, canary: true, perSecond: 1 }, operator);
    await untilBlocked(engine);
    const stopped = await letters.incidents.stopReplay(fingerprint, operator);
    expect(stopped.replay).toMatchObject({ status: 'stopped', replayed: 0 });
    await gate.commit();
    await begun;
    expect(await get(fingerprint)).toMatchObject({ open: 1, replay: { status: 'stopped', replayed: 0 } });
    await auditAll(engine.db);
  });

  it.each([3, 1])('of %i letters sends one first, also where two processes come for it at once', async (size) => {
    const fingerprint = await incident(size);
    const oldest = (await letters.list({ limit: 5 })).items.toSorted((a, b) => a.id.localeCompare(b.id))[0];
    const gate = await holdGate(engine, async (tx) => {
      await tx.query({ text: 'SELECT 1 FROM run_heads WHERE run_id = $1 FOR NO KEY UPDATE', values: [oldest?.runId] });
    });
    const begun = letters.incidents.replay({ fingerprint, canary: true, perSecond: 100 }, operator);
    await untilBlocked(engine);
    const other = openDeadLetters(engine, rules).job('incident_replays');
    await untilBlocked(engine, 2);
    await gate.commit();
    await Promise.all([begun, other]);
    expect(await get(fingerprint)).toMatchObject({ open: size - 1, replay: { status: 'canary', replayed: 1 } });
    expect(await claim()).toHaveLength(1);
    await auditAll(engine.db);
  });

  it('replays nothing twice when several processes move it on at once, or when one begins anew', async () => {
    const fingerprint = await incident(12);
    await letters.incidents.replay({ fingerprint, canary: false, perSecond: 5 }, operator);
    const other = openDeadLetters(engine, rules);
    for (let second = 1; second <= 4; second += 1) {
      await engine.skew(`${second} seconds`);
      await Promise.all([advance(), other.job('incident_replays'), advance()]);
    }
    const [row] = await engine.db.query({
      text: `SELECT count(*)::int AS n, count(DISTINCT run_id)::int AS runs FROM run_events WHERE type = 'task.replayed'`,
    });
    expect(row).toEqual({ n: 12, runs: 12 });
    expect((await get(fingerprint)).replay).toMatchObject({ status: 'done', replayed: 12 });
    await auditAll(engine.db);
  });
});

/** One more run that fails in the same words. */
async function incidentOf(tasks: TaskDraftInput[]): Promise<void> {
  const runId = await engine.create(tasks);
  for (const claimed of await claim()) if (claimed.runId === runId) await fail(claimed, `boom ${runId}`);
}
