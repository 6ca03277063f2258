import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { EscalationPriority, EscalationTier } from '@/lib/contracts/escalation';
import { escalationHistorySchema, inboxSchema } from '@/lib/contracts/escalation-inbox';
import type { Caller } from '@/server/core/access/caller';
import { DEFAULT_POLICY } from '@/server/core/escalation/policy';
import { openEscalation } from '@/server/engine/open-escalation';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import { auditRun } from '@/test/engine/audit';
import { type Engine, openEngine, task } from '@/test/engine/open-engine';
import { createEscalationsService, type EscalationsService } from './escalations-service';

const ann: Caller = { kind: 'user', id: randomUUID(), name: 'ann@example.com', role: 'approver' };
let engine: Engine;
let escalations: EscalationsService;
let runId = '';
beforeAll(async () => {
  engine = await openEngine();
  escalations = createEscalationsService(engine);
});
beforeEach(async () => {
  await engine.db.query({ text: 'DELETE FROM escalations' });
  runId = await engine.create([task('a')]);
});
afterAll(() => engine.close());

/** A question that nothing waits for. */
async function asked(title: string, priority: EscalationPriority = 'MEDIUM', more: { tier?: EscalationTier; askedBy?: string } = {}) {
  return engine.db.transaction(async (tx) => {
    const { head, now } = await lockHead(tx, runId);
    const { tier = 'HUMAN', askedBy = 'agent:a' } = more;
    const question = { runId, node: null, taskKey: null, epoch: null, type: 'quality_concern', subject: 'none', description: 'x' } as const;
    const { escalationId, event } = await openEscalation(
      tx,
      { ...question, title, priority, context: {}, askedBy, personal: tier === 'HUMAN' },
      { seq: head.lastSeq + 1, now, policy: DEFAULT_POLICY },
    );
    await saveHead(tx, head, { patch: {}, events: [event], actor: askedBy, now });
    return escalationId;
  });
}
const inbox = (input: object = {}) => escalations.inbox(inboxSchema.parse(input), ann);
const titles = async (input: object = {}) => (await inbox(input)).items.map(({ title }) => title);

it('shows what matters first, what is alike together, and says what of it the reader may not decide', async () => {
  await asked('Retried 3 times');
  await asked('For agents', 'CRITICAL', { tier: 'HUMAN' });
  await asked('Retried 4 times');
  await asked('Somewhere else', 'HIGH', { tier: 'AGENT' });
  await asked('Of my own', 'LOW', { askedBy: 'user:ann@example.com' });
  const page = await inbox();
  expect(page.items.map(({ title, alike }) => [title, alike])).toEqual([
    ['For agents', 1],
    ['Retried 3 times', 2],
    ['Retried 4 times', 2],
    ['Of my own', 1],
    ['Somewhere else', 1],
  ]);
  expect(page.items.map(({ cannotDecide }) => cannotDecide !== null)).toEqual([false, false, false, true, false]);
  expect(page.groups).toMatchObject([{ type: 'quality_concern', ids: [page.items[1]?.id, page.items[2]?.id] }]);
  expect(page).toMatchObject({ total: 5, counts: { open: 5, people: 4, high: 1, mine: 0, snoozed: 0, byTier: { HUMAN: 4, AGENT: 1 } } });
  expect(await inbox({ limit: 2 })).toMatchObject({ total: 5, items: [{}, {}], counts: { open: 5 } });
});

it('filters by words, kind, run and person, and leaves out what was put off', async () => {
  const [first, second] = [await asked('Coverage of 80% is missed', 'HIGH'), await asked('Names are bad')];
  expect(await titles({ q: '80%' })).toEqual(['Coverage of 80% is missed']);
  expect(await titles({ q: first.slice(0, 30) })).toHaveLength(1);
  expect(await titles({ priorities: ['MEDIUM'] })).toEqual(['Names are bad']);
  expect(await titles({ runId: randomUUID() })).toEqual([]);
  const values = [second];
  await engine.db.query({
    text: `UPDATE escalations SET assigned_to = 'ann@example.com', snoozed_until = signalbox_now() + interval '1 hour' WHERE id = $1`,
    values,
  });
  expect(await titles()).toEqual(['Coverage of 80% is missed']);
  expect(await titles({ snoozed: 'only', assignedTo: 'me' })).toEqual(['Names are bad']);
  expect(await titles({ snoozed: 'show', assignedTo: 'nobody' })).toEqual(['Coverage of 80% is missed']);
  expect((await inbox()).counts).toMatchObject({ open: 1, snoozed: 1, mine: 0 });
});

it('decides many by one word, and tells for each what came of it', async () => {
  const ids = [await asked('One'), await asked('Two'), await asked('Mine', 'LOW', { askedBy: 'user:ann@example.com' })];
  await escalations.decideMany({ ids: [ids[1] ?? ''], status: 'REJECTED' }, { ...ann, name: 'bob@example.com' });
  const { results } = await escalations.decideMany({ ids: [...ids, randomUUID()], status: 'APPROVED', note: 'Seen.' }, ann);
  expect(results).toMatchObject([
    { id: ids[0], ok: true, status: 'APPROVED' },
    { id: ids[1], ok: false, code: 'conflict', decision: { status: 'REJECTED', decidedBy: 'user:bob@example.com' } },
    { id: ids[2], ok: false, code: 'forbidden' },
    { ok: false, code: 'not_found' },
  ]);
  await auditRun(engine.db, runId);
  const decided = await engine.db.query({ text: `SELECT reason FROM audit_log WHERE target_id = $1`, values: [ids[0]] });
  expect(decided).toEqual([{ reason: 'Seen.' }]);
});

it('keeps who decided what, when and why, and how long that took', async () => {
  const ids = [await asked('One'), await asked('Two'), await asked('Three')];
  await escalations.decideMany({ ids: ids.slice(0, 2), status: 'APPROVED', note: 'Seen.' }, ann);
  await escalations.decideMany({ ids: ids.slice(2), status: 'REJECTED' }, ann);
  const history = (input: object) => escalations.history(escalationHistorySchema.parse(input));
  const first = await history({ limit: 2 });
  expect(first.items).toMatchObject([
    { title: 'Three', status: 'REJECTED' },
    { title: 'Two', note: 'Seen.', decidedBy: 'user:ann@example.com' },
  ]);
  const rest = await history({ limit: 2, cursor: first.nextCursor });
  expect(rest.items.map(({ title }) => title)).toEqual(['One']);
  expect((await history({ by: 'people', statuses: ['REJECTED'] })).items).toHaveLength(1);
  expect((await history({ by: 'clock' })).items).toEqual([]);
  const { all, byType, byDay } = await escalations.stats(30);
  expect(all).toMatchObject({ decided: 3, byPeople: 3, byClock: 0, approved: 2, rejected: 1, overturned: 0 });
  expect(all.medianSeconds).toBeGreaterThanOrEqual(0);
  expect(byType).toMatchObject([{ type: 'quality_concern', decided: 3 }]);
  expect(byDay).toMatchObject([{ decided: 3, byClock: 0 }]);
});
