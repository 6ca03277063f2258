import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CreateEscalation, ESCALATION_TYPES } from '@/lib/contracts/escalation';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { tick } from '@/server/engine/tick';
import { auditRun } from '@/test/engine/audit';
import { type Engine, openEngine, operator, task } from '@/test/engine/open-engine';
import { createEscalationsService, type EscalationsService } from './escalations-service';

let engine: Engine;
let escalations: EscalationsService;
beforeAll(async () => {
  engine = await openEngine();
  escalations = createEscalationsService(engine);
});
afterAll(() => engine.close());

const worker = randomUUID();
const claim = async (runId: string) => (await tick(engine.db, worker, [], 500)).claimed.filter((one) => one.runId === runId);
const finish = (one: ClaimedTask) => tick(engine.db, worker, [{ ...one, deferrals: 3 }], 0);
const ask = (runId: string, more: Partial<CreateEscalation> = {}) =>
  escalations.create({ runId, type: 'quality_concern', title: 'Too thin', description: 'Two pages.', priority: 'LOW', ...more }, operator);

it.each(ESCALATION_TYPES)('%s about a task is asked by its agent, begins with agents, and is in the log', async (type) => {
  const runId = await engine.create([task('a'), task('b', ['a'])]);
  const asked = await ask(runId, { type, taskKey: 'a', context: { pages: 2 } });
  expect(asked).toMatchObject({
    ...{ runId, taskKey: 'a', type, subject: 'hold', tier: 'AGENT', status: 'OPEN', askedBy: 'agent:a', context: { pages: 2 } },
    ...{ title: 'Too thin', description: 'Two pages.', priority: 'LOW', action: null, blocks: 1 },
  });
  expect(Date.parse(asked.deadlineAt ?? '') - Date.parse(asked.createdAt)).toBe(300_000);
  const { items } = await engine.runs.events({ runId, after: 0, limit: 50 });
  expect(items.find((event) => event.type === 'escalation.opened')).toMatchObject({
    ...{ actor: 'token:test', taskKey: 'a', data: { escalationId: asked.id, type, tier: 'AGENT', holds: [0] } },
  });
  await auditRun(engine.db, runId);
});

it('holds what waits for its task, and nothing else', async () => {
  const runId = await engine.create([task('a'), task('b', ['a']), task('beside')]);
  await ask(runId, { taskKey: 'a' });
  for (const found of await claim(runId)) await finish(found);
  const statuses = async () => Object.fromEntries((await engine.runs.get(runId)).tasks.map(({ key, status }) => [key, status]));
  expect(await statuses()).toEqual({ a: 'SUCCEEDED', b: 'PENDING', beside: 'SUCCEEDED' });
  expect((await engine.runs.get(runId)).status).toBe('RUNNING');
  await auditRun(engine.db, runId);
});

it('about a run is asked by whoever calls; what is critical begins with a person', async () => {
  const runId = await engine.create([task('a')]);
  expect(await ask(runId, { priority: 'CRITICAL' })).toMatchObject({
    subject: 'none',
    tier: 'HUMAN',
    askedBy: 'token:test',
    taskKey: null,
  });
  const override = { type: 'budget_override' as const, context: { currentSpend: 45, requestedAmount: 20, budgetLimit: 50 } };
  expect(await ask(runId, override)).toMatchObject({
    ...{
      subject: 'budget',
      action: { kind: 'raise_budget', amountUsd: 20 },
      reserved: expect.stringContaining('$5'),
      context: override.context,
    },
  });
  await auditRun(engine.db, runId);
});

it('follows the settings of the moment', async () => {
  const runId = await engine.create([task('a')]);
  const before = engine.ladder.policy;
  const own = { ...before.types.quality_concern, tiers: ['LEAD_AGENT' as const], approvers: ['ann@example.com', 'bob@example.com'] };
  engine.ladder.policy = { ...before, types: { ...before.types, quality_concern: { ...own, approvalsNeeded: 2 } } };
  try {
    expect(await ask(runId)).toMatchObject({ tier: 'LEAD_AGENT', approvalsNeeded: 2, approverGroup: 'ann@example.com,bob@example.com' });
  } finally {
    engine.ladder.policy = before;
  }
});

it('is refused where there is nothing to ask about, and changes nothing then', async () => {
  const runId = await engine.create([task('a')]);
  await expect(ask(runId, { taskKey: 'z' })).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path: 'taskKey' }] });
  await expect(ask(randomUUID())).rejects.toMatchObject({ code: 'not_found' });
  expect((await escalations.list({ runId, limit: 10 })).items).toEqual([]);
  await auditRun(engine.db, runId);
});

it.each(['SUCCEEDED', 'CANCELLED'] as const)(
  'of a run that is %s is for the record: decided like any other, and nothing moves by it',
  async (end) => {
    const runId = await engine.create([task('a'), task('b', ['a'])], { budgetUsd: 50 });
    const before = end === 'CANCELLED' ? await ask(runId, { taskKey: 'a' }) : null;
    if (end === 'CANCELLED') await engine.runs.cancel(runId, operator);
    else for (let round = 0; round < 2; round += 1) for (const one of await claim(runId)) await finish(one);
    const ended = await engine.runs.get(runId);
    expect(ended.status).toBe(end);
    const word = { status: 'APPROVED' as const, note: 'Seen.' };
    if (before)
      await expect(escalations.decide({ escalationId: before.id, ...word }, operator)).rejects.toMatchObject({ code: 'conflict' });
    for (const priority of ['MEDIUM', 'CRITICAL'] as const) {
      const about = await ask(runId, { taskKey: 'a', priority });
      expect(about).toMatchObject({
        status: 'OPEN',
        subject: 'none',
        taskKey: 'a',
        askedBy: 'agent:a',
        tier: priority === 'MEDIUM' ? 'AGENT' : 'HUMAN',
      });
      const status = priority === 'MEDIUM' ? 'APPROVED' : 'REJECTED';
      expect(await escalations.decide({ escalationId: about.id, ...word, status }, operator)).toMatchObject({
        status,
        decidedBy: 'token:test',
      });
      await auditRun(engine.db, runId);
    }
    const conditional = await ask(runId, { taskKey: 'a' });
    const conditions = { status: 'APPROVED_WITH_CONDITIONS' as const, conditions: ['Name the sources'] };
    await expect(escalations.decide({ escalationId: conditional.id, ...conditions }, operator)).rejects.toMatchObject({ code: 'conflict' });
    const more = await ask(runId, { type: 'budget_override', context: { currentSpend: 45, requestedAmount: 20, budgetLimit: 50 } });
    await escalations.decide({ escalationId: more.id, ...word }, { ...operator, name: 'other' });
    expect(await engine.runs.get(runId)).toMatchObject({ status: end, budgetUsd: 70, tasks: ended.tasks, finishedAt: ended.finishedAt });
    await auditRun(engine.db, runId);
  },
);
