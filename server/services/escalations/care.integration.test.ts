import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { listDecidersSchema } from '@/lib/contracts/decider';
import { createEscalationSchema, type EscalationDetail, listEscalationsSchema } from '@/lib/contracts/escalation';
import type { Caller } from '@/server/core/access/caller';
import { auditRun } from '@/test/engine/audit';
import { type Engine, openEngine, operator, task } from '@/test/engine/open-engine';
import { createEscalationsService, type EscalationsService } from './escalations-service';

const ann: Caller = { kind: 'user', id: randomUUID(), name: 'ann@example.com', role: 'approver' };
const bob: Caller = { ...ann, id: randomUUID(), name: 'bob@example.com' };
let engine: Engine;
let escalations: EscalationsService;
beforeAll(async () => {
  engine = await openEngine();
  escalations = createEscalationsService(engine);
  await engine.db.query({
    text: `INSERT INTO users (email, name, role) VALUES ('ann@example.com', 'Ann', 'approver'), ('bob@example.com', 'Bob', 'approver'), ('vi@example.com', 'Vi', 'viewer')`,
  });
});
afterEach(() => engine.skew('0 seconds'));
afterAll(() => engine.close());

async function asked(about: object = { taskKey: 'a' }, caller = operator): Promise<EscalationDetail> {
  const runId = await engine.create([task('a'), task('b', ['a'])]);
  const question = { runId, type: 'quality_concern', title: 'Good enough?', description: 'x', priority: 'CRITICAL', ...about };
  return escalations.get((await escalations.create(createEscalationSchema.parse(question), caller)).id);
}
const leftMs = async (id: string) => {
  const [row] = await engine.db.query<{ ms: number }>({
    text: 'SELECT extract(epoch FROM deadline_at - signalbox_now())::float8 * 1000 AS ms FROM escalations WHERE id = $1',
    values: [id],
  });
  return row?.ms ?? 0;
};
const events = async (runId: string) => (await engine.runs.events({ runId, after: 0, limit: 50 })).items.map(({ type }) => type);
const jobs = (id: string, from: string) =>
  engine.db.query<Record<string, unknown>>({ text: `SELECT * FROM ${from} WHERE escalation_id = $1 ORDER BY created_at`, values: [id] });

it('asked back, its clock stands until the answer, and goes on with what was left', async () => {
  const { id, runId } = await asked();
  await engine.skew('20 minutes');
  const waiting = await escalations.ask({ escalationId: id, question: 'Which table?' }, ann);
  expect(waiting).toMatchObject({ deadlineAt: null, askedBack: { by: 'user:ann@example.com', question: 'Which table?' } });
  expect(await jobs(id, 'escalation_consults')).toMatchObject([{ kind: 'answer', role: 'tech_lead', question: 'Which table?' }]);
  await expect(escalations.ask({ escalationId: id, question: 'And?' }, bob)).rejects.toMatchObject({ code: 'conflict' });
  await engine.skew('5 hours');
  await expect(escalations.answer({ escalationId: id, answer: 'x' }, ann)).rejects.toMatchObject({ code: 'forbidden' });
  const answered = await escalations.answer({ escalationId: id, answer: 'Orders.' }, operator);
  expect(answered.askedBack).toBeNull();
  expect(Math.abs((await leftMs(id)) - 40 * 60_000)).toBeLessThan(60_000);
  await expect(escalations.answer({ escalationId: id, answer: 'x' }, operator)).rejects.toMatchObject({ code: 'conflict' });
  expect((await escalations.get(id)).entries.map(({ kind, by }) => [kind, by])).toEqual([
    ['opened', 'agent:a'],
    ['asked', 'user:ann@example.com'],
    ['answered', 'token:test'],
  ]);
  expect((await events(runId)).slice(-2)).toEqual(['escalation.asked', 'escalation.answered']);
  await auditRun(engine.db, runId);
});

it('a person who asked is told of the question, and no agent answers in their place', async () => {
  const { id } = await asked({}, { ...bob, role: 'admin' });
  await escalations.ask({ escalationId: id, question: 'Why?' }, ann);
  expect(await jobs(id, 'escalation_consults')).toEqual([]);
  expect(await jobs(id, 'notification_deliveries')).toMatchObject([
    { kind: 'opened' },
    { kind: 'asked', payload: { to: 'bob@example.com' } },
  ]);
});

it('what was asked can be decided while the answer is waited for', async () => {
  const { id, runId } = await asked();
  await escalations.ask({ escalationId: id, question: 'Why?' }, ann);
  expect(await escalations.decide({ escalationId: id, status: 'APPROVED' }, bob)).toMatchObject({ status: 'APPROVED', askedBack: null });
  await expect(escalations.answer({ escalationId: id, answer: 'x' }, operator)).rejects.toMatchObject({
    code: 'conflict',
    more: { decision: { status: 'APPROVED', decidedBy: 'user:bob@example.com' } },
  });
  await auditRun(engine.db, runId);
});

it('is given to somebody who may decide it, who is told, and to anybody again', async () => {
  const { id, runId } = await asked();
  const given = await escalations.reassign({ escalationId: id, to: 'Bob@example.com', note: 'You know it.' }, ann);
  expect(given.assignedTo).toBe('bob@example.com');
  expect((await jobs(id, 'notification_deliveries')).at(-1)).toMatchObject({ kind: 'assigned', payload: { to: 'bob@example.com' } });
  const mine = (caller: Caller) => escalations.list(listEscalationsSchema.parse({ assignedTo: 'me', runId }), caller);
  expect((await mine(bob)).items).toHaveLength(1);
  expect((await mine(ann)).items).toHaveLength(0);
  for (const to of ['nobody@example.com', 'vi@example.com']) {
    await expect(escalations.reassign({ escalationId: id, to }, ann)).rejects.toMatchObject({
      code: 'invalid_input',
      issues: [{ path: 'to' }],
    });
  }
  expect((await escalations.reassign({ escalationId: id, to: null }, ann)).assignedTo).toBeNull();
  const audit = await engine.db.query({ text: `SELECT action, reason FROM audit_log WHERE target_id = $1 ORDER BY id`, values: [id] });
  expect(audit).toEqual([
    { action: 'escalation.create', reason: null },
    { action: 'escalation.reassign', reason: 'You know it.' },
    { action: 'escalation.reassign', reason: null },
  ]);
  // Whoever looks at the run's page hears of it by the log.
  expect((await events(runId)).slice(-2)).toEqual(['escalation.assigned', 'escalation.assigned']);
  await auditRun(engine.db, runId);
});

it('offers those who may decide, and says why one cannot be given it', async () => {
  const { policy } = engine.ladder;
  const gated = { ...policy.types.quality_concern, approvers: ['ann@example.com'] };
  engine.ladder.policy = { ...policy, types: { ...policy.types, quality_concern: gated } };
  const { id } = await asked();
  engine.ladder.policy = policy;
  const offer = async (about: object) =>
    (await escalations.deciders(listDecidersSchema.parse(about))).items.map(({ email, role, cannot }) => [email, role, cannot]);
  expect(await offer({})).toEqual([
    ['ann@example.com', 'approver', null],
    ['bob@example.com', 'approver', null],
  ]);
  expect(await offer({ q: 'BO' })).toEqual([['bob@example.com', 'approver', null]]);
  expect(await offer({ q: '%' }), 'words, no pattern').toEqual([]);
  expect(await offer({ escalationId: id, verb: 'reassign', q: 'bob' })).toEqual([
    ['bob@example.com', 'approver', 'is not one of those who decide this: ann@example.com'],
  ]);
  expect(await offer({ escalationId: id, verb: 'delegate', q: 'bob' })).toEqual([['bob@example.com', 'approver', null]]);
  await expect(offer({ escalationId: randomUUID() })).rejects.toMatchObject({ code: 'not_found' });
});

it('delegated, somebody decides in the place of one of the group, and only then', async () => {
  const { policy } = engine.ladder;
  const gated = { ...policy.types.quality_concern, approvers: ['ann@example.com'] };
  engine.ladder.policy = { ...policy, types: { ...policy.types, quality_concern: gated } };
  const { id } = await asked();
  engine.ladder.policy = policy;
  await expect(escalations.delegate({ escalationId: id, to: 'ann@example.com' }, bob)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(escalations.reassign({ escalationId: id, to: 'bob@example.com' }, ann)).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(escalations.decide({ escalationId: id, status: 'APPROVED' }, bob)).rejects.toMatchObject({ code: 'forbidden' });
  await escalations.delegate({ escalationId: id, to: 'bob@example.com', note: 'I am away.' }, ann);
  expect(await escalations.decide({ escalationId: id, status: 'APPROVED' }, bob)).toMatchObject({ decidedBy: 'user:bob@example.com' });
  expect((await escalations.get(id)).entries).toMatchObject([
    {},
    { kind: 'delegated', body: 'I am away.', data: { to: 'bob@example.com' } },
    {},
  ]);
});

it('is put off, but not beyond its deadline', async () => {
  const { id, runId, createdAt } = await asked();
  const within = (minutes: number) => new Date(Date.parse(createdAt) + minutes * 60_000).toISOString();
  const snooze = (until: string | null) => escalations.snooze({ escalationId: id, until }, ann);
  for (const until of [within(-1), within(61)]) {
    await expect(snooze(until)).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path: 'until' }] });
  }
  expect(await snooze(within(30))).toMatchObject({ snoozedUntil: within(30), status: 'OPEN' });
  const listed = async (snoozed: string) => (await escalations.list(listEscalationsSchema.parse({ runId, snoozed }))).items.length;
  expect([await listed('true'), await listed('false')]).toEqual([1, 0]);
  await engine.skew('31 minutes');
  expect([await listed('true'), await listed('false')]).toEqual([0, 1]);
  expect(await snooze(null)).toMatchObject({ snoozedUntil: null });
  expect((await events(runId)).slice(-2)).toEqual(['escalation.snoozed', 'escalation.snoozed']);
  await auditRun(engine.db, runId);
});
