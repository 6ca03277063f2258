import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decideEscalationSchema, type EscalationView, listEscalationsSchema } from '@/lib/contracts/escalation';
import type { Finding, TaskDraftInput } from '@/lib/contracts/task';
import type { ClaimedTask, Ruling } from '@/server/core/ports/task-runner';
import { settleRuling } from '@/server/engine/settle-ruling';
import { tick } from '@/server/engine/tick';
import { auditRun } from '@/test/engine/audit';
import { type Engine, openEngine, operator, task } from '@/test/engine/open-engine';
import { createEscalationsService, type EscalationsService } from './escalations-service';

const worker = randomUUID();
const approver = (name: string) => ({ ...operator, role: 'approver' as const, name });
let engine: Engine;
let escalations: EscalationsService;
beforeAll(async () => {
  engine = await openEngine();
  escalations = createEscalationsService(engine);
});
afterAll(() => engine.close());

const CONDITION = 'artifact.coverage < 80';
const undecided: Ruling = { kind: 'undecided', reason: 'artifact.coverage is not there', missing: 'artifact.coverage', judgement: null };
const human: Ruling = { kind: 'undecided', reason: 'A person decides.', missing: null, judgement: null };
const branching: TaskDraftInput[] = [
  task('a'),
  { key: 'way', kind: 'branch', title: 'Which way', dependsOn: ['a'], branch: { condition: CONDITION, ifTrue: ['yes'], ifFalse: ['no'] } },
  task('yes', ['way']),
  task('more', ['yes']),
  task('no', ['way']),
  task('join', ['more', 'no']),
];
const gated: TaskDraftInput[] = [
  task('a'),
  { key: 'door', kind: 'gate', title: 'Release', dependsOn: ['a'], gate: { type: 'human', criteria: 'All signed' } },
  task('behind', ['door']),
  task('beside', ['a']),
];

const claim = async (runId: string): Promise<ClaimedTask[]> =>
  (await tick(engine.db, worker, [], 50)).claimed.filter((one) => one.runId === runId);
const finish = (tasks: readonly ClaimedTask[]) =>
  tick(
    engine.db,
    worker,
    tasks.map((one) => ({ ...one, deferrals: 3 })),
    0,
  );
const statuses = async (runId: string) => Object.fromEntries((await engine.runs.get(runId)).tasks.map(({ key, status }) => [key, status]));
const typesAfter = async (runId: string, after: number) =>
  (await engine.runs.events({ runId, after, limit: 200 })).items.map(({ type }) => type);

/** Gates are made of agents: whether a run may have them from the start is no matter here. */
async function created(tasks: TaskDraftInput[]): Promise<string> {
  const drafts = tasks.map(({ gate: _, ...draft }) =>
    draft.kind === 'gate' ? { ...task(draft.key, draft.dependsOn), title: draft.title } : draft,
  );
  const runId = await engine.create(drafts);
  for (const { key, kind, gate } of tasks) {
    if (kind !== 'gate') continue;
    const values = [runId, key, JSON.stringify(gate)];
    await engine.db.query({ text: `UPDATE task_specs SET kind = 'gate', gate = $3::jsonb WHERE run_id = $1 AND key = $2`, values });
  }
  return runId;
}

/** A run whose gate or branch waits for a person; what else is ready stays so. */
async function waiting(tasks: TaskDraftInput[], ruling: Ruling): Promise<{ runId: string; asked: EscalationView; judge: ClaimedTask }> {
  const runId = await created(tasks);
  await finish(await claim(runId));
  const nodes = (await engine.runs.get(runId)).tasks.findIndex(({ kind }) => kind !== 'agent');
  const claimed = await claim(runId);
  const judge = claimed.find(({ node }) => node === nodes) as ClaimedTask;
  await finish(claimed.filter((one) => one !== judge));
  await engine.db.transaction((tx) => settleRuling(tx, judge, ruling, `worker:${worker}`));
  const [asked] = (await escalations.list(listEscalationsSchema.parse({ runId, status: 'open' }))).items;
  return { runId, asked: asked as EscalationView, judge };
}

const decide = (escalationId: string, status: string, more: object = {}, who = approver('ann')) =>
  escalations.decide(decideEscalationSchema.parse({ escalationId, status, ...more }), who);
const conflict = expect.objectContaining({ code: 'conflict' });

describe('a branch whose condition cannot be evaluated', () => {
  it('waits with the reason, on the first tier of its ladder', async () => {
    const { runId, asked } = await waiting(branching, undecided);
    expect(asked).toMatchObject({
      ...{ runId, taskKey: 'way', type: 'ambiguous_requirement', tier: 'AGENT', priority: 'MEDIUM', status: 'OPEN', askedBy: 'agent:way' },
      ...{
        deadlineAt: expect.any(String),
        defaultDecision: 'pause',
        decision: null,
        conditions: [],
        note: null,
        decidedBy: null,
        decidedAt: null,
      },
      context: { condition: CONDITION, missing: 'artifact.coverage', artifacts: [] },
    });
    expect(Date.parse(asked.deadlineAt ?? '') - Date.parse(asked.createdAt)).toBe(300_000);
    expect(await escalations.get(asked.id)).toEqual({
      ...asked,
      entries: [expect.objectContaining({ kind: 'opened', by: 'agent:way' })],
      asking: expect.objectContaining({ role: 'project_manager', kind: 'judge', tries: 0, lastError: null }),
    });
    expect((await engine.runs.get(runId)).tasks[1]).toMatchObject({ status: 'WAITING', waitingFor: 'decision' });
    expect(await claim(runId), 'it holds no worker').toEqual([]);
    await auditRun(engine.db, runId);
  });

  it.each([
    ['APPROVED', { way: 'SUCCEEDED', yes: 'READY', more: 'PENDING', no: 'SKIPPED', join: 'PENDING' }],
    ['REJECTED', { way: 'SUCCEEDED', yes: 'SKIPPED', more: 'SKIPPED', no: 'READY', join: 'PENDING' }],
  ])('%s takes one way, and the join below goes on', async (status, expected) => {
    const { runId, asked } = await waiting(branching, undecided);
    const { lastSeq } = await engine.runs.get(runId);
    expect(await decide(asked.id, status, { note: 'Looked it up.' })).toMatchObject({
      ...{ status, decision: status === 'APPROVED' ? 'approve' : 'reject', note: 'Looked it up.', decidedBy: 'token:ann' },
      decidedAt: expect.any(String),
    });
    expect(await statuses(runId)).toMatchObject(expected);
    await auditRun(engine.db, runId);
    expect(await typesAfter(runId, lastSeq)).toEqual(['escalation.decided', 'task.succeeded']);
    const detail = await engine.runs.get(runId);
    expect(detail.tasks[1]?.branch).toMatchObject({ evaluated: true, result: status === 'APPROVED' });
    for (let left = await claim(runId); left.length > 0; left = await claim(runId)) await finish(left);
    expect((await engine.runs.get(runId)).status).toBe('SUCCEEDED');
    await auditRun(engine.db, runId);
    const audit = await engine.db.query({ text: 'SELECT actor, action, reason FROM audit_log WHERE target_id = $1', values: [asked.id] });
    expect(audit).toEqual([{ actor: 'token:ann', action: 'escalation.decide', reason: 'Looked it up.' }]);
  });
});

describe('a gate that waits for a person', () => {
  it('opens when approved', async () => {
    const { runId, asked } = await waiting(gated, human);
    expect(asked).toMatchObject({
      type: 'gate_approval',
      defaultDecision: 'reject',
      context: { gateResult: { type: 'human', verdict: null } },
    });
    await decide(asked.id, 'APPROVED');
    expect(await statuses(runId)).toMatchObject({ door: 'SUCCEEDED', behind: 'READY', beside: 'SUCCEEDED' });
    await auditRun(engine.db, runId);
  });

  it('fails for good when rejected, with its dead letter, while other paths have gone on', async () => {
    const { runId, asked } = await waiting(gated, human);
    const { lastSeq } = await engine.runs.get(runId);
    await decide(asked.id, 'REJECTED', { note: 'Not signed.' });
    expect(await statuses(runId)).toMatchObject({ door: 'FAILED', behind: 'PENDING', beside: 'SUCCEEDED' });
    expect((await engine.runs.get(runId)).status).toBe('FAILED');
    expect(await typesAfter(runId, lastSeq)).toEqual(['escalation.decided', 'task.failed', 'run.failed']);
    await auditRun(engine.db, runId);
    const [letter] = await engine.db.query<{ failure: object; seq: number }>({
      text: 'SELECT failure, created_seq AS seq FROM dead_letters WHERE run_id = $1',
      values: [runId],
    });
    expect(letter).toMatchObject({
      failure: { code: 'gate_rejected', place: 'gate', permanent: true, message: expect.stringContaining('Not signed.') },
      seq: lastSeq + 2,
    });
  });

  it('shows the artifacts it is about, and what was found, the worst of which says how urgent it is', async () => {
    const finding: Finding = { severity: 'critical', message: 'A token in plain text', place: 'auth.ts:14', suggestion: 'Hash it' };
    const judgement = { result: false, by: 'model' as const, condition: null, evidence: {}, findings: [finding] };
    const runId = await created(gated);
    const [first] = await claim(runId);
    const store = engine.store(worker);
    await store.startConversation(first as ClaimedTask, { system: 's', user: 'u' });
    const artifact = { name: 'auth.ts', type: 'code', content: 'x', metadata: {} };
    await store.commitTools(first as ClaimedTask, { conversation: 1, turn: 1 }, [], [artifact]);
    await finish([first as ClaimedTask]);
    const door = (await claim(runId)).find(({ node }) => node === 1) as ClaimedTask;
    const ruling: Ruling = { kind: 'undecided', reason: 'Its findings were sent back twice.', missing: null, judgement };
    await engine.db.transaction((tx) => settleRuling(tx, door, ruling, 'engine'));
    const [asked] = (await escalations.list(listEscalationsSchema.parse({ runId }))).items;
    expect(asked?.context).toMatchObject({
      gateResult: { findings: [finding] },
      artifacts: [{ name: 'auth.ts', version: 1, taskKey: 'a' }],
    });
    expect(['HIGH', 'CRITICAL']).toContain(asked?.priority);
    await decide(asked?.id ?? '', 'APPROVED');
    const events = (await engine.runs.events({ runId, after: 0, limit: 200 })).items;
    expect(events.find(({ type, taskKey }) => type === 'task.succeeded' && taskKey === 'door')?.data).toMatchObject({
      judgement: { result: true, by: 'person', findings: [finding] },
    });
    await auditRun(engine.db, runId);
  });
});

describe('a decision', () => {
  it('is the first of two at the same time; whoever comes later hears by whom', async () => {
    const { runId, asked } = await waiting(branching, undecided);
    const both = await Promise.allSettled([decide(asked.id, 'APPROVED'), decide(asked.id, 'REJECTED', {}, approver('bob'))]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const { decidedBy, status } = await escalations.get(asked.id);
    await expect(decide(asked.id, 'APPROVED')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(decidedBy ?? '?'),
      more: { decision: { status, decidedBy } },
    });
    expect((await typesAfter(runId, 0)).filter((type) => type === 'escalation.decided')).toHaveLength(1);
    await auditRun(engine.db, runId);
  });

  it('sent twice with one key is made once and answered twice', async () => {
    const { runId, asked } = await waiting(branching, undecided);
    const input = decideEscalationSchema.parse({ escalationId: asked.id, status: 'APPROVED' });
    const idempotency = { key: randomUUID(), bodyHash: 'h' };
    const [first, second] = await Promise.all([
      escalations.decide(input, approver('ann'), idempotency),
      escalations.decide(input, approver('ann'), idempotency),
    ]);
    expect(second).toEqual(first);
    await auditRun(engine.db, runId);
  });

  it('in a paused run is taken; what follows waits for the resume', async () => {
    const { runId, asked } = await waiting(branching, undecided);
    await engine.runs.pause(runId, operator);
    await decide(asked.id, 'APPROVED');
    expect(await statuses(runId)).toMatchObject({ way: 'SUCCEEDED', yes: 'READY' });
    expect(await claim(runId)).toEqual([]);
    await engine.runs.resume(runId, operator);
    expect(await claim(runId)).toHaveLength(1);
    await auditRun(engine.db, runId);
  });

  it('is void once the run is cancelled', async () => {
    const { runId, asked } = await waiting(branching, undecided);
    await engine.runs.cancel(runId, operator);
    expect(await escalations.get(asked.id)).toMatchObject({ status: 'SUPERSEDED', decidedBy: null, decision: null });
    await expect(decide(asked.id, 'APPROVED')).rejects.toEqual(conflict);
    await auditRun(engine.db, runId);
  });

  it.each([
    ['conditions', { status: 'APPROVED_WITH_CONDITIONS' }],
    ['conditions', { status: 'APPROVED', conditions: ['Add a test'] }],
    ['conditions', { status: 'REJECTED', conditions: ['Add a test'] }],
    ['conditions.1', { status: 'APPROVED_WITH_CONDITIONS', conditions: ['Add a test', ' '] }],
    ['action', { status: 'REJECTED', action: { kind: 'raise_budget', amountUsd: 1 } }],
    ['action', { status: 'APPROVED', action: { kind: 'raise_budget', amountUsd: 1 } }],
  ])('with what does not fit it is refused: %s', async (path, { status, ...more }) => {
    const { asked } = await waiting(branching, undecided);
    await expect(decide(asked.id, status, more)).rejects.toMatchObject({ code: 'invalid_input', status: 422, issues: [{ path }] });
    expect(await escalations.get(asked.id)).toMatchObject({ status: 'OPEN' });
  });

  it('needs something to decide about', async () => {
    await expect(decide(randomUUID(), 'APPROVED')).rejects.toMatchObject({ code: 'not_found' });
  });
});

it('lists page newest first, filter whatever the case, and refuse what they do not know', async () => {
  const made = [await waiting(branching, undecided), await waiting(branching, undecided), await waiting(gated, human)];
  const runId = made[0]?.runId;
  const first = await escalations.list(listEscalationsSchema.parse({ limit: 2 }));
  expect(first.items.map(({ id }) => id)).toEqual([made[2]?.asked.id, made[1]?.asked.id]);
  const rest = await escalations.list(listEscalationsSchema.parse({ limit: 2, cursor: first.nextCursor }));
  expect(rest.items[0]?.id).toBe(made[0]?.asked.id);
  await decide(made[0]?.asked.id ?? '', 'REJECTED');
  expect((await escalations.list(listEscalationsSchema.parse({ runId, status: 'Open' }))).items).toEqual([]);
  expect((await escalations.list(listEscalationsSchema.parse({ runId, status: 'rejected', priority: 'medium' }))).items).toHaveLength(1);
  expect((await escalations.list(listEscalationsSchema.parse({ runId, priority: 'CRITICAL' }))).items).toEqual([]);
  expect(listEscalationsSchema.safeParse({ status: 'undecided' }).success).toBe(false);
  await expect(escalations.list(listEscalationsSchema.parse({ cursor: 'x' }))).rejects.toMatchObject({ code: 'invalid_input' });
});
