import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EscalationView } from '@/lib/contracts/escalation';
import type { Caller } from '@/server/core/access/caller';
import { DEFAULT_POLICY } from '@/server/core/escalation/policy';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { findEscalation } from '@/server/repositories/escalation-repository';
import { createEscalationsService, type EscalationsService } from '@/server/services/escalations/escalations-service';
import { auditRun } from '@/test/engine/audit';
import { openDeadLetters } from '@/test/engine/dead-letters';
import { chain, type Engine, openEngine, operator, task } from '@/test/engine/open-engine';
import { resumeFrom } from '@/test/engine/resume-from';
import { failure } from '@/test/engine/runners';
import { lockHead } from './run-gate';
import { settleTask } from './settle';
import { type EscalationWord, settleEscalation } from './settle-escalation';
import { settleRuling } from './settle-ruling';
import { tick } from './tick';

const worker = randomUUID();
const ada: Caller = { kind: 'user', id: randomUUID(), name: 'ada@example.com', role: 'approver' };
let engine: Engine;
let escalations: EscalationsService;
let runId = '';
beforeAll(async () => {
  engine = await openEngine();
  escalations = createEscalationsService(engine);
});
afterAll(() => engine.close());
// Each test claims what is its own.
beforeEach(async () => {
  await engine.db.query({ text: 'DELETE FROM ready_tasks' });
});

const claim = async (free = 50) => (await tick(engine.db, worker, [], free)).claimed.filter((one) => one.runId === runId);
const finish = (...tasks: ClaimedTask[]) =>
  tick(
    engine.db,
    worker,
    tasks.map((one) => ({ ...one, deferrals: 0 })),
    0,
  );
const fail = (one: ClaimedTask | undefined, more: Parameters<typeof failure>[0] = {}, policy = DEFAULT_POLICY) =>
  engine.db.transaction((tx) => {
    const settlement = {
      kind: 'failed',
      failure: failure({ permanent: true, place: 'tool', code: 'tool_failed', ...more }),
      retryDelayMs: 0,
    } as const;
    if (!one) throw new Error('nothing was claimed');
    return settleTask(tx, one, settlement, `worker:${worker}`, policy);
  });
const ask = (taskKey?: string) =>
  escalations.create(
    { runId, type: 'quality_concern', title: 'Too thin', description: 'x', priority: 'LOW', ...(taskKey ? { taskKey } : {}) },
    operator,
  );
const decide = (one: EscalationView, status: 'APPROVED' | 'REJECTED') => escalations.decide({ escalationId: one.id, status }, ada);
const word = (one: EscalationView, more: Partial<EscalationWord>) =>
  engine.db.transaction(async (tx) => {
    const locked = await lockHead(tx, runId);
    const asked = await findEscalation(tx, one.id);
    if (!asked) throw new Error('gone');
    const said = { status: 'AUTO_DECIDED', decision: 'reject', by: 'clock', note: null, conditions: [], action: null } as const;
    await settleEscalation(tx, locked, asked, { ...said, conditions: [], ...more }, DEFAULT_POLICY);
  });
const typesOf = async () => (await engine.runs.events({ runId, after: 0, limit: 500 })).items.map(({ type }) => type);
const open = async () => (await escalations.list({ runId, status: 'OPEN', limit: 50 })).items;
const statusOf = async () => (await engine.runs.get(runId)).status;
async function states(): Promise<string> {
  await auditRun(engine.db, runId);
  return (await engine.runs.get(runId)).tasks.map(({ key, status }) => `${key} ${status}`).join(', ');
}

describe('rejected', () => {
  it('what was done has failed, with a dead letter whose replay does it anew; what waits for it goes on waiting', async () => {
    runId = await engine.create(chain(3));
    const asked = await ask('c0');
    await finish(...(await claim()));
    expect(await states()).toBe('c0 SUCCEEDED, c1 PENDING, c2 PENDING');
    expect(await decide(asked, 'REJECTED')).toMatchObject({ status: 'REJECTED', blocks: 0 });
    expect(await states()).toBe('c0 FAILED, c1 PENDING, c2 PENDING');
    expect(await statusOf()).toBe('FAILED');
    expect((await typesOf()).slice(-3)).toEqual(['escalation.decided', 'task.failed', 'run.failed']);
    const letters = openDeadLetters(engine);
    const [letter] = (await letters.list({ runId, status: 'pending', limit: 10 })).items;
    expect(letter).toMatchObject({ taskKey: 'c0', failure: { code: 'escalation_rejected' } });
    await letters.replay({ deadLetterId: letter?.id ?? '' }, operator);
    expect(await states()).toBe('c0 READY, c1 PENDING, c2 PENDING');
    const again = await claim();
    expect(again.map(({ node, epoch }) => [node, epoch])).toEqual([[0, 2]]);
    await finish(...again);
    expect(await states()).toBe('c0 SUCCEEDED, c1 READY, c2 PENDING');
  });

  it('what runs is aborted: its worker is fenced, and writes nothing more', async () => {
    runId = await engine.create([task('a'), task('b', ['a']), task('other')]);
    const [a, other] = await claim();
    const asked = await ask('a');
    await decide(asked, 'REJECTED');
    expect((await finish(a as ClaimedTask)).finished).toEqual([]);
    expect(await states()).toBe('a FAILED, b PENDING, other RUNNING');
    const attempts = await engine.db.query({ text: 'SELECT outcome FROM attempts WHERE run_id = $1', values: [runId] });
    expect(attempts).toEqual([{ outcome: 'failed' }]);
    await finish(other as ClaimedTask);
    expect(await statusOf()).toBe('FAILED');
  });

  it('what runs behind it, and whose worker lets go of it, waits until it is done anew', async () => {
    runId = await engine.create(chain(2));
    await finish(...(await claim()));
    const [running] = await claim();
    if (!running) throw new Error('nothing was claimed');
    await decide(await ask('c0'), 'REJECTED');
    expect(await states()).toBe('c0 FAILED, c1 RUNNING');
    await engine.db.transaction((tx) => settleTask(tx, running, { kind: 'released', reason: 'shutdown' }, `worker:${worker}`));
    expect(await states()).toBe('c0 FAILED, c1 PENDING');
    expect(await claim()).toEqual([]);
  });

  it.each(['PENDING', 'READY'])('what is %s does not begin', async (status) => {
    runId = await engine.create([task('a'), task('b', ['a']), task('c', ['b'])]);
    const key = status === 'READY' ? 'a' : 'b';
    await decide(await ask(key), 'REJECTED');
    expect(await states()).toContain(`${key} FAILED`);
    expect((await claim()).length).toBe(status === 'READY' ? 0 : 1);
  });

  it('what waits for a decision waits no longer, and is asked of nobody any more', async () => {
    const gate = { type: 'expression', condition: 'true' } as const;
    runId = await engine.create([task('g', [], { kind: 'gate', gate }), task('b', ['g'])]);
    const [g] = await claim();
    const ruling = { kind: 'undecided', reason: 'nobody knows', missing: null, judgement: null } as const;
    await engine.db.transaction((tx) => settleRuling(tx, g as ClaimedTask, ruling, 'engine'));
    const [question] = await open();
    await decide(await ask('g'), 'REJECTED');
    expect(await states()).toBe('g FAILED, b PENDING');
    expect(await escalations.get(question?.id ?? '')).toMatchObject({ subject: 'ruling', status: 'SUPERSEDED' });
    expect(await open()).toEqual([]);
  });
});

describe('approved', () => {
  it('lifts: what waited goes on, what several hold only behind the last of them', async () => {
    runId = await engine.create([task('a'), task('b'), task('c', ['a', 'b'])]);
    const [first, second] = [await ask('a'), await ask('b')];
    await finish(...(await claim()));
    await decide(first, 'APPROVED');
    expect(await states()).toBe('a SUCCEEDED, b SUCCEEDED, c PENDING');
    await decide(second, 'APPROVED');
    expect(await states()).toBe('a SUCCEEDED, b SUCCEEDED, c READY');
  });

  it('leaves what has failed as it is, where nobody said that it is to be tried again', async () => {
    runId = await engine.create(chain(2));
    const asked = await ask('c0');
    await fail((await claim())[0], {}, { ...DEFAULT_POLICY, escalateErrors: false });
    expect(await statusOf()).toBe('RUNNING');
    await word(asked, { status: 'APPROVED', decision: 'retry', by: 'user:ada' });
    expect(await states()).toBe('c0 READY, c1 PENDING');
  });
});

it('a default of pause pauses the run, and what waited goes on waiting', async () => {
  runId = await engine.create(chain(2));
  const asked = await ask('c0');
  await finish(...(await claim()));
  await word(asked, { decision: 'pause' });
  expect(await engine.runs.get(runId)).toMatchObject({ status: 'PAUSED', statusReason: 'escalation' });
  expect(await states()).toBe('c0 SUCCEEDED, c1 PENDING');
  await expect(decide(asked, 'APPROVED')).rejects.toMatchObject({ code: 'conflict' });
});

describe('a failure that no endpoint caused', () => {
  it('asks somebody, once for all that fails alike in a run; tried again, all of it is', async () => {
    runId = await engine.create([task('a'), task('b'), task('c', ['a', 'b'])]);
    const [a, b] = await claim();
    await fail(a, { message: 'The tool broke at 1' });
    await fail(b, { message: 'The tool broke at 2' });
    const [asked, ...more] = await open();
    expect(more).toEqual([]);
    expect(asked).toMatchObject({
      ...{ type: 'error_resolution', subject: 'letter', taskKey: 'a', defaultDecision: 'retry', askedBy: 'agent:a' },
      context: { failure: { code: 'tool_failed' } },
    });
    expect(await statusOf()).toBe('FAILED');
    await auditRun(engine.db, runId);
    expect(await decide(asked as EscalationView, 'APPROVED')).toMatchObject({ status: 'APPROVED' });
    expect(await states()).toBe('a READY, b READY, c PENDING');
    expect(await statusOf()).toBe('RUNNING');
  });

  it('stays failed where that was refused; a replay by hand answers the question', async () => {
    runId = await engine.create([task('a'), task('b')]);
    const [a, b] = await claim();
    await fail(a, { message: 'It broke' });
    await decide((await open())[0] as EscalationView, 'REJECTED');
    expect(await states()).toBe('a FAILED, b RUNNING');
    await fail(b, { message: 'It fell' });
    const [second] = await open();
    const letters = openDeadLetters(engine);
    const deadLetterId = String(second?.context.deadLetterId);
    await letters.replay({ deadLetterId }, operator);
    expect(await escalations.get(second?.id ?? '')).toMatchObject({ status: 'SUPERSEDED' });
    expect(await states()).toBe('a FAILED, b READY');
  });

  it('is no question where an endpoint was to blame, somebody has said it, or the settings do not want it', async () => {
    runId = await engine.create([task('a'), task('b'), task('c')]);
    const [a, b, c] = await claim();
    await fail(a, { place: 'model', code: 'server_error' });
    await fail(b, {}, { ...DEFAULT_POLICY, escalateErrors: false });
    await decide(await ask('c'), 'REJECTED');
    expect(c).toBeDefined();
    expect(await open()).toEqual([]);
  });

  it('is not tried again for ever by a deadline', async () => {
    runId = await engine.create([task('a')]);
    for (let round = 1; round <= 4; round += 1) {
      await fail((await claim())[0], { message: 'It broke' });
      const [asked] = await open();
      await word(asked as EscalationView, { decision: 'retry' });
      expect(await states()).toBe(round <= 3 ? 'a READY' : 'a FAILED');
    }
  });
});

describe('what is void', () => {
  it('a cancel takes all questions back', async () => {
    runId = await engine.create(chain(2));
    const asked = [await ask('c0'), await ask()];
    await engine.runs.cancel(runId, operator);
    expect(await states()).toBe('c0 CANCELLED, c1 CANCELLED');
    for (const one of asked) expect(await escalations.get(one.id)).toMatchObject({ status: 'SUPERSEDED' });
  });

  it('a rewind takes back what was asked since, and keeps what was asked before, with what that holds', async () => {
    runId = await engine.create(chain(3));
    const before = await ask('c0');
    const { lastSeq } = await engine.runs.get(runId);
    await finish(...(await claim()));
    const since = await ask('c1');
    await resumeFrom(engine, runId, lastSeq, { start: true });
    expect(await escalations.get(since.id)).toMatchObject({ status: 'SUPERSEDED' });
    expect(await escalations.get(before.id)).toMatchObject({ status: 'OPEN', blocks: 2 });
    await finish(...(await claim()));
    expect(await states()).toBe('c0 SUCCEEDED, c1 PENDING, c2 PENDING');
    await decide(before, 'APPROVED');
    expect(await states()).toBe('c0 SUCCEEDED, c1 READY, c2 PENDING');
  });

  it('a fork asks what was asked of its tasks by then, unless it was approved since, and holds what waits for them', async () => {
    const parent = await engine.create(chain(2));
    runId = parent;
    const asked = await ask('c0');
    await finish(...(await claim()));
    const { lastSeq } = await engine.runs.get(parent);
    const fork = async (seq: number) => (await resumeFrom(engine, parent, seq, { mode: 'fork', start: true })).runId;
    runId = await fork(lastSeq);
    expect(await states()).toBe('c0 SUCCEEDED, c1 PENDING');
    const [own] = await open();
    expect(own).toMatchObject({ taskKey: 'c0', title: asked.title, askedBy: asked.askedBy, tier: 'HUMAN', blocks: 1 });
    if (!own) throw new Error('nobody is asked');
    expect((await escalations.get(own.id)).entries.map(({ kind, data }) => ({ kind, data }))).toContainEqual({
      kind: 'note',
      data: { runId: parent, escalationId: asked.id },
    });
    await decide(own, 'APPROVED');
    expect(await states()).toBe('c0 SUCCEEDED, c1 READY');
    expect(await escalations.get(asked.id)).toMatchObject({ status: 'OPEN' });
    runId = parent;
    await decide(asked, 'APPROVED');
    runId = await fork(lastSeq);
    expect(await states()).toBe('c0 SUCCEEDED, c1 READY');
    expect(await open()).toEqual([]);
  });

  it('a fork of all that is done goes on for what is asked about it, also where that was cancelled since', async () => {
    const parent = await engine.create(chain(1));
    runId = parent;
    await ask('c0');
    await finish(...(await claim()));
    const { lastSeq } = await engine.runs.get(parent);
    await engine.runs.cancel(parent, operator);
    const forked = await resumeFrom(engine, parent, lastSeq, { mode: 'fork', start: true });
    runId = forked.runId;
    expect(forked.status).toBe('RUNNING');
    const [own] = await open();
    if (!own) throw new Error('nobody is asked');
    await decide(own, 'APPROVED');
    expect((await engine.runs.get(runId)).status).toBe('SUCCEEDED');
    expect(await states()).toBe('c0 SUCCEEDED');
  });
});
