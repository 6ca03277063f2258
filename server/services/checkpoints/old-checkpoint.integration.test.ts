import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tick } from '@/server/engine/tick';
import { loadManifest } from '@/server/repositories/verify-repository';
import { auditRun } from '@/test/engine/audit';
import { carryOutAll } from '@/test/engine/manifests';
import { chain, type Engine, openEngine, operator } from '@/test/engine/open-engine';
import { getCheckpoint } from './read-checkpoints';
import { resumeCheckpoint } from './resume-checkpoint';

/**
 * Of a chain of three whose first has succeeded, byte for byte as the version before there were branches, gates and edits stored it. What
 * is stored stays readable for good: never make this anew.
 */
const STORED = {
  runId: '01900000-0000-7000-8000-000000000001',
  id: '01900000-0000-7000-8000-000000000002',
  hash: '31a6c3f0ce88608146cc9343f5f19c5ac8a923a0eabf9b9cfea940f74ccde101',
  root: 'w54BglwdXSIhyd8wVgclQxhRLUPoGZmSnSdALjOA5QljjDxhaKhrZBBiCAk8Y2ieAAA=',
  chunks: [
    {
      hash: '19db7627073e8de4281cdf653e9b02e386468de86fc5946e701820687d7b09ca',
      body: 'q1ZKSQU5GhSmUEUlqcWgbJKen5ijZKXkmKeQn5OiAMoAaMVGUWpZZmp5QE5iHtwXRaV5nrC8CgK6YMIcRFjAuFBgCPJNaUFqUVkmJPOAHJJYmgOyujy/KDstJ7/cG1TkQf0FFYLnNbDzAQ==',
    },
    {
      hash: '34850f027a017d1dc5441a1fd90edf7c47628c7089f3187f5ba12334130c6acb',
      body: 'i0YviJBzCuHiqMSA2ALJgJwCKSVfAWwDtFQqSU3OiM9JTUyhUnEUYgBOCMQFgAGOEDCkaZEMCgFDGoaAIQkhYIgjBIyIDQEjckPAiIYhYKRUGwsA',
    },
    { hash: 'ea368c26d4ecafdb1c13d0ccffa93eea0f6289ff982a01b19ab3d849306ff3e6', body: 'g6cTA1LDQc/IlMSgMDTUNTIIMYR4yZj4oEDRZ0idoID4HgA=' },
  ],
};

let engine: Engine;
beforeEach(async () => {
  engine = await openEngine();
});
afterEach(() => engine.close());

/** A run of the same graph under the number that the checkpoint names. */
async function store(): Promise<void> {
  const runId = await engine.create(
    chain(3).map((task, index) => ({ ...task, key: `t${index}`, dependsOn: index > 0 ? [`t${index - 1}`] : [] })),
  );
  const workerId = randomUUID();
  const { claimed } = await tick(engine.db, workerId, [], 1);
  await tick(
    engine.db,
    workerId,
    claimed.map((task) => ({ ...task, deferrals: 0 })),
    0,
  );
  for (const table of ['runs', 'run_heads', 'run_events', 'tasks', 'task_specs', 'attempts', 'ready_tasks', 'run_list']) {
    const column = table === 'runs' ? 'id' : 'run_id';
    await engine.db.query({ text: `UPDATE ${table} SET ${column} = $2 WHERE ${column} = $1`, values: [runId, STORED.runId] });
  }
  for (const [index, { hash, body }] of STORED.chunks.entries()) {
    await engine.db.query({
      text: `INSERT INTO checkpoint_chunks (run_id, number, hash, body, compressed) VALUES ($1, $2, $3, decode($4, 'base64'), true)`,
      values: [STORED.runId, index + 1, hash, body],
    });
  }
  await engine.db.query({
    text: `INSERT INTO checkpoints (id, run_id, seq, label, kind, hash, manifest, compressed, chunks, bytes, summary, state_at, created_by, created_at)
      VALUES ($1, $2, 3, 'old', 'manual', $3, decode($4, 'base64'), true, '{1,2,3}', 1, '{}', '2026-11-20T10:00:03Z', 'test', signalbox_now())`,
    values: [STORED.id, STORED.runId, STORED.hash, STORED.root],
  });
}

it('a checkpoint of an earlier version is read, verified and gone on from', async () => {
  await store();
  const loaded = await loadManifest(engine.db, STORED.id);
  expect(loaded?.fault).toBeNull();
  expect(loaded?.manifest?.tasks).toMatchObject([
    {
      state: { status: 'SUCCEEDED', chosen: null, removed: false, invalidated: false },
      spec: { gate: null, branch: null, revision: null },
    },
    { state: { status: 'READY' }, spec: { askedAt: null } },
    { state: { status: 'PENDING' } },
  ]);
  expect(await getCheckpoint({ db: engine.db, compress: true }, STORED.id)).toMatchObject({ verified: true });
  const deps = { db: engine.db, bus: engine.bus, ladder: engine.ladder, blockThreshold: 1, offlineModel: true, compress: true };
  const ask = { checkpointId: STORED.id, start: true, edits: [], allowIrreversible: [] };
  const fork = await resumeCheckpoint(deps, { ...ask, mode: 'fork' }, operator, null);
  const rewind = await resumeCheckpoint(deps, { ...ask, mode: 'rewind' }, operator, null);
  await carryOutAll(engine);
  for (const { runId } of [fork, rewind]) {
    await auditRun(engine.db, runId);
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'SUCCEEDED', counts: { succeeded: 3 } });
  }
});
