import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '@/server/core/escalation/policy';
import { afterCounts } from '@/server/core/run/head';
import { closeEscalation } from '@/server/repositories/escalation-repository';
import { auditRun } from '@/test/engine/audit';
import { editShaped } from '@/test/engine/gate';
import { chain, type Engine, openEngine, operator, task } from '@/test/engine/open-engine';
import { judgementOf } from '@/test/machines/judgement-of';
import { liftHolds, openHolding } from './hold-dependents';
import { hop } from './hop';
import type { AskedQuestion } from './open-escalation';
import { findWaitingTask, resumeTask } from './resume-task';
import { lockHead, saveHead } from './run-gate';
import { settleTask } from './settle';
import { settleRuling } from './settle-ruling';
import { type Finish, tick } from './tick';

const worker = randomUUID();
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

async function ask(runId: string, nodes: number[]): Promise<string> {
  return engine.db.transaction(async (tx) => {
    const { head, now } = await lockHead(tx, runId);
    const question: AskedQuestion = {
      ...{
        runId,
        node: nodes[0] ?? null,
        taskKey: 'asked',
        epoch: null,
        type: 'quality_concern' as const,
        subject: 'hold' as const,
        priority: 'LOW' as const,
      },
      ...{ title: 'Is it good?', description: 'Nobody knows.', context: {}, askedBy: 'user:test' },
    };
    const opened = await openHolding(tx, head, question, nodes, { seq: head.lastSeq + 1, now, policy: DEFAULT_POLICY });
    await saveHead(tx, head, { patch: opened.patch, events: [opened.event], actor: 'user:test', now });
    return opened.escalationId;
  });
}

async function approve(runId: string, escalationId: string): Promise<void> {
  await engine.db.transaction(async (tx) => {
    const { head, now } = await lockHead(tx, runId);
    const lifted = await liftHolds(tx, head, [escalationId], { now });
    const after = afterCounts({ ...head, ...lifted }, lifted.counts);
    const decided = { escalationId, status: 'APPROVED' as const, by: 'user:test', note: null };
    const events = [{ type: 'escalation.decided' as const, data: decided }, ...after.events];
    await saveHead(tx, head, { patch: { ...lifted, ...after.patch }, events, actor: 'user:test', now });
    const closing = { status: 'APPROVED' as const, decision: 'approve', note: null, conditions: [], by: 'user:test', revocableUntil: null };
    await closeEscalation(tx, escalationId, { ...closing, at: now, seq: head.lastSeq + 1 });
  });
}

async function statusesOf(runId: string): Promise<string> {
  const rows = await engine.db.query<{ status: string }>({
    text: `SELECT status FROM tasks WHERE run_id = $1 ORDER BY node`,
    values: [runId],
  });
  await auditRun(engine.db, runId);
  return rows.map(({ status }) => status.slice(0, 4)).join(' ');
}

async function questionsOf(runId: string): Promise<Record<string, string>> {
  const rows = await engine.db.query<{ id: string; status: string }>({
    text: 'SELECT id, status FROM escalations WHERE run_id = $1',
    values: [runId],
  });
  return Object.fromEntries(rows.map(({ id, status }) => [id, status]));
}

const statusOf = async (runId: string) => (await engine.runs.get(runId)).status;
const finish = (runId: string, node: number, epoch = 1): Finish => ({ runId, node, epoch, deferrals: 0 });

async function started(tasks: Parameters<Engine['create']>[0], free = 1): Promise<string> {
  const runId = await engine.create(tasks);
  await tick(engine.db, worker, [], free);
  return runId;
}

it('what waits for a held task does not begin when that task ends, and the run goes on until somebody has decided', async () => {
  const runId = await started([task('a'), task('b', ['a']), task('c', ['a', 'b'])]);
  const asked = await ask(runId, [0]);
  const { claimed, finished } = await tick(engine.db, worker, [finish(runId, 0)], 8);
  expect({ claimed, finished: finished.length }).toEqual({ claimed: [], finished: 1 });
  expect(await statusesOf(runId)).toBe('SUCC PEND PEND');
  expect(await statusOf(runId)).toBe('RUNNING');
  await approve(runId, asked);
  expect(await statusesOf(runId)).toBe('SUCC READ PEND');
  await tick(engine.db, worker, [], 8);
  await tick(engine.db, worker, [finish(runId, 1)], 8);
  await tick(engine.db, worker, [finish(runId, 2)], 8);
  expect(await statusesOf(runId)).toBe('SUCC SUCC SUCC');
  expect(await statusOf(runId)).toBe('SUCCEEDED');
});

it('the fast path starts nothing of what is held', async () => {
  const runId = await started(chain(2));
  const asked = await ask(runId, [0]);
  expect(await hop(engine.db, worker, { ...finish(runId, 0), graphVersion: 1, next: [1] })).toBeNull();
  await tick(engine.db, worker, [finish(runId, 0)], 8);
  expect(await statusesOf(runId)).toBe('SUCC PEND');
  await approve(runId, asked);
  expect(await statusesOf(runId)).toBe('SUCC READ');
  await engine.runs.cancel(runId, operator);
});

it('who only stood in the queue waits again, who runs goes on', async () => {
  const runId = await started([task('a'), task('b', ['a']), task('c', ['a']), task('d', ['b'])]);
  await tick(engine.db, worker, [finish(runId, 0)], 1);
  expect(await statusesOf(runId)).toBe('SUCC RUNN READ PEND');
  const asked = await ask(runId, [0]);
  expect(await statusesOf(runId)).toBe('SUCC RUNN PEND PEND');
  const { claimed } = await tick(engine.db, worker, [finish(runId, 1)], 1);
  expect(claimed.map(({ node }) => node)).toEqual([3]);
  await approve(runId, asked);
  expect(await statusesOf(runId)).toBe('SUCC SUCC READ RUNN');
  await engine.runs.cancel(runId, operator);
});

it.each([
  ['lets go of it', { kind: 'released', reason: 'shutdown' }],
  ['had to wait for a person', { kind: 'waiting', for: 'approval', asks: [] }],
] as const)('who ran when it was held, and whose worker %s, begins again only once that is lifted', async (_, settlement) => {
  const runId = await started(chain(3));
  const [running] = (await tick(engine.db, worker, [finish(runId, 0)], 1)).claimed;
  const asked = await ask(runId, [0]);
  if (!running) throw new Error('nothing was claimed');
  await engine.db.transaction((tx) => settleTask(tx, running, settlement, 'worker:x'));
  if (settlement.kind === 'waiting') {
    await engine.db.transaction(async (tx) => {
      const { head, now } = await lockHead(tx, runId);
      const waiting = await findWaitingTask(tx, runId, 1, running.epoch);
      if (!waiting) throw new Error('it does not wait');
      const counts = await resumeTask(tx, head, waiting, now);
      const data = { attempt: waiting.attempt, epoch: waiting.epoch };
      await saveHead(tx, head, { patch: { counts }, events: [{ type: 'task.resumed', node: 1, data }], actor: 'user:test', now });
    });
  }
  expect(await statusesOf(runId)).toBe('SUCC PEND PEND');
  await approve(runId, asked);
  expect(await statusesOf(runId)).toBe('SUCC READ PEND');
  await engine.runs.cancel(runId, operator);
});

it('what is added behind a held task waits as well, before and behind its end', async () => {
  const runId = await started(chain(1));
  const asked = await ask(runId, [0]);
  await engine.db.transaction((tx) => editShaped(tx, runId, [0]));
  await tick(engine.db, worker, [finish(runId, 0)], 8);
  await engine.db.transaction((tx) => editShaped(tx, runId, [0]));
  expect(await statusesOf(runId)).toBe('SUCC PEND PEND');
  await approve(runId, asked);
  expect(await statusesOf(runId)).toBe('SUCC READ READ');
  await engine.runs.cancel(runId, operator);
});

it('what falls by a branch leaves its question void, and holds nothing then: the run ends with its last task', async () => {
  const branch = { condition: 'true', ifTrue: ['yes'], ifFalse: ['no'] };
  const runId = await started([
    task('way', [], { kind: 'branch', branch }),
    task('yes', ['way']),
    task('no', ['way']),
    task('after', ['no']),
  ]);
  const [about, below, other] = [await ask(runId, [2]), await ask(runId, [3]), await ask(runId, [1, 3])];
  await engine.db.transaction((tx) =>
    settleRuling(tx, { runId, node: 0, epoch: 1, attempt: 1 }, { kind: 'decided', judgement: judgementOf(true) }, 'worker:x'),
  );
  expect(await statusesOf(runId)).toBe('SUCC READ SKIP SKIP');
  expect(await questionsOf(runId)).toEqual({ [about]: 'SUPERSEDED', [below]: 'SUPERSEDED', [other]: 'OPEN' });
  await approve(runId, other);
  await tick(engine.db, worker, [], 8);
  await tick(engine.db, worker, [finish(runId, 1)], 8);
  expect(await statusesOf(runId)).toBe('SUCC SUCC SKIP SKIP');
  expect(await statusOf(runId)).toBe('SUCCEEDED');
});

it('a run ends only once the last hold is lifted, though nothing waits for the held task', async () => {
  const runId = await started(chain(1));
  const [first, second] = [await ask(runId, [0]), await ask(runId, [0])];
  await tick(engine.db, worker, [finish(runId, 0)], 8);
  await approve(runId, first);
  expect(await statusOf(runId)).toBe('RUNNING');
  await statusesOf(runId);
  await approve(runId, second);
  expect(await statusOf(runId)).toBe('SUCCEEDED');
  await statusesOf(runId);
});
