import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClaimedTask, StagedArtifact, TurnRecord } from '@/server/core/ports/task-runner';
import { hop } from '@/server/engine/hop';
import { takeOverLostTasks } from '@/server/engine/lease';
import { settleTask } from '@/server/engine/settle';
import { tick } from '@/server/engine/tick';
import { auditRun } from '@/test/engine/audit';
import { chain, type Engine, openEngine, operator } from '@/test/engine/open-engine';
import { failure } from '@/test/engine/runners';

const worker = randomUUID();
let engine: Engine;
beforeEach(async () => {
  engine = await openEngine();
});
afterEach(() => engine.close());

async function started(): Promise<ClaimedTask> {
  await engine.create(chain(2));
  const [claimed] = (await tick(engine.db, worker, [], 1)).claimed;
  if (!claimed) throw new Error('nothing was claimed');
  return claimed;
}

const record: TurnRecord = {
  conversation: 1,
  turn: 1,
  model: 'm',
  text: 'words',
  refusal: null,
  finishReason: 'tool_calls',
  toolCalls: [{ id: 'call_1', name: 'write_artifact', arguments: '{}' }],
  inputTokens: 10,
  outputTokens: 5,
  costMicroUsd: 1_000,
  priced: true,
  durationMs: 12,
  feedback: null,
};
const artifact: StagedArtifact = { name: 'a.md', type: 'document', content: 'x', metadata: {} };
const at = { conversation: 1, turn: 1 };

/** Everything that an execution could have changed. */
async function everything() {
  const tables = ['run_heads', 'tasks', 'ready_tasks', 'attempts', 'run_events', 'conversations', 'turns', 'tool_calls', 'artifacts'];
  const rows = await Promise.all(tables.map((table) => engine.db.query({ text: `SELECT * FROM ${table} ORDER BY 1, 2` })));
  return Object.fromEntries(tables.map((table, index) => [table, rows[index]]));
}

const ways: [string, 'fenced' | 'cancelled', (claimed: ClaimedTask) => Promise<ClaimedTask>][] = [
  ['of an older epoch', 'fenced', async (claimed) => ({ ...claimed, epoch: claimed.epoch - 1 })],
  [
    'whose run was cancelled',
    'cancelled',
    async (claimed) => {
      await engine.runs.cancel(claimed.runId, operator);
      return claimed;
    },
  ],
  [
    'whose task was taken over and waits for another worker',
    'fenced',
    async (claimed) => {
      await engine.db.query({
        text: `INSERT INTO workers SELECT $1, 1, 'test', 1, 1, n, n, n FROM signalbox_now() n`,
        values: [worker],
      });
      await engine.skew('16 seconds');
      expect(await takeOverLostTasks(engine.db, randomUUID(), 15_000)).toHaveLength(1);
      return claimed;
    },
  ],
  [
    'whose task another worker runs',
    'fenced',
    async (claimed) => {
      await engine.db.transaction((tx) => settleTask(tx, claimed, { kind: 'released', reason: 'shutdown' }, 'engine'));
      expect((await tick(engine.db, randomUUID(), [], 1)).claimed).toEqual([{ ...claimed, epoch: 2 }]);
      return claimed;
    },
  ],
];

describe.each(ways)('an execution %s', (_name, verdict, loseFence) => {
  it('is refused every write and changes nothing', async () => {
    const claimed = await started();
    const store = engine.store(worker);
    await store.startConversation(claimed, { system: 's', user: 'u' });
    await store.commitTurn(claimed, record);
    const stale = await loseFence(claimed);
    const before = await everything();

    expect((await store.startConversation(stale, { system: 's', user: 'u' })).verdict).toBe(verdict);
    expect(await store.commitTurn(stale, { ...record, turn: 2 })).toBe(verdict);
    expect(await store.markToolStarted(stale, { ...at, index: 0 })).toBe(verdict);
    const tools = await store.commitTools(stale, at, [{ index: 0, ok: true, result: 'done' }], [artifact]);
    expect(tools).toMatchObject({ verdict, artifacts: [] });
    expect(await store.applyPlan(stale, { tasks: [{ key: 'a', role: 'tech_lead', prompt: 'x' }] })).toEqual({ ok: true, verdict });
    const finish = await tick(engine.db, worker, [{ ...stale, deferrals: 0 }], 0);
    expect(finish).toMatchObject({ finished: [], claimed: [], heads: [] });
    expect(await hop(engine.db, worker, { ...stale, graphVersion: 1, next: [1] })).toBeNull();
    const failed = { kind: 'failed' as const, failure: failure(), retryDelayMs: 10 };
    expect(await engine.db.transaction((tx) => settleTask(tx, stale, failed, 'w'))).toBeNull();
    const released = { kind: 'released' as const, reason: 'paused' as const };
    expect(await engine.db.transaction((tx) => settleTask(tx, stale, released, 'w'))).toBeNull();

    expect(await everything()).toEqual(before);
    await auditRun(engine.db, claimed.runId);
  });
});

it('the owner is taken at its word', async () => {
  const claimed = await started();
  const store = engine.store(worker);
  expect(await store.startConversation(claimed, { system: 's', user: 'u' })).toEqual({ conversation: 1, verdict: 'go' });
  expect(await store.commitTurn(claimed, record)).toBe('go');
  expect(await store.markToolStarted(claimed, { ...at, index: 0 })).toBe('go');
  expect(await store.commitTools(claimed, at, [{ index: 0, ok: true, result: 'done' }], [artifact, artifact])).toMatchObject({
    verdict: 'go',
    artifacts: [
      { name: 'a.md', version: 1 },
      { name: 'a.md', version: 2 },
    ],
  });
  const briefing = await store.brief({ ...claimed });
  expect(briefing?.conversation?.turns).toMatchObject([
    {
      turn: 1,
      text: 'words',
      feedback: null,
      toolCalls: [{ id: 'call_1', name: 'write_artifact', arguments: '{}', index: 0, status: 'succeeded', result: 'done' }],
    },
  ]);
  expect((await tick(engine.db, worker, [{ ...claimed, deferrals: 0 }], 0)).finished).toHaveLength(1);
  await auditRun(engine.db, claimed.runId);
});

it('a run that has finished leaves no queue row, no owner and no slot', async () => {
  const claimed = await started();
  await tick(engine.db, worker, [{ ...claimed, deferrals: 0 }], 1);
  const { heads } = await tick(engine.db, worker, [{ runId: claimed.runId, node: 1, epoch: 1, deferrals: 0 }], 1);
  expect(heads).toEqual([{ runId: claimed.runId, seq: 6, status: 'SUCCEEDED' }]);
  const { ready_tasks: queue, tasks } = await everything();
  expect(queue).toEqual([]);
  expect(tasks).toEqual([expect.objectContaining({ worker_id: null }), expect.objectContaining({ worker_id: null })]);
});

it('a write whose answer was lost may be handed in again: nothing is stored twice, paid twice or told twice', async () => {
  const claimed = await started();
  const store = engine.store(worker);
  const first = { system: 's', user: 'u' };
  const twice = async (write: () => Promise<unknown>) => {
    await write();
    const before = await everything();
    await write();
    expect(await everything()).toEqual(before);
  };
  await twice(() => store.startConversation(claimed, first));
  await twice(() => store.commitTurn(claimed, record));
  await twice(() => store.markToolStarted(claimed, { ...at, index: 0 }));
  await twice(() => store.commitTools(claimed, at, [{ index: 0, ok: true, result: 'done' }], [artifact]));
  // A plain answer becomes an artifact without any call.
  await twice(() => store.commitTurn(claimed, { ...record, turn: 2, toolCalls: [] }));
  await twice(() => store.commitTools(claimed, { conversation: 1, turn: 2 }, [], [{ ...artifact, name: 'answer.md' }], { berth: 7 }));
  expect((await everything()).artifacts).toHaveLength(2);
  await auditRun(engine.db, claimed.runId);
});
