import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRunSchema } from '@/lib/contracts/run';
import type { Orchestrator } from '@/server/composition';
import { taskIdOf } from '@/server/core/task/task-id';
import { auditRun } from '@/test/engine/audit';
import { openOrchestrator } from '@/test/orchestrator';

let close: () => Promise<void>;
let app: Orchestrator;
beforeAll(async () => {
  ({ app, close } = await openOrchestrator());
});
afterAll(async () => {
  await close();
});

async function started(): Promise<string> {
  const tasks = [
    { key: 'backend', role: 'backend_engineer', prompt: 'do backend' },
    { key: 'release', role: 'tech_lead', prompt: 'do release', dependsOn: ['backend'] },
  ];
  const input = createRunSchema.parse({ goal: 'The berths', tasks, budgetUsd: 50 });
  return (await app.services.runs.create(input, { kind: 'token', id: 'test', name: 'test' }, null)).id;
}

it('a program asks and decides in the words of the specification', async () => {
  const runId = await started();
  const { escalations } = app;
  const gate = await escalations.requestGateApproval({
    ...{ runId, taskId: taskIdOf(runId, 0), gateType: 'security_review', priority: 'HIGH' },
    gateResult: { issues: ['A token in plain text'] },
  });
  expect(gate).toMatchObject({
    ...{ type: 'security_review', subject: 'hold', taskKey: 'backend', priority: 'HIGH', askedBy: 'agent:backend', blocks: 1 },
    ...{ context: { gateResult: { issues: ['A token in plain text'] } }, reserved: expect.any(String) },
  });
  const decided = await escalations.decideEscalation({
    ...{ escalationId: gate.id, status: 'APPROVED_WITH_CONDITIONS', note: 'Seen.', decidedBy: 'admin@company.com' },
    conditions: ['Add rate limiting', 'Review again after changes'],
  });
  expect(decided).toMatchObject({ status: 'APPROVED_WITH_CONDITIONS', decidedBy: 'user:admin@company.com' });
  const keys = (await app.services.edits.graph(runId)).tasks.map(({ key }) => key);
  expect(keys).toEqual(expect.arrayContaining(['condition-1', 'check-condition-1', 'condition-2', 'check-condition-2']));
  await auditRun(app.db, runId);
});

it('a program asks for more money, and gets it', async () => {
  const runId = await started();
  const asked = await app.escalations.requestBudgetOverride({
    ...{ runId, currentSpend: 45, requestedAmount: 20, budgetLimit: 50, reason: 'Complex implementation requires additional iterations' },
  });
  expect(asked).toMatchObject({ type: 'budget_override', subject: 'budget', action: { kind: 'raise_budget', amountUsd: 20 } });
  await app.escalations.decideEscalation({ escalationId: asked.id, status: 'APPROVED', note: 'Fine.', decidedBy: 'admin@company.com' });
  expect((await app.services.runs.get(runId)).budgetUsd).toBe(70);
  await auditRun(app.db, runId);
});

it('a task of another run is none of this one', async () => {
  const [one, other] = [await started(), await started()];
  const asked = { type: 'quality_concern', title: 'x', description: 'y', priority: 'LOW' } as const;
  await expect(app.escalations.createEscalation({ ...asked, runId: one, taskId: taskIdOf(other, 0) })).rejects.toMatchObject({
    ...{ code: 'not_found' },
  });
  expect(await app.escalations.createEscalation({ ...asked, runId: one, taskKey: 'backend' })).toMatchObject({ subject: 'hold' });
  await expect(app.escalations.createEscalation({ ...asked, runId: one, title: '' })).rejects.toThrow();
});

it('how escalations climb is a setting, audited, and refused on an old version', async () => {
  const admin = { kind: 'token', id: 'test', name: 'test', role: 'admin' } as const;
  const before = await app.services.ladder.get();
  const types = { quality_concern: { tiers: ['HUMAN' as const], seconds: { HUMAN: 60 } } };
  const saved = await app.services.ladder.set({ baseVersion: before.version, types }, admin);
  expect(saved.ladder.types.quality_concern).toMatchObject({ tiers: ['HUMAN'], seconds: { AGENT: 300, HUMAN: 60 } });
  await expect(app.services.ladder.set({ baseVersion: before.version, types }, admin)).rejects.toMatchObject({ code: 'stale_version' });
  const runId = await started();
  const asked = await app.escalations.createEscalation({ runId, type: 'quality_concern', title: 'x', description: 'y', priority: 'LOW' });
  expect(asked.tier).toBe('HUMAN');
  expect(Date.parse(asked.deadlineAt ?? '') - Date.parse(asked.createdAt)).toBe(60_000);
  const entries = await app.db.query({
    text: `SELECT actor FROM audit_log WHERE action = 'settings.change' AND target_id = 'escalations'`,
  });
  expect(entries).toEqual([{ actor: 'token:test' }]);
});
