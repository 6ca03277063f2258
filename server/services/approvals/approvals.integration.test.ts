import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decideApprovalSchema, listApprovalsSchema } from '@/lib/contracts/approval';
import type { ClaimedTask, ToolAsk, WaitingFor } from '@/server/core/ports/task-runner';
import { copyTalks } from '@/server/engine/resume-rows';
import { settleTask } from '@/server/engine/settle';
import { tick } from '@/server/engine/tick';
import { isGrantedForRun } from '@/server/repositories/approval-repository';
import { auditRun } from '@/test/engine/audit';
import { type Engine, openEngine, operator, task } from '@/test/engine/open-engine';
import { type ApprovalsService, createApprovalsService } from './approvals-service';

const worker = randomUUID();
const approver = { ...operator, role: 'approver' as const, name: 'ann' };
let engine: Engine;
let approvals: ApprovalsService;
beforeAll(async () => {
  engine = await openEngine();
  approvals = createApprovalsService({ ...engine, callPolicy: async () => null });
});
afterAll(() => engine.close());

const HASH = 'h1';
const ask = (index: number, name = 'files__write'): ToolAsk => ({
  conversation: 1,
  turn: 1,
  index,
  server: 'files',
  tool: name.replace('files__', ''),
  name,
  hash: HASH,
  arguments: '{"path":"a"}',
});

/** Claims whatever of this run is ready. */
async function claim(runId: string): Promise<ClaimedTask[]> {
  return (await tick(engine.db, worker, [], 50)).claimed.filter((one) => one.runId === runId);
}

/** A run whose first task has called tools and waits for a person. */
async function waiting(asks: ToolAsk[], kind: WaitingFor = 'approval', tasks = [task('a')]) {
  const runId = await engine.create(tasks);
  const claimed = await claim(runId);
  for (const one of claimed) await wait(one, asks, kind);
  return { runId, claimed: claimed[0] as ClaimedTask };
}

async function wait(claimed: ClaimedTask, asks: ToolAsk[], kind: WaitingFor): Promise<void> {
  const store = engine.store(worker);
  await store.startConversation(claimed, { system: 's', user: 'u' });
  const toolCalls = asks.map((one, index) => ({ id: `call_${index}`, name: one.name, arguments: one.arguments }));
  const usage = { inputTokens: 1, outputTokens: 1, costMicroUsd: 0, priced: true, durationMs: 1 };
  const turn = { conversation: 1, turn: 1, model: 'm', text: '', refusal: null, finishReason: 'tool_calls', feedback: null };
  await store.commitTurn(claimed, { ...turn, ...usage, toolCalls });
  await engine.db.transaction((tx) => settleTask(tx, claimed, { kind: 'waiting', for: kind, asks }, `worker:${worker}`));
}

const openOf = async (runId: string) =>
  (await approvals.list(listApprovalsSchema.parse({ runId, status: 'OPEN' }))).items.sort((a, b) => a.index - b.index);
const decide = (approvalId: string, decision: string, more: object = {}) =>
  approvals.decide(decideApprovalSchema.parse({ approvalId, decision, ...more }), approver);
const callsOf = async (claimed: ClaimedTask) => (await engine.store(worker).brief(claimed))?.conversation?.turns[0]?.toolCalls ?? [];
const idOf = async (runId: string) => (await openOf(runId))[0]?.id ?? '';
const conflict = expect.objectContaining({ code: 'conflict' });

describe('a call that needs approval', () => {
  it('holds no worker; allowed, its task goes on with the same attempt and conversation', async () => {
    const { runId } = await waiting([ask(0)]);
    await auditRun(engine.db, runId);
    expect((await engine.runs.get(runId)).tasks[0]).toMatchObject({ status: 'WAITING', waitingFor: 'approval', attempt: 1 });
    expect(await claim(runId), 'nobody takes it').toEqual([]);
    const [open] = await openOf(runId);
    expect(open).toMatchObject({
      taskKey: 'a',
      kind: 'approval',
      server: 'files',
      tool: 'write',
      arguments: '{"path":"a"}',
      status: 'open',
    });

    expect(await decide(open?.id ?? '', 'allow')).toMatchObject({ status: 'allowed', decidedBy: 'token:ann' });
    await auditRun(engine.db, runId);
    const [again] = await claim(runId);
    expect(again).toMatchObject({ attempt: 1, epoch: 2 });
    expect(await callsOf(again as ClaimedTask)).toMatchObject([{ status: 'requested', approved: true }]);
    await auditRun(engine.db, runId);
    const events = (await engine.runs.events({ runId, after: 0, limit: 200 })).items;
    expect(events.map(({ type }) => type)).toEqual([
      'run.created',
      'task.started',
      'task.turn',
      'task.waiting',
      'task.decided',
      'task.resumed',
      'task.started',
    ]);
    expect(events[4]).toMatchObject({ actor: 'token:ann', data: { decision: 'allow', tool: 'files__write' } });
    const audit = await engine.db.query({ text: `SELECT actor, action FROM audit_log WHERE target_id = $1`, values: [open?.id] });
    expect(audit).toEqual([{ actor: 'token:ann', action: 'approval.decide' }]);
  });

  it('waits until each of several calls is decided; a refusal is told to the model with its reason', async () => {
    const { runId } = await waiting([ask(0), ask(1, 'files__delete')]);
    const [first, second] = await openOf(runId);
    await decide(first?.id ?? '', 'refuse', { reason: 'Not in production.' });
    expect(await claim(runId)).toEqual([]);
    await decide(second?.id ?? '', 'allow');
    const [again] = await claim(runId);
    const calls = await callsOf(again as ClaimedTask);
    expect(calls).toMatchObject([
      { status: 'failed', approved: false },
      { status: 'requested', approved: true },
    ]);
    expect(calls[0]?.result).toContain('Not in production.');
    await auditRun(engine.db, runId);
  });

  it('is decided once: the second of two at the same time is a conflict', async () => {
    const { runId } = await waiting([ask(0)]);
    const id = await idOf(runId);
    const both = await Promise.allSettled([decide(id, 'allow'), decide(id, 'refuse')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(decide(id, 'allow')).rejects.toEqual(conflict);
    await auditRun(engine.db, runId);
  });

  it('allowed for the run answers the run’s other questions about that tool, and those to come, while the tool is the same', async () => {
    const { runId } = await waiting([ask(0)], 'approval', [task('a'), task('b')]);
    expect(await openOf(runId)).toHaveLength(2);
    await decide(await idOf(runId), 'allow_run');
    expect(await openOf(runId)).toEqual([]);
    expect(await claim(runId)).toHaveLength(2);
    expect(await isGrantedForRun(engine.db, runId, { name: 'files__write', hash: HASH })).toBe(true);
    expect(await isGrantedForRun(engine.db, runId, { name: 'files__write', hash: 'h2' })).toBe(false);
    await auditRun(engine.db, runId);
  });

  it('can be decided in a paused run, whose task then waits for the resume', async () => {
    const { runId } = await waiting([ask(0)]);
    await engine.runs.pause(runId, operator);
    await decide(await idOf(runId), 'allow');
    expect((await engine.runs.get(runId)).tasks[0]).toMatchObject({ status: 'READY', waitingFor: null });
    expect(await claim(runId)).toEqual([]);
    await engine.runs.resume(runId, operator);
    expect(await claim(runId)).toHaveLength(1);
    await auditRun(engine.db, runId);
  });

  it('keeps what a person changed, and takes it along within its run; in another run neither the change nor the leave counts', async () => {
    const { runId, claimed } = await waiting([ask(0)]);
    const id = await idOf(runId);
    const amended = '{"path":"b"}';
    expect(await decide(id, 'allow', { arguments: amended })).toMatchObject({ arguments: '{"path":"a"}', amended });
    const entry = await engine.db.query({ text: 'SELECT after FROM audit_log WHERE target_id = $1', values: [id] });
    expect(entry).toEqual([{ after: { status: 'allowed', runId, amended: true } }]);
    const [again] = await claim(runId);
    expect(await callsOf(again as ClaimedTask)).toMatchObject([{ arguments: '{"path":"a"}', approved: true, amended }]);
    const other = await engine.create([task('a')]);
    const talk = { node: claimed.node, conversation: 1, turns: 1, as: 2, redo: false };
    for (const to of [runId, other])
      await engine.db.transaction((tx) => copyTalks(tx, { from: runId, to }, [talk], { epoch: null, builtIn: [] }));
    const copies = await engine.db.query({
      text: 'SELECT approved, amended FROM tool_calls WHERE run_id = ANY ($1::uuid[]) AND conversation = 2 ORDER BY run_id = $2 DESC',
      values: [[runId, other], runId],
    });
    expect(copies).toEqual([
      { approved: true, amended },
      { approved: false, amended: null },
    ]);
    await auditRun(engine.db, runId);
  });

  it('is void once its run is cancelled', async () => {
    const { runId } = await waiting([ask(0)]);
    const id = await idOf(runId);
    await engine.runs.cancel(runId, operator);
    await expect(decide(id, 'allow')).rejects.toEqual(conflict);
    expect(await openOf(runId)).toEqual([]);
    expect(await approvals.get(id)).toMatchObject({ status: 'superseded' });
    await auditRun(engine.db, runId);
  });

  it('asks nothing where its run was cancelled before it could wait', async () => {
    const runId = await engine.create([task('a')]);
    const [claimed] = await claim(runId);
    await engine.runs.cancel(runId, operator);
    await wait(claimed as ClaimedTask, [ask(0)], 'approval');
    expect((await approvals.list(listApprovalsSchema.parse({ runId }))).items).toEqual([]);
  });
});

describe('a call whose outcome is unknown', () => {
  it.each([
    ['happened', { result: 'Ticket 7 was made.' }, { status: 'succeeded', result: expect.stringContaining('Ticket 7 was made.') }],
    ['run_again', {}, { status: 'requested', approved: true }],
    ['fail', { reason: 'Look yourself.' }, { status: 'failed', result: expect.stringContaining('Look yourself.') }],
  ])('%s', async (decision, more, call) => {
    const { runId } = await waiting([ask(0)], 'outcome_unknown');
    await decide(await idOf(runId), decision, more);
    const [again] = await claim(runId);
    expect(await callsOf(again as ClaimedTask)).toMatchObject([call]);
    await auditRun(engine.db, runId);
  });

  it('takes no decision that does not answer it', async () => {
    const { runId } = await waiting([ask(0)], 'outcome_unknown');
    const id = await idOf(runId);
    const invalid = expect.objectContaining({ code: 'invalid_input' });
    await expect(decide(id, 'allow')).rejects.toEqual(invalid);
    await expect(decide(id, 'happened')).rejects.toEqual(invalid);
    await expect(decide(id, 'fail', { result: 'x' })).rejects.toEqual(invalid);
    expect(await openOf(runId)).toHaveLength(1);
  });
});

it('pages, filters and refuses what it does not know', async () => {
  const { runId } = await waiting([ask(0), ask(1), ask(2)]);
  const first = await approvals.list(listApprovalsSchema.parse({ runId, limit: 2 }));
  const rest = await approvals.list(listApprovalsSchema.parse({ runId, limit: 2, cursor: first.nextCursor }));
  expect([...first.items, ...rest.items].map(({ index }) => index).sort()).toEqual([0, 1, 2]);
  expect(rest.nextCursor).toBeNull();
  expect((await approvals.list(listApprovalsSchema.parse({ runId, status: 'decided' }))).items).toEqual([]);
  await expect(approvals.list(listApprovalsSchema.parse({ cursor: 'x' }))).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(decide(randomUUID(), 'allow')).rejects.toMatchObject({ code: 'not_found' });
});
