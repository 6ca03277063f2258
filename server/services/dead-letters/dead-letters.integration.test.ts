import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { settleTask } from '@/server/engine/settle';
import { tick } from '@/server/engine/tick';
import { auditAll, auditRun } from '@/test/engine/audit';
import { openDeadLetters, type Rules } from '@/test/engine/dead-letters';
import { chain, type Engine, openEngine, operator, task } from '@/test/engine/open-engine';
import { failure } from '@/test/engine/runners';
import type { DeadLettersService } from './dead-letters-service';

const worker = randomUUID();
let engine: Engine;
let rules: Rules;
let letters: DeadLettersService & { job(name: string): Promise<void> };
beforeEach(async () => {
  engine = await openEngine();
  rules = { replayLimit: 3, retentionDays: 30, autoReplay: false };
  letters = openDeadLetters(engine, rules);
});
afterEach(() => engine.close());

const claim = async (slots = 50): Promise<ClaimedTask[]> => (await tick(engine.db, worker, [], slots)).claimed;
const finish = async (task: ClaimedTask) => (await tick(engine.db, worker, [{ ...task, deferrals: 0 }], 0)).finished;

async function fail(task: ClaimedTask, more: Parameters<typeof failure>[0] = {}): Promise<void> {
  const settlement = { kind: 'failed' as const, failure: failure({ permanent: true, ...more }), retryDelayMs: 1 };
  expect(await engine.db.transaction((tx) => settleTask(tx, task, settlement, 'worker:w'))).not.toBeNull();
}

/** A run of these tasks whose first one has failed for good. */
async function failed(tasks = chain(2), more: Parameters<typeof failure>[0] = {}): Promise<{ runId: string; letterId: string }> {
  const runId = await engine.create(tasks);
  const claimed = (await claim()).filter((one) => one.runId === runId);
  const first = claimed.find((one) => one.node === 0);
  if (!first) throw new Error('not claimed');
  await fail(first, more);
  await auditRun(engine.db, runId);
  const [letter] = (await letters.list({ runId, limit: 50 })).items;
  if (!letter) throw new Error('no letter');
  return { runId, letterId: letter.id };
}

const taskOf = async (runId: string, node = 0) => (await engine.runs.get(runId)).tasks[node];
const conflict = { code: 'conflict' };

describe('a task that failed for good', () => {
  it('is a dead letter with what is needed to understand it', async () => {
    const { runId, letterId } = await failed();
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'FAILED' });
    const letter = await letters.get(letterId);
    expect(letter).toMatchObject({
      runId,
      taskKey: 'c0',
      status: 'pending',
      errorMessage: 'The endpoint answered 500.',
      replayCount: 0,
      replayLimit: 3,
      taskStatus: 'FAILED',
      runStatus: 'FAILED',
      replayBlocked: null,
      attempts: [{ attempt: 1, outcome: 'failed' }],
      history: [{ id: letterId, status: 'pending' }],
      executionContext: {
        attempt: 1,
        settings: { role: 'tech_lead', tier: 'standard', prompt: 'x', maxAttempts: 3 },
        versions: { graphVersion: 1 },
      },
    });
    expect((await taskOf(runId))?.id).toBe(letter.taskId);
    // The list tells the same, but for the conversation.
    const [listed] = (await letters.list({ runId, limit: 50 })).items;
    const { changes: _changes, history: _history, taskStatus: _task, runStatus: _run, replayBlocked: _blocked, ...told } = letter;
    expect(listed).toEqual(told);
  });

  it('has its call there, without secrets', async () => {
    await engine.create([task('a')]);
    const [claimed] = await claim();
    if (!claimed) throw new Error('not claimed');
    const key = `sk-${'a1b2c3d4'.repeat(4)}`;
    const evidence = {
      request: {
        model: 'm',
        endpoint: 'main',
        conversation: 1,
        messages: [{ role: 'user', content: `use ${key} at https://me:hunter22@host/` }],
      },
      response: { httpStatus: 500, body: `{"error":"bad ${key}"}` },
    };
    const settlement = { kind: 'failed' as const, failure: failure({ permanent: true, message: `no ${key}` }), retryDelayMs: 1, evidence };
    await engine.db.transaction((tx) => settleTask(tx, claimed, settlement, 'worker:w'));
    const [item] = (await letters.list({ limit: 1 })).items;
    const letter = await letters.get(item?.id ?? '');
    expect(letter.executionContext.lastRequest).toMatchObject({
      endpoint: 'main',
      messages: [{ content: expect.stringContaining('[redacted]') }],
    });
    const stored = await engine.db.query({ text: 'SELECT d.*, i.title FROM dead_letters d JOIN incidents i USING (fingerprint)' });
    expect(JSON.stringify(stored)).not.toContain(key);
    expect(JSON.stringify(stored)).not.toContain('hunter22');
  });

  it('of a task that costs its workers their lives is one too', async () => {
    await engine.create([task('killer')]);
    for (let lost = 0; lost < 5; lost += 1) {
      const [claimed] = await claim(1);
      if (!claimed) throw new Error('not claimed');
      await engine.db.transaction((tx) => settleTask(tx, claimed, { kind: 'released', reason: 'worker_lost' }, 'engine'));
    }
    expect((await letters.list({ limit: 5 })).items).toMatchObject([{ failure: { code: 'worker_lost', place: 'worker' } }]);
    await auditAll(engine.db);
  });
});

describe('replay', () => {
  it('revives the run, starts a fresh conversation, and redoes nothing that is done', async () => {
    const runId = await engine.create([task('a'), task('b', ['a']), task('c', ['b'])]);
    const [a] = await claim();
    if (!a) throw new Error('not claimed');
    await finish(a);
    const [b] = await claim();
    if (!b) throw new Error('not claimed');
    await engine.store(worker).startConversation(b, { system: 's', user: 'u' });
    await fail(b);
    const [item] = (await letters.list({ status: 'pending', limit: 50 })).items;
    const answered = await letters.replay(
      { deadLetterId: item?.id ?? '', changes: { prompt: 'better', tier: 'premium', input: { port: 'Hull' }, timeoutSeconds: 9 } },
      operator,
    );
    expect(answered).toMatchObject({
      status: 'replayed',
      replayCount: 1,
      outcome: { state: 'running', nextLetterId: null },
      resolvedBy: 'token:test',
      changes: {
        before: { prompt: 'x', tier: 'standard', input: null, timeoutSeconds: 900 },
        after: { prompt: 'better', tier: 'premium', timeoutSeconds: 9 },
      },
    });
    await auditRun(engine.db, runId);
    expect((await engine.runs.get(runId)).status).toBe('RUNNING');
    const again = await claim();
    expect(again).toEqual([{ runId, node: 1, epoch: 2, attempt: 1 }]);
    const briefing = await engine.store(worker).brief(again[0] as ClaimedTask);
    expect(briefing).toMatchObject({
      prompt: 'better',
      tier: 'premium',
      timeoutSeconds: 9,
      input: '{\n  "port": "Hull"\n}',
      conversation: null,
      attempt: 1,
    });
    const opened = await engine.store(worker).startConversation(again[0] as ClaimedTask, { system: 's', user: 'u2' });
    expect(opened.conversation).toBe(2);
    await finish(again[0] as ClaimedTask);
    for (const last of await claim()) await finish(last);
    expect((await engine.runs.get(runId)).status).toBe('SUCCEEDED');
    expect((await letters.get(answered.id)).outcome).toEqual({ state: 'succeeded', nextLetterId: null });
    const [old] = await engine.db.query<{ spec: Record<string, unknown> }>({
      text: 'SELECT spec FROM task_spec_history WHERE run_id = $1',
      values: [runId],
    });
    expect(old?.spec).toMatchObject({ prompt: 'x', tier: 'standard', priority: expect.any(Number) });
    await auditRun(engine.db, runId);
  });

  it('answers a repeat with the same key as the first time, and refuses the key for anything else', async () => {
    const { letterId } = await failed();
    const call = { key: 'k', bodyHash: 'b' };
    const answers = await Promise.all([1, 2, 3].map(() => letters.replay({ deadLetterId: letterId }, operator, call)));
    expect(answers.map(({ id, status, replayCount }) => [id, status, replayCount])).toEqual(answers.map(() => [letterId, 'replayed', 1]));
    const other = letters.replay({ deadLetterId: letterId }, operator, { ...call, bodyHash: 'c' });
    await expect(other).rejects.toMatchObject({ code: 'idempotency_mismatch' });
    // A refused call has not used its key up.
    for (const _ of [1, 2]) {
      await expect(letters.replay({ deadLetterId: letterId }, operator, { ...call, key: 'k2' })).rejects.toMatchObject(conflict);
    }
  });

  it('is refused the second time, and one of two at once wins', async () => {
    const { letterId, runId } = await failed();
    const both = await Promise.allSettled([
      letters.replay({ deadLetterId: letterId }, operator),
      letters.replay({ deadLetterId: letterId }, operator),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(letters.replay({ deadLetterId: letterId }, operator)).rejects.toMatchObject(conflict);
    expect(await claim()).toHaveLength(1);
    await auditRun(engine.db, runId);
  });

  it('beside a cancel leaves a run that is one or the other', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { runId, letterId } = await failed([task('a'), task('b')]);
      await Promise.allSettled([letters.replay({ deadLetterId: letterId }, operator), engine.runs.cancel(runId, operator)]);
      await auditRun(engine.db, runId);
      expect((await engine.runs.get(runId)).status).toBe('CANCELLED');
      expect(['superseded', 'replayed']).toContain((await letters.get(letterId)).status);
      await expect(letters.replay({ deadLetterId: letterId }, operator)).rejects.toMatchObject(conflict);
    }
  });

  it('of a task that fails each time ends at the limit, unless somebody says why', async () => {
    const { runId, letterId } = await failed([task('a')]);
    rules.replayLimit = 2;
    let id = letterId;
    for (let replay = 1; replay <= 2; replay += 1) {
      await letters.replay({ deadLetterId: id }, operator);
      const [claimed] = await claim();
      await fail(claimed as ClaimedTask);
      const before = await letters.get(id);
      expect(before.outcome).toEqual({ state: 'failed', nextLetterId: expect.any(String) });
      id = before.outcome?.nextLetterId ?? '';
      expect(await letters.get(id)).toMatchObject({ replayCount: replay, status: 'pending' });
    }
    expect((await letters.get(id)).replayBlocked).toMatch(/limit 2/);
    await expect(letters.replay({ deadLetterId: id }, operator)).rejects.toMatchObject(conflict);
    expect(await letters.replay({ deadLetterId: id, overrideReason: 'the endpoint is mended' }, operator)).toMatchObject({
      replayCount: 3,
    });
    expect((await letters.get(id)).history).toHaveLength(3);
    await auditRun(engine.db, runId);
  });

  it('in a paused run waits for the resume; in one that is over its budget pauses it', async () => {
    const { runId, letterId } = await failed([task('a'), task('b')]);
    await engine.runs.pause(runId, operator);
    await letters.replay({ deadLetterId: letterId }, operator);
    expect((await engine.runs.get(runId)).status).toBe('PAUSED');
    expect(await claim()).toEqual([]);
    await auditRun(engine.db, runId);
    const poor = await failed([task('a')]);
    await engine.db.query({ text: 'UPDATE run_heads SET budget_micro = 5, spent_micro = 6 WHERE run_id = $1', values: [poor.runId] });
    await letters.replay({ deadLetterId: poor.letterId }, operator);
    expect(await engine.runs.get(poor.runId)).toMatchObject({ status: 'PAUSED', statusReason: 'budget' });
    await auditRun(engine.db, poor.runId);
  });

  it('names the field that cannot be changed', async () => {
    const { letterId } = await failed([task('a')]);
    await expect(
      letters.replay({ deadLetterId: letterId, changes: { prompt: 'Use {{tasks.b.outputs.x}}' } }, operator),
    ).rejects.toMatchObject({
      code: 'invalid_input',
      issues: [{ path: 'changes.prompt' }],
    });
  });
});

describe('resolve, discard and reopen', () => {
  it('a resolved task is SKIPPED and what waits for it goes on', async () => {
    const { runId, letterId } = await failed([task('a'), task('b', ['a']), task('c', ['b'])]);
    const resolved = await letters.resolve({ deadLetterId: letterId, resolutionNotes: 'done by hand' }, operator);
    expect(resolved).toMatchObject({ status: 'resolved', resolutionNotes: 'done by hand', taskStatus: 'SKIPPED', runStatus: 'RUNNING' });
    await auditRun(engine.db, runId);
    for (let left = 2; left > 0; left -= 1) for (const next of await claim()) await finish(next);
    expect((await engine.runs.get(runId)).status).toBe('SUCCEEDED');
    await expect(letters.discard({ deadLetterId: letterId, reason: 'no' }, operator)).rejects.toMatchObject(conflict);
    await auditRun(engine.db, runId);
  });

  it('resolving the last thing ends the run; one that still cannot move stays FAILED', async () => {
    const alone = await failed([task('a')]);
    await letters.resolve({ deadLetterId: alone.letterId, resolutionNotes: 'x' }, operator);
    expect((await engine.runs.get(alone.runId)).status).toBe('SUCCEEDED');
    await auditRun(engine.db, alone.runId);
    const runId = await engine.create([task('a'), task('b'), task('c', ['a', 'b'])]);
    for (const claimed of await claim()) await fail(claimed);
    const [one] = (await letters.list({ runId, taskKey: 'A', limit: 5 })).items;
    await letters.resolve({ deadLetterId: one?.id ?? '', resolutionNotes: 'x' }, operator);
    expect((await engine.runs.get(runId)).status).toBe('FAILED');
    await auditRun(engine.db, runId);
  });

  it('a discarded letter leaves the task FAILED and can be opened again', async () => {
    const { runId, letterId } = await failed();
    expect(await letters.discard({ deadLetterId: letterId, reason: 'known' }, operator)).toMatchObject({
      status: 'discarded',
      taskStatus: 'FAILED',
      resolutionNotes: 'known',
    });
    expect(await letters.counts()).toEqual({ open: 0, incidents: 0 });
    await expect(letters.replay({ deadLetterId: letterId }, operator)).rejects.toMatchObject(conflict);
    expect(await letters.reopen(letterId, operator)).toMatchObject({ status: 'pending', resolvedAt: null, resolvedBy: null });
    await expect(letters.reopen(letterId, operator)).rejects.toMatchObject(conflict);
    await letters.replay({ deadLetterId: letterId }, operator);
    await auditRun(engine.db, runId);
  });
});
