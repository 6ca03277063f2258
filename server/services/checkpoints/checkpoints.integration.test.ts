import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listCheckpointsSchema } from '@/lib/contracts/checkpoint';
import { loadManifest } from '@/server/repositories/verify-repository';
import { carryOutAll } from '@/test/engine/manifests';
import { chain, type Engine, layers, openEngine, operator, roleDefaults, task } from '@/test/engine/open-engine';
import { type CheckpointsService, createCheckpointsService } from './checkpoints-service';
import { captureRun } from './create-checkpoint';

const definitions = { current: async () => ({ hash: 'test', body: {}, defaults: roleDefaults }) };
const RESUMING = { blockThreshold: 1, offlineModel: true, definitions };
let engine: Engine;
let checkpoints: CheckpointsService;
beforeEach(async () => {
  engine = await openEngine();
  checkpoints = createCheckpointsService({ ...engine, compress: true, ...RESUMING });
});
afterEach(() => engine.close());

const create = (runId: string, label = 'mine', seq?: number) =>
  checkpoints.create({ runId, label, ...(seq === undefined ? {} : { seq }) }, operator, null);
const list = (runId: string, more: object = {}) => checkpoints.list(listCheckpointsSchema.parse({ runId, ...more }));
const sql = (text: string, ...values: unknown[]) => engine.db.query({ text, values });

it('keeps what exists, is read back the same, and adds little the second time', async () => {
  const runId = await engine.create(layers(1, 6, 1));
  const atStart = await create(runId, 'start');
  await carryOutAll(engine);
  const manifest = await captureRun(engine.db, runId);
  const atEnd = await create(runId, 'end');
  const again = await create(runId, 'again');
  expect(atEnd).toMatchObject({ runId, label: 'end', kind: 'manual', createdBy: 'token:test', pinned: false, forks: 0, seq: manifest.seq });
  expect(atEnd.summary).toMatchObject({ status: 'SUCCEEDED', artifacts: 8, counts: { total: 8, succeeded: 8, pending: 0 } });
  expect(again.bytes).toBeLessThan(250);
  const loaded = await loadManifest(engine.db, atEnd.id);
  expect(loaded).toEqual({ row: atEnd, manifest, fault: null });
  expect(await checkpoints.get(atStart.id)).toMatchObject({ verified: true, fault: null, summary: { counts: { ready: 1, pending: 7 } } });
  const detail = await checkpoints.get(atEnd.id);
  expect(detail.taskStates.at(-1)).toMatchObject({
    key: 't2_0',
    status: 'SUCCEEDED',
    dependsOn: ['t1_0', 't1_1', 't1_2', 't1_3', 't1_4', 't1_5'],
  });
  expect(detail.agentContexts.t0_0).toEqual({ conversation: 1, turns: 1 });
  expect(detail.artifacts.map(({ taskKey, name }) => `${taskKey} ${name}`)).toContain('t0_0 0.md');
  const past = await create(runId, 'past', atStart.seq);
  expect((await loadManifest(engine.db, past.id))?.manifest).toEqual((await loadManifest(engine.db, atStart.id))?.manifest);
  await expect(create(runId, 'x', manifest.seq + 1)).rejects.toMatchObject({ code: 'invalid_input' });
  const first = await list(runId, { limit: 3 });
  const second = await list(runId, { limit: 3, cursor: first.nextCursor });
  expect([...first.items, ...second.items].map(({ label }) => label)).toEqual(['again', 'end', 'past', 'start']);
  expect(second.nextCursor).toBeNull();
  await expect(list(runId, { cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalid_input' });
});

it('stores the same uncompressed, and reads either', async () => {
  const runId = await engine.create(chain(3));
  await carryOutAll(engine);
  const plain = await createCheckpointsService({ ...engine, compress: false, ...RESUMING }).create(
    { runId, label: 'plain' },
    operator,
    null,
  );
  const packed = await create(runId);
  expect((await loadManifest(engine.db, plain.id))?.manifest).toEqual((await loadManifest(engine.db, packed.id))?.manifest);
});

it('answers a repeated key with the first checkpoint, and refuses it for another body', async () => {
  const runId = await engine.create(chain(1));
  const call = (label: string, bodyHash: string) => checkpoints.create({ runId, label }, operator, { key: 'k', bodyHash });
  const [one, two] = await Promise.all([call('a', 'h'), call('a', 'h')]);
  expect(two).toEqual(one);
  expect(await call('a', 'h')).toEqual(one);
  await expect(call('b', 'other')).rejects.toMatchObject({ code: 'idempotency_mismatch' });
  expect((await list(runId)).items).toHaveLength(1);
});

describe('a damaged checkpoint says where', () => {
  const damages: [string, RegExp, string][] = [
    ['its manifest', /^manifest: /, `UPDATE checkpoints SET manifest = set_byte(manifest, 3, get_byte(manifest, 3) # 255)`],
    ['the hash of its manifest', /^manifest: /, `UPDATE checkpoints SET hash = repeat('0', 64)`],
    ['a chunk', /^ended\[1\]: is not/, `UPDATE checkpoint_chunks SET body = set_byte(body, 9, get_byte(body, 9) # 4) WHERE number = 4`],
    ['a chunk that is gone', /^artifacts\[0\]: is gone/, `DELETE FROM checkpoint_chunks WHERE number = 5`],
    ['a chunk replaced by a sound one', /^manifest: /, `UPDATE checkpoints SET chunks = chunks[1:3] || ARRAY[chunks[3]] || chunks[5:]`],
    ['what was said', /^conversation of task "c1": is not/, `UPDATE turns SET text = 'other' WHERE node = 1`],
    ['what a tool said', /^conversation of task "c0": is not/, `UPDATE tool_calls SET result = 'other' WHERE node = 0`],
    ['a first request', /^conversation of task "c0": is not/, `UPDATE conversations SET "user" = 'other' WHERE node = 0`],
    [
      'a conversation',
      /^conversation of task "c1": is gone/,
      `WITH t AS (DELETE FROM turns WHERE node = 1), c AS (DELETE FROM tool_calls WHERE node = 1) DELETE FROM conversations WHERE node = 1`,
    ],
    ['an artifact', /^artifact "0.md" version 1: is gone/, `DELETE FROM artifacts WHERE node = 0`],
    [
      'the content of an artifact',
      /^artifact "1.md" version 1: is not/,
      `UPDATE artifact_contents SET content = content || 'x' WHERE sha256 = (SELECT sha256 FROM artifacts WHERE node = 1)`,
    ],
    [
      'a content that is gone',
      /^artifact "1.md" version 1: has lost/,
      `DELETE FROM artifact_contents WHERE sha256 = (SELECT sha256 FROM artifacts WHERE node = 1)`,
    ],
  ];
  it.each(damages)('in %s', async (_name, fault, damage) => {
    const runId = await engine.create(chain(2));
    await carryOutAll(engine);
    const { id } = await create(runId);
    expect(await checkpoints.get(id)).toMatchObject({ verified: true, fault: null });
    await sql(damage);
    expect(await checkpoints.get(id)).toMatchObject({ id, verified: false, fault: expect.stringMatching(fault) });
  });
});

it('vouches for what cannot change any more, while a tool of the last turn is still under way', async () => {
  const runId = await engine.create([task('a')]);
  const seen: string[] = [];
  await carryOutAll(engine, async () => undefined);
  const before = await captureRun(engine.db, runId);
  seen.push(...before.tasks.map(({ talkHash }) => String(talkHash)));
  // Behind the turn and before its tool's result.
  const turn = await sql(`SELECT seq FROM run_events WHERE run_id = $1 AND type = 'task.turn'`, runId);
  const past = await create(runId, 'past', (turn[0] as { seq: number }).seq);
  await sql(`UPDATE tool_calls SET result = 'came later' WHERE run_id = $1`, runId);
  expect(await checkpoints.get(past.id)).toMatchObject({ verified: true });
  expect((await captureRun(engine.db, runId)).tasks[0]?.talkHash).not.toBe(seen[0]);
});

it('is pinned and deleted, and takes along the chunks that nobody else names', async () => {
  const runId = await engine.create(chain(5));
  const one = await create(runId, 'one');
  await carryOutAll(engine);
  const two = await create(runId, 'two');
  const pinned = await checkpoints.pin({ checkpointId: one.id, pinned: true, label: 'first' }, operator);
  expect(pinned).toEqual({ ...one, pinned: true, label: 'first' });
  await expect(checkpoints.remove(one.id, operator)).rejects.toMatchObject({ code: 'conflict' });
  const chunks = async () => (await sql('SELECT 1 FROM checkpoint_chunks')).length;
  const before = await chunks();
  await checkpoints.remove(two.id, operator);
  expect(await chunks()).toBeLessThan(before);
  expect(await checkpoints.get(one.id)).toMatchObject({ verified: true });
  await expect(checkpoints.get(two.id)).rejects.toMatchObject({ code: 'not_found' });
  await sql('UPDATE runs SET forked_checkpoint = $1', one.id);
  await checkpoints.pin({ checkpointId: one.id, pinned: false }, operator);
  await expect(checkpoints.remove(one.id, operator)).rejects.toMatchObject({ code: 'conflict' });
});

it('compares checkpoints and runs, each with each, and refuses to compare with a damaged one', async () => {
  const [runId, other] = [await engine.create(chain(2)), await engine.create([...chain(2), task('c2', ['c1'])])];
  const start = await create(runId, 'start');
  await carryOutAll(engine);
  const end = await create(runId, 'end');
  const moments = await checkpoints.compare(start.id, end.id);
  expect(moments).toMatchObject({ left: { checkpointId: start.id, label: 'start' }, right: { checkpointId: end.id, status: 'SUCCEEDED' } });
  expect(moments.firstDivergence).toEqual({ taskKey: 'c0', what: 'status READY and SUCCEEDED' });
  expect((await checkpoints.compare(end.id, runId)).firstDivergence).toBeNull();
  const runs = await checkpoints.compareRuns(runId, other);
  expect(runs.firstDivergence).toEqual({ taskKey: 'c2', what: 'is only on the right' });
  expect(runs.artifacts.map(({ name, change }) => `${name} ${change}`)).toEqual(['0.md same', '1.md same', '2.md added']);
  expect((await checkpoints.compareRuns(other, end.id)).right).toMatchObject({ checkpointId: end.id });
  await expect(checkpoints.compareRuns(start.id, runId)).rejects.toMatchObject({ code: 'not_found' });
  await sql(`UPDATE checkpoints SET hash = 'x' WHERE id = $1`, end.id);
  await expect(checkpoints.compare(start.id, end.id)).rejects.toMatchObject({ code: 'conflict' });
});
