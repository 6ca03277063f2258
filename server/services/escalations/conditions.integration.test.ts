import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEscalationSchema, decideEscalationSchema } from '@/lib/contracts/escalation';
import type { TaskDraftInput } from '@/lib/contracts/task';
import type { Caller } from '@/server/core/access/caller';
import { settleTask } from '@/server/engine/settle';
import { auditRun } from '@/test/engine/audit';
import { carryOut } from '@/test/engine/manifests';
import { type EditedEngine, openEdits } from '@/test/engine/open-edits';
import { operator, task } from '@/test/engine/open-engine';
import { createEscalationsService, type EscalationsService } from './escalations-service';

const ann: Caller = { kind: 'user', id: randomUUID(), name: 'ann@example.com', role: 'approver' };
const bob: Caller = { ...ann, id: randomUUID(), name: 'bob@example.com' };
let stage: EditedEngine;
let escalations: EscalationsService;
beforeAll(async () => {
  stage = await openEdits();
  escalations = createEscalationsService(stage);
});
afterAll(() => stage.close());

const GRAPH: TaskDraftInput[] = [
  task('api', [], { role: 'backend_engineer' }),
  task('docs', ['api']),
  task('ship', ['docs', 'api']),
  task('aside'),
];

async function asked(about: { taskKey?: string; type?: string; priority?: string } = { taskKey: 'api' }, runId = '') {
  const run = runId === '' ? await stage.create(GRAPH) : runId;
  const question = {
    runId: run,
    type: 'quality_concern',
    title: 'Good enough?',
    description: 'Look at {{it}}.',
    priority: 'MEDIUM',
    ...about,
  };
  return { runId: run, id: (await escalations.create(createEscalationSchema.parse(question), operator)).id };
}
const decide = (escalationId: string, status: string, more: object = {}, who = ann, key: string | null = null) =>
  escalations.decide(
    decideEscalationSchema.parse({ escalationId, status, ...more }),
    who,
    key === null ? null : { key, bodyHash: JSON.stringify(more) },
  );
const graph = async (runId: string) => Object.fromEntries((await stage.edits.graph(runId)).tasks.map((one) => [one.key, one]));
const conditional = (id: string, conditions: string[], who = ann) => decide(id, 'APPROVED_WITH_CONDITIONS', { conditions }, who);

it('an approval with conditions puts each into the graph as work and a check of it, and what waited waits for both', async () => {
  const { runId, id } = await asked();
  const { lastSeq } = await stage.runs.get(runId);
  const answer = await conditional(id, ['Add rate limiting', 'Use {{braces}}']);
  expect(answer).toMatchObject({
    ...{ status: 'APPROVED_WITH_CONDITIONS', decision: 'approve', conditions: ['Add rate limiting', 'Use {{braces}}'] },
    decidedBy: 'user:ann@example.com',
  });
  await auditRun(stage.db, runId);
  const tasks = await graph(runId);
  expect(tasks['condition-1']).toMatchObject({ kind: 'agent', role: 'backend_engineer', dependsOn: ['api'], status: 'PENDING' });
  expect(tasks['condition-1']?.prompt).toContain('Add rate limiting');
  expect(tasks['check-condition-2']).toMatchObject({
    ...{ kind: 'gate', role: 'tech_lead', dependsOn: ['condition-2'] },
    gate: { type: 'custom', criteria: 'Use { {braces}}' },
  });
  expect(tasks.docs?.dependsOn).toEqual(['api', 'check-condition-1', 'check-condition-2']);
  expect(tasks.ship?.dependsOn).toEqual(['docs', 'api', 'check-condition-1', 'check-condition-2']);
  expect(tasks.aside?.dependsOn).toEqual([]);
  const events = (await stage.runs.events({ runId, after: lastSeq, limit: 50 })).items;
  expect(events.map(({ type }) => type)).toEqual(['run.edited', 'escalation.decided']);
  expect((await stage.runs.get(runId)).graphVersion).toBe(2);
  const [kept] = await stage.db.query<{ kind: string }>({ text: 'SELECT kind FROM checkpoints WHERE run_id = $1', values: [runId] });
  expect(kept).toEqual({ kind: 'edit' });
});

it('the run goes on behind the conditions, and is held to them', async () => {
  const { runId, id } = await asked();
  await stage.carryOutOne(runId);
  expect(await stage.claim(runId), 'what waits for the task is held').toEqual([]);
  await conditional(id, ['Add rate limiting']);
  await auditRun(stage.db, runId);
  const [work, ...others] = await stage.claim(runId);
  expect(others).toEqual([]);
  expect((await stage.runs.get(runId)).tasks[work?.node ?? -1]?.key).toBe('condition-1');
});

it('the next approval takes the next numbers; about the whole run conditions stand by themselves', async () => {
  const { runId, id } = await asked();
  await conditional(id, ['One']);
  const second = await asked({ type: 'ambiguous_requirement' }, runId);
  await conditional(second.id, ['Two']);
  const tasks = await graph(runId);
  expect(tasks['condition-2']).toMatchObject({ role: 'tech_lead', dependsOn: [], status: 'READY' });
  expect(tasks['check-condition-2']?.dependsOn).toEqual(['condition-2']);
  await auditRun(stage.db, runId);
});

async function failed(runId: string, key: string): Promise<string> {
  const claimed = await stage.claim(runId);
  for (const one of claimed) {
    const { key: name } = (await stage.runs.get(runId)).tasks[one.node] ?? {};
    const failure = { ...stage.failure({ permanent: true }), place: 'worker' as const, code: 'out_of_memory' };
    const settlement = { kind: 'failed', failure, retryDelayMs: 0 } as const;
    if (name === key) await stage.db.transaction((tx) => settleTask(tx, one, settlement, 'worker:test', stage.ladder.current()));
    else await carryOut(stage, randomUUID(), one);
  }
  const [question] = (await escalations.list({ runId, status: 'OPEN', limit: 10 })).items;
  if (!question) throw new Error('nobody was asked');
  expect(question).toMatchObject({ type: 'error_resolution', subject: 'letter', taskKey: key });
  return question.id;
}

it('a run that has failed goes on with the conditions of another try, and is held to them', async () => {
  const runId = await stage.create(GRAPH);
  const id = await failed(runId, 'api');
  expect((await stage.runs.get(runId)).status).toBe('FAILED');
  const { lastSeq } = await stage.runs.get(runId);
  expect(await conditional(id, ['Use less memory'])).toMatchObject({ status: 'APPROVED_WITH_CONDITIONS' });
  await auditRun(stage.db, runId);
  const events = (await stage.runs.events({ runId, after: lastSeq, limit: 50 })).items;
  expect(events.map(({ type }) => type)).toEqual(['run.edited', 'escalation.decided', 'run.revived', 'task.replayed']);
  const tasks = await graph(runId);
  expect(tasks.api?.status).toBe('READY');
  expect(tasks['condition-1']).toMatchObject({ dependsOn: ['api'], status: 'PENDING' });
  expect(tasks.docs?.dependsOn).toEqual(['api', 'check-condition-1']);
  expect((await stage.runs.get(runId)).status).toBe('RUNNING');
});

it('a question about a run that has failed, and nothing of it waits: its conditions are work, and the run goes on for them', async () => {
  const runId = await stage.create([task('api')]);
  await failed(runId, 'api');
  const { id } = await asked({}, runId);
  const { lastSeq } = await stage.runs.get(runId);
  await conditional(id, ['Say why it failed']);
  await auditRun(stage.db, runId);
  const events = (await stage.runs.events({ runId, after: lastSeq, limit: 50 })).items;
  expect(events.map(({ type }) => type)).toEqual(['run.edited', 'escalation.decided', 'run.revived']);
  expect((await stage.claim(runId)).length).toBe(1);
});

it('conditions behind what stays failed bring no run back: it is held to them once that is done anew', async () => {
  const runId = await stage.create(GRAPH);
  await failed(runId, 'api');
  const { id } = await asked({ taskKey: 'api' }, runId);
  await conditional(id, ['Use less memory']);
  await auditRun(stage.db, runId);
  expect((await stage.runs.get(runId)).status).toBe('FAILED');
  expect((await graph(runId)).docs?.dependsOn).toEqual(['api', 'check-condition-1']);
});

it('behind a good end nothing can be demanded any more', async () => {
  const runId = await stage.create([task('api')]);
  expect(await stage.runToEnd(runId)).toBe('SUCCEEDED');
  const { id } = await asked({}, runId);
  await expect(conditional(id, ['More'])).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('without conditions'),
  });
  expect(await decide(id, 'APPROVED')).toMatchObject({ status: 'APPROVED' });
});

it('several have to approve: each word is shown, nobody has two, and all conditions hold in the end', async () => {
  const { policy } = stage.ladder;
  stage.ladder.policy = { ...policy, types: { ...policy.types, quality_concern: { ...policy.types.quality_concern, approvalsNeeded: 2 } } };
  const { runId, id } = await asked();
  stage.ladder.policy = policy;
  const first = await conditional(id, ['Add rate limiting']);
  expect(first).toMatchObject({
    status: 'OPEN',
    approvalsNeeded: 2,
    votes: [{ voter: 'user:ann@example.com', status: 'APPROVED_WITH_CONDITIONS' }],
  });
  await auditRun(stage.db, runId);
  expect((await stage.runs.get(runId)).graphVersion).toBe(1);
  await expect(decide(id, 'APPROVED')).rejects.toMatchObject({ code: 'conflict' });
  expect(await decide(id, 'APPROVED', {}, bob)).toMatchObject({
    ...{ status: 'APPROVED_WITH_CONDITIONS', conditions: ['Add rate limiting'] },
    votes: [{ voter: 'user:ann@example.com' }, { voter: 'user:bob@example.com', status: 'APPROVED' }],
  });
  expect(await graph(runId)).toHaveProperty('condition-1');
  await auditRun(stage.db, runId);
  expect((await escalations.get(id)).entries.map(({ kind }) => kind)).toEqual(['opened', 'vote', 'decided']);
});

it('one rejection decides, also behind approvals', async () => {
  const { policy } = stage.ladder;
  stage.ladder.policy = { ...policy, types: { ...policy.types, quality_concern: { ...policy.types.quality_concern, approvalsNeeded: 3 } } };
  const { runId, id } = await asked();
  stage.ladder.policy = policy;
  await decide(id, 'APPROVED');
  expect(await decide(id, 'REJECTED', {}, bob)).toMatchObject({ status: 'REJECTED', decidedBy: 'user:bob@example.com' });
  await auditRun(stage.db, runId);
});

it('only the group decides, and nobody approves what they asked for', async () => {
  const { policy } = stage.ladder;
  const gated = { ...policy.types.quality_concern, approvers: ['bob@example.com'] };
  stage.ladder.policy = { ...policy, types: { ...policy.types, quality_concern: gated } };
  const { id } = await asked();
  stage.ladder.policy = policy;
  await expect(decide(id, 'APPROVED')).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('bob@example.com') });
  expect(await decide(id, 'APPROVED', {}, bob)).toMatchObject({ status: 'APPROVED' });
  const own = await asked({});
  await expect(decide(own.id, 'APPROVED', {}, operator)).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('yourself'),
  });
  expect(await decide(own.id, 'REJECTED', {}, operator)).toMatchObject({ status: 'REJECTED' });
});

it('of two at once with conditions one wins; one key makes one edit', async () => {
  const { runId, id } = await asked();
  const both = await Promise.allSettled([conditional(id, ['One']), conditional(id, ['Two'], bob)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const lost = both.find((one) => one.status === 'rejected')?.reason;
  expect(lost).toMatchObject({ code: 'conflict', more: { decision: { status: 'APPROVED_WITH_CONDITIONS' } } });
  expect(Object.keys(await graph(runId)).filter((key) => key.startsWith('condition-'))).toEqual(['condition-1']);
  const other = await asked();
  const more = { conditions: ['One'] };
  const same = await Promise.all([1, 2, 3].map(() => decide(other.id, 'APPROVED_WITH_CONDITIONS', more, ann, 'key')));
  expect(same[1]).toEqual(same[0]);
  expect((await stage.runs.get(other.runId)).graphVersion).toBe(2);
  await auditRun(stage.db, other.runId);
});

it('what is approved instead of what was asked for is checked again', async () => {
  const runId = await stage.create(GRAPH, { budgetUsd: 5 });
  await stage.db.query({ text: 'UPDATE run_heads SET spent_micro = 8000000 WHERE run_id = $1', values: [runId] });
  const question = { runId, type: 'budget_override', title: 'More', description: 'x', priority: 'HIGH', context: { requestedAmount: 20 } };
  const { id } = await escalations.create(createEscalationSchema.parse(question), operator);
  const approve = (amountUsd: number) => decide(id, 'APPROVED', { action: { kind: 'raise_budget', amountUsd } });
  await expect(approve(3)).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path: 'action.amountUsd' }] });
  expect(await approve(10)).toMatchObject({ status: 'APPROVED', action: { amountUsd: 10 } });
  expect((await stage.runs.get(runId)).budgetUsd).toBe(15);
  const audit = await stage.db.query<{ before: object; after: object }>({
    text: `SELECT before, after FROM audit_log WHERE target_id = $1 AND action = 'escalation.decide'`,
    values: [id],
  });
  expect(audit).toMatchObject([{ before: { action: { amountUsd: 20 } }, after: { action: { amountUsd: 10 } } }]);
});
