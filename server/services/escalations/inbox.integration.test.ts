import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

describe('calls that ask first and edits that agents propose', () => {
  const bob: Caller = { ...ann, name: 'bob@example.com', role: 'operator' };
  /** A task that waits for a person, with a task behind it, and an edit proposed by another. */
  async function asks(more: { question?: string; reason?: string } = {}) {
    const { question = 'approval', reason = 'Nobody looks at the tokens.' } = more;
    runId = await engine.create([task('a'), task('b', ['a']), task('c')]);
    const run = [runId];
    await engine.db.query({
      text: `UPDATE tasks SET status = 'WAITING', epoch = 3, waiting_for = 'approval' WHERE run_id = $1 AND node = 0`,
      values: run,
    });
    const [call] = await engine.db.query<{ id: string }>({
      text: `INSERT INTO tool_approvals (run_id, node, epoch, conversation, turn, index, kind, server, tool, name, hash, arguments, status, created_at)
        VALUES ($1, 0, 3, 1, 1, 0, $2, 'files', 'write_file', 'files__write_file', 'h', '{"path":"berths.md"}', 'open', signalbox_now()) RETURNING id`,
      values: [runId, question],
    });
    const [edit] = await engine.db.query<{ id: string }>({
      text: `INSERT INTO edit_proposals (run_id, node, task_key, asked_by, base_version, operations, reason, status, created_at)
        VALUES ($1, 2, 'c', 'agent:c', 1, '[{"op":"removeTask","key":"b"}]', $2, 'open', signalbox_now()) RETURNING id`,
      values: [runId, reason],
    });
    return { call: call?.id ?? '', edit: edit?.id ?? '' };
  }
  beforeEach(async () => {
    await engine.db.query({ text: 'DELETE FROM tool_approvals' });
    await engine.db.query({ text: 'DELETE FROM edit_proposals' });
  });

  it('stand in the same list and its counts, behind what has a deadline', async () => {
    const { call, edit } = await asks();
    await asked('Names are bad');
    const page = await inbox();
    expect(page.items).toMatchObject([
      { kind: 'escalation', title: 'Names are bad' },
      { kind: 'call', id: call, type: 'tool_call', priority: 'MEDIUM', blocks: 1, taskKey: 'a', askedBy: 'agent:a', cannotDecide: null },
      { kind: 'edit', id: edit, type: 'proposed_edit', title: 'Nobody looks at the tokens.', operations: 1, taskKey: 'c', runId },
    ]);
    expect(page).toMatchObject({ total: 3, counts: { open: 3, people: 3, high: 0, byType: { tool_call: 1, proposed_edit: 1 } } });
    expect(page.items[2]?.cannotDecide, 'an approver changes no graph').toContain('operator');
    const his = await escalations.inbox(inboxSchema.parse({}), bob);
    expect(his.items.slice(1).map(({ cannotDecide }) => cannotDecide !== null)).toEqual([true, false]);
    expect(await escalations.waiting(ann)).toMatchObject({ open: 2, newest: [{}, { id: call, title: 'Call of write_file (files)' }] });
    expect(await escalations.waiting(bob)).toMatchObject({ open: 3 });
    expect(await escalations.find(call)).toEqual({ id: call, kind: 'call' });
    expect(await escalations.find(edit)).toEqual({ id: edit, kind: 'edit' });
    await expect(escalations.find(randomUUID())).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are found by words, sort, risk, run and person; what nobody waits for any more is not among them', async () => {
    const first = await asks({ reason: 'Berths lack a check' });
    const second = await asks({ question: 'outcome_unknown' });
    const found = async (input: object) => (await inbox(input)).items.map(({ id }) => id);
    expect(await found({ q: 'berths lack' })).toEqual([first.edit]);
    expect((await found({ q: 'write_file' })).sort()).toEqual([first.call, second.call].sort());
    expect(await found({ q: second.call.slice(0, 30) })).toEqual([second.call]);
    expect(await found({ types: ['tool_call'], runId })).toEqual([second.call]);
    expect(await found({ types: ['proposed_edit', 'gate_approval'], runId })).toEqual([second.edit]);
    expect(await found({ types: ['gate_approval'] })).toEqual([]);
    expect(await found({ priorities: ['HIGH'] })).toEqual([second.call]);
    for (const none of [{ tiers: ['AGENT'] }, { assignedTo: 'me' }, { snoozed: 'only' }]) expect(await found(none)).toEqual([]);
    expect(await found({ limit: 1 }), 'the riskiest first').toEqual([second.call]);
    expect((await inbox({ limit: 1 })).total).toBe(4);
    await engine.db.query({ text: `UPDATE tasks SET epoch = 4 WHERE run_id = $1 AND node = 0`, values: [runId] });
    await engine.db.query({ text: `UPDATE run_heads SET status = 'CANCELLED' WHERE run_id = $1`, values: [runId] });
    expect((await found({})).sort()).toEqual([first.call, first.edit].sort());
    expect((await inbox()).counts).toMatchObject({ open: 2, high: 0 });
    expect(await escalations.waiting(bob)).toMatchObject({ open: 2, high: 0 });
  });
});
