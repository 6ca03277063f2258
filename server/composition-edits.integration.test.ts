import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRunSchema } from '@/lib/contracts/run';
import type { Orchestrator } from '@/server/composition';
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

it('a program adds tasks, branches and gates in the words of the specification, also several at once', async () => {
  const tasks = ['backend', 'release'].map((key) => ({ key, role: 'backend_engineer', prompt: `do ${key}` }));
  const input = createRunSchema.parse({ goal: 'The berths', tasks });
  const { id: runId } = await app.services.runs.create(input, { kind: 'token', id: 'test', name: 'test' }, null);
  const { workflowModifier } = app;
  const review = { runId, role: 'security_reviewer', prompt: 'Review the authentication', dependsOn: ['backend'] } as const;
  const added = await Promise.all(Array.from({ length: 3 }, () => workflowModifier.addTask({ ...review, dependsOn: ['backend'] })));
  expect(added.map(({ key }) => key).toSorted()).toEqual(['security_reviewer', 'security_reviewer_2', 'security_reviewer_3']);
  const test = { role: 'backend_engineer' as const, prompt: 'Write tests' };
  const branch = await workflowModifier.createBranch({
    ...{ runId, condition: 'artifact.test_coverage < 80', after: 'backend', ifTrueTasks: [test], ifFalseTasks: ['release'] },
  });
  const gate = await workflowModifier.insertGate({ runId, after: 'security_reviewer', gateType: 'code_review' });
  expect([branch.key, gate.key, gate.version]).toEqual(['branch', 'code_review', 6]);
  await expect(workflowModifier.removeTask({ runId, key: 'release' }, { baseVersion: 1 })).rejects.toMatchObject({ code: 'stale_version' });
  await workflowModifier.updateTask({ runId, key: 'release', changes: { tier: 'premium' } });
  expect(await workflowModifier.undo(runId, 7)).toEqual({ version: 8 });
  expect((await app.services.edits.graph(runId)).tasks.find(({ key }) => key === 'branch')).toMatchObject({
    dependsOn: ['backend'],
    branch: { ifTrue: ['backend_engineer'], ifFalse: ['release'] },
  });
  await auditRun(app.db, runId);
});
