import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { settleTask } from '@/server/engine/settle';
import { tick } from '@/server/engine/tick';
import { forgetBackfill } from '@/server/repositories/dead-letter-retention-repository';
import { auditAll, auditRun } from '@/test/engine/audit';
import { openDeadLetters, type Rules } from '@/test/engine/dead-letters';
import { chain, type Engine, openEngine, operator, task } from '@/test/engine/open-engine';
import { failure } from '@/test/engine/runners';

const worker = randomUUID();
let engine: Engine;
let rules: Rules;
let health: { calls: number; errors: number };
let asked: (string | null)[];
let letters: ReturnType<typeof openDeadLetters>;
beforeEach(async () => {
  engine = await openEngine();
  rules = { replayLimit: 3, retentionDays: 30, autoReplay: true };
  health = { calls: 10, errors: 9 };
  asked = [];
  letters = openDeadLetters(engine, rules, async (endpoint) => {
    asked.push(endpoint);
    return health;
  });
});
afterEach(() => engine.close());

const claim = async (): Promise<ClaimedTask[]> => (await tick(engine.db, worker, [], 50)).claimed;
async function failAll(more: Parameters<typeof failure>[0] = {}): Promise<void> {
  for (const claimed of await claim()) {
    const evidence = { request: { model: 'm', endpoint: 'main', conversation: 1, messages: [] }, response: null };
    const settlement = { kind: 'failed' as const, failure: failure({ permanent: true, ...more }), retryDelayMs: 1, evidence };
    await engine.db.transaction((tx) => settleTask(tx, claimed, settlement, 'worker:w'));
  }
}
const all = async () => (await letters.list({ limit: 50 })).items;

describe('replay by itself', () => {
  it('begins with one, once the endpoint of that cause answers again', async () => {
    for (let n = 0; n < 3; n += 1) await engine.create([task('a')]);
    await failAll();
    await letters.job('auto_replay');
    expect(asked).toEqual(['main']);
    expect(await claim()).toEqual([]);
    health = { calls: 10, errors: 0 };
    rules.autoReplay = false;
    await letters.job('auto_replay');
    expect(await claim()).toEqual([]);
    rules.autoReplay = true;
    await letters.job('auto_replay');
    expect(await claim()).toHaveLength(1);
    const [incident] = (await letters.incidents.list({ limit: 1 })).items;
    expect(incident?.replay).toMatchObject({ status: 'canary', startedBy: 'engine', perSecond: 2 });
    await auditAll(engine.db);
  });

  it('never where a person has to decide: another kind of fault, an irreversible task, one at its limit', async () => {
    health = { calls: 10, errors: 0 };
    await engine.create([task('a')]);
    await failAll({ code: 'bad_request', httpStatus: 400, message: 'no such field' });
    await engine.create([task('b', [], { sideEffects: 'irreversible' })]);
    await failAll();
    await engine.create([task('c')]);
    await failAll({ message: 'another' });
    await engine.db.query({ text: `UPDATE dead_letters SET replay_count = 3 WHERE task_key = 'c'` });
    await letters.job('auto_replay');
    expect(await claim()).toEqual([]);
    expect((await all()).map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
  });
});

describe('retention', () => {
  it('discards what nobody dealt with, and deletes what was closed as long ago', async () => {
    const runId = await engine.create([task('a'), task('b')]);
    await failAll();
    const [b, a] = await all();
    await letters.discard({ deadLetterId: a?.id ?? '', reason: 'x' }, operator);
    await engine.skew('29 days');
    await letters.job('dead_letters.retention');
    expect(await all()).toHaveLength(2);
    await engine.skew('31 days');
    await letters.job('dead_letters.retention');
    expect(await all()).toMatchObject([
      { id: b?.id, status: 'discarded', resolvedBy: 'engine', resolutionNotes: expect.stringContaining('30 days') },
    ]);
    await engine.skew('62 days');
    await letters.job('dead_letters.retention');
    expect(await all()).toEqual([]);
    expect((await letters.incidents.list({ limit: 5 })).items).toEqual([]);
    expect(await engine.db.query({ text: 'SELECT 1 FROM incidents' })).toEqual([]);
    await auditRun(engine.db, runId);
  });
});

describe('backfill', () => {
  it('gives what failed before there were letters one each, once', async () => {
    const runId = await engine.create(chain(2));
    await failAll({ message: 'an old fault' });
    await engine.db.query({ text: 'TRUNCATE dead_letters, incidents' });
    await letters.job('dead_letters.backfill');
    expect(await all()).toMatchObject([{ runId, taskKey: 'c0', errorMessage: 'an old fault', status: 'pending' }]);
    const [before] = await all();
    await letters.job('dead_letters.backfill');
    expect(await all()).toHaveLength(1);
    expect(await letters.replay({ deadLetterId: before?.id ?? '' }, operator)).toMatchObject({ status: 'replayed' });
    await auditRun(engine.db, runId);
    await engine.db.query({ text: 'TRUNCATE dead_letters, incidents' });
    await letters.job('dead_letters.backfill');
    expect(await all()).toEqual([]);
    const late = await engine.create([task('late')]);
    for (const claimed of await claim()) if (claimed.runId !== late) await tick(engine.db, worker, [{ ...claimed, deferrals: 0 }], 0);
    await engine.db.query({
      text: `UPDATE tasks SET status = 'FAILED', worker_id = NULL, finished_at = signalbox_now() WHERE run_id = $1`,
      values: [late],
    });
    await engine.db.query({
      text: `INSERT INTO run_events SELECT run_id, last_seq + 1, 'task.failed', signalbox_now(), 'worker:w', 0, $2::jsonb FROM run_heads WHERE run_id = $1`,
      values: [late, JSON.stringify({ attempt: 1, epoch: 1, failure: failure() })],
    });
    await engine.db.query({ text: 'UPDATE run_heads SET failed = 1, running = 0 WHERE run_id = $1', values: [late] });
    await forgetBackfill(engine.db);
    await letters.job('dead_letters.backfill');
    expect(await all()).toMatchObject([{ runId: late, taskKey: 'late' }]);
  });
});

describe('sent by code', () => {
  const sent = { errorMessage: 'the port is closed', stackTrace: 'at dock', executionContext: { berth: 4, token: 'abcdef123456' } };

  it.each(['PENDING', 'READY', 'RUNNING'])('a task that is %s becomes a dead letter, and can be replayed', async (status) => {
    const runId = await engine.create([task('a'), task('b', ['a']), task('z')]);
    if (status === 'RUNNING') await claim();
    const key = status === 'PENDING' ? 'b' : 'a';
    const row = (await engine.runs.get(runId)).tasks.find((one) => one.key === key);
    expect(row?.status).toBe(status);
    const letter = await letters.send(row?.id ?? '', sent);
    expect(letter).toMatchObject({
      ...{ taskKey: key, status: 'pending', errorMessage: 'the port is closed', stackTrace: 'at dock', taskStatus: 'FAILED' },
      executionContext: { given: { berth: 4, token: '[redacted]' } },
    });
    await auditRun(engine.db, runId);
    await expect(letters.send(row?.id ?? '', sent)).rejects.toMatchObject({ code: 'conflict' });
    await letters.replay({ deadLetterId: letter.id }, operator);
    expect((await engine.runs.get(runId)).tasks.find((one) => one.key === key)?.status).toBe(status === 'PENDING' ? 'PENDING' : 'READY');
    await auditRun(engine.db, runId);
    expect(await letters.send(row?.id ?? '', sent)).toMatchObject({ replayCount: 1 });
    await auditRun(engine.db, runId);
  });

  it('an unknown task is not found', async () => {
    await expect(letters.send(randomUUID(), sent)).rejects.toMatchObject({ code: 'not_found' });
    await expect(letters.send('nonsense', sent)).rejects.toMatchObject({ code: 'not_found' });
  });
});
