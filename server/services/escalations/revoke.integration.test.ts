import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EscalationView } from '@/lib/contracts/escalation';
import type { Caller } from '@/server/core/access/caller';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { tick } from '@/server/engine/tick';
import { auditRun } from '@/test/engine/audit';
import { chain, type Engine, openEngine, operator, task } from '@/test/engine/open-engine';
import { createEscalationsService, type EscalationsService } from './escalations-service';

const worker = randomUUID();
const ada: Caller = { kind: 'user', id: randomUUID(), name: 'ada@example.com', role: 'approver' };
let engine: Engine;
let escalations: EscalationsService;
let skewed = 0;
beforeAll(async () => {
  engine = await openEngine();
  escalations = createEscalationsService(engine);
});
afterAll(() => engine.close());

async function claim(runId: string, free = 50): Promise<ClaimedTask[]> {
  return (await tick(engine.db, worker, [], free)).claimed.filter((one) => one.runId === runId);
}
const finish = (tasks: ClaimedTask[], free = 0) =>
  tick(
    engine.db,
    worker,
    tasks.map((one) => ({ ...one, deferrals: 0 })),
    free,
  );
const ask = (runId: string, taskKey: string) =>
  escalations.create({ runId, taskKey, type: 'quality_concern', title: 'Too thin', description: 'x', priority: 'LOW' }, operator);
const approve = (one: EscalationView) => escalations.decide({ escalationId: one.id, status: 'APPROVED' }, ada);
const revoke = (one: EscalationView, by = ada) => escalations.revoke({ escalationId: one.id, reason: 'It is wrong after all.' }, by);
async function states(runId: string): Promise<string> {
  await auditRun(engine.db, runId);
  return (await engine.runs.get(runId)).tasks.map(({ status }) => status.slice(0, 4)).join(' ');
}

it('stops what has not begun, wherever it stands below, lets run what runs, and asks people anew', async () => {
  const runId = await engine.create([task('a'), task('b', ['a']), task('c', ['a']), task('d', ['b']), task('e', ['c'])]);
  const asked = await ask(runId, 'a');
  await finish(await claim(runId));
  expect(await approve(asked)).toMatchObject({ revocableUntil: expect.any(String), status: 'APPROVED' });
  const [b] = await claim(runId, 1);
  expect(await states(runId)).toBe('SUCC RUNN READ PEND PEND');
  expect(await revoke(asked)).toMatchObject({ status: 'REVOKED', revokedBy: 'user:ada@example.com' });
  expect(await states(runId)).toBe('SUCC RUNN PEND PEND PEND');
  const [again] = (await escalations.list({ runId, status: 'OPEN', limit: 9 })).items;
  expect(again).toMatchObject({ retryOf: asked.id, tier: 'HUMAN', subject: 'hold', taskKey: 'a', askedBy: 'agent:a', blocks: 3 });
  // What ran goes on to its end; what waits for it is held as well.
  expect((await finish([b as ClaimedTask], 9)).claimed).toEqual([]);
  expect(await states(runId)).toBe('SUCC SUCC PEND PEND PEND');
  await approve(again as EscalationView);
  expect(await states(runId)).toBe('SUCC SUCC READ READ PEND');
  const { items } = await engine.runs.events({ runId, after: 0, limit: 200 });
  expect(items.map(({ type }) => type)).toEqual(expect.arrayContaining(['escalation.revoked']));
  const [audited] = await engine.db.query({
    text: "SELECT reason FROM audit_log WHERE target_id = $1 AND action = 'escalation.revoke'",
    values: [asked.id],
  });
  expect(audited).toEqual({ reason: 'It is wrong after all.' });
  await engine.runs.cancel(runId, operator);
});

it('rejected then, the task has failed for what comes behind it', async () => {
  const runId = await engine.create(chain(3));
  const asked = await ask(runId, 'c0');
  await finish(await claim(runId));
  await approve(asked);
  await revoke(asked);
  const [again] = (await escalations.list({ runId, status: 'OPEN', limit: 9 })).items;
  await escalations.decide({ escalationId: again?.id ?? '', status: 'REJECTED' }, ada);
  expect(await states(runId)).toBe('FAIL PEND PEND');
});

it('is refused for what is no approval, behind its time, twice, and to whoever may not decide', async () => {
  const runId = await engine.create(chain(2));
  const asked = await ask(runId, 'c0');
  const conflict = expect.objectContaining({ code: 'conflict' });
  await expect(revoke(asked)).rejects.toEqual(conflict);
  await approve(asked);
  const both = await Promise.allSettled([revoke(asked), revoke(asked)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const [again] = (await escalations.list({ runId, status: 'OPEN', limit: 9 })).items;
  await approve(again as EscalationView);
  skewed += 901;
  await engine.skew(`${skewed} seconds`);
  await expect(revoke(again as EscalationView)).rejects.toEqual(conflict);
  const rejected = await ask(runId, 'c1');
  await escalations.decide({ escalationId: rejected.id, status: 'REJECTED' }, ada);
  await expect(revoke(rejected)).rejects.toEqual(conflict);
  await auditRun(engine.db, runId);
});

it('takes back the money that was granted, and stops a run that has spent it', async () => {
  const runId = await engine.create(chain(2), { budgetUsd: 1 });
  const [first] = await claim(runId);
  const store = engine.store(worker);
  await store.startConversation(first as ClaimedTask, { system: 's', user: 'u' });
  const turn = { conversation: 1, turn: 1, model: 'm', text: 'x', refusal: null, finishReason: 'stop', toolCalls: [], inputTokens: 1 };
  await store.commitTurn(first as ClaimedTask, {
    ...{ ...turn, outputTokens: 1, costMicroUsd: 1_000_000, priced: true, durationMs: 1, feedback: null },
  });
  const [asked] = (await escalations.list({ runId, status: 'OPEN', limit: 9 })).items;
  await approve(asked as EscalationView);
  expect(await engine.runs.get(runId)).toMatchObject({ status: 'RUNNING', budgetUsd: 1.5 });
  await revoke(asked as EscalationView);
  expect(await engine.runs.get(runId)).toMatchObject({ status: 'PAUSED', statusReason: 'budget', budgetUsd: 1 });
  const [again, ...more] = (await escalations.list({ runId, status: 'OPEN', limit: 9 })).items;
  expect(more).toEqual([]);
  expect(again).toMatchObject({ retryOf: asked?.id, subject: 'budget', tier: 'HUMAN' });
  await auditRun(engine.db, runId);
});
